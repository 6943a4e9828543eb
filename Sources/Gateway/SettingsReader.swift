import Domain

/// Reads settings one by one out of the layers and keeps what is wrong instead of stopping at it.
struct SettingsReader {
    private let layers: SettingsLayers
    private(set) var findings: [StartupError]

    init(_ layers: SettingsLayers, findings: [StartupError]) {
        self.layers = layers
        self.findings = findings
    }

    /// The parsed value; `nil` when it is not set, or is wrong and was noted.
    /// - Parameters:
    ///   - allowed: completes "allowed is …".
    mutating func optional<Value>(
        _ key: SettingsKey, allowed: @autoclosure () -> String, _ parse: (String) -> Value?
    ) -> Value? {
        guard let found = layers.find(key) else { return nil }
        if let value = parse(found.value) { return value }
        let shown = key.isSecret ? "the value" : "\"\(Self.shortened(found.value))\""
        note(key, "\(shown) from \(found.source) cannot be used", remedy: "allowed is \(allowed())")
        return nil
    }

    /// The parsed value, or `fallback` when it is not set or is wrong and was noted.
    mutating func value<Value>(
        _ key: SettingsKey, default fallback: Value, allowed: @autoclosure () -> String, _ parse: (String) -> Value?
    ) -> Value {
        optional(key, allowed: allowed(), parse) ?? fallback
    }

    mutating func integer(_ key: SettingsKey, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        let allowed = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return value(key, default: fallback, allowed: allowed) { text in
            guard text.allSatisfy({ $0.isASCII && $0.isNumber }), let number = Int(text) else { return nil }
            return range.contains(number) ? number : nil
        }
    }

    mutating func duration(_ key: SettingsKey, default fallback: Duration, in range: ClosedRange<Duration>) -> Duration
    {
        let allowed =
            "a duration from \(range.lowerBound) to \(range.upperBound), such as 500ms, 10s, 2m or 10 (seconds)"
        return value(key, default: fallback, allowed: allowed) { text in
            Duration(parsing: text).flatMap { range.contains($0) ? $0 : nil }
        }
    }

    /// A word of a closed set, with a suggestion for a near miss.
    mutating func word(_ key: SettingsKey, default fallback: String, among words: [String]) -> String {
        var meant: String?
        return value(key, default: fallback, allowed: words.joined(separator: ", ") + (meant ?? "")) { text in
            if words.contains(text) { return text }
            meant = Suggestion.nearest(to: text, among: words).map { " (did you mean \($0)?)" }
            return nil
        }
    }

    mutating func note(_ key: SettingsKey, _ problem: String, remedy: String) {
        findings.append(StartupError(key.rawValue, problem, remedy: remedy))
    }

    /// The value on one line, for a terminal.
    private static func shortened(_ value: String) -> String {
        let longest = 80
        let shown = value.unicodeScalars.prefix(longest).map { scalar in
            scalar.properties.generalCategory == .control ? "?" : String(scalar)
        }
        return shown.joined() + (value.unicodeScalars.count > longest ? "…" : "")
    }
}
