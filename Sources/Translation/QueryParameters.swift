package import Domain

/// The query of a `/v1` request, read once and typed.
///
/// `application/x-www-form-urlencoded` (WHATWG URL §5.1): pairs joined by `&`, percent triplets, `+` for a space.
/// Parameters that the endpoint does not know are ignored. One that it knows may stand only once, unless it is a list:
/// with two, a proxy and a gateway could each believe another.
package struct QueryParameters {
    private var values: [String: [String]] = [:]

    /// - Parameter lists: more known parameters, which may stand any number of times.
    /// - Throws: `.fieldInvalid` for a bad triplet, text that is not UTF-8, or a known parameter given twice.
    package init(_ query: String, known: Set<String>, lists: Set<String> = []) throws(GatewayError) {
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            let bytes = halves.count > 1 ? halves[1] : pair.prefix(0)
            guard let name = Self.decode(halves[0]), let value = Self.decode(bytes) else {
                throw GatewayError(.fieldInvalid, message: "query: must be percent-encoded UTF-8")
            }
            guard known.contains(name) || lists.contains(name) else { continue }
            guard values[name] == nil || lists.contains(name) else {
                throw GatewayError(.fieldInvalid, message: "\(name): must not be given more than once")
            }
            values[name, default: []].append(value)
        }
    }

    /// The known parameters that are there.
    var names: some Collection<String> { values.keys }

    /// The decoded value; `nil` when the parameter is absent.
    package func text(_ name: String) -> String? { values[name]?.first }

    /// The decoded values in their order; none when the parameter is absent.
    package func list(_ name: String) -> [String] { values[name] ?? [] }

    /// A whole number in plain decimal digits.
    package func integer(_ name: String, default fallback: Int, in range: ClosedRange<Int>) throws(GatewayError) -> Int
    {
        guard let text = text(name) else { return fallback }
        guard let number = Self.integer(text), range.contains(number) else {
            throw GatewayError(
                .fieldInvalid,
                message: "\(name): must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    package func integer(_ field: Field<IntegerRule>, default fallback: Int) throws(GatewayError) -> Int {
        try integer(
            field.name, default: fallback,
            in: Int(clamping: field.rule.range.lowerBound)...Int(clamping: field.rule.range.upperBound))
    }

    /// One of a closed set of words, compared exactly.
    package func choice<Word>(_ name: String, default fallback: Word) throws(GatewayError) -> Word
    where Word: RawRepresentable<String> & CaseIterable {
        guard let text = text(name) else { return fallback }
        guard let word = Word(rawValue: text) else {
            let allowed = Word.allCases.map(\.rawValue).joined(separator: " or ")
            throw GatewayError(.fieldInvalid, message: "\(name): must be \(allowed)")
        }
        return word
    }

    /// `true` or `false`; `nil` when the parameter is absent.
    package func flag(_ name: String) throws(GatewayError) -> Bool? {
        switch text(name) {
        case nil: nil
        case "true": true
        case "false": false
        default: throw GatewayError(.fieldInvalid, message: "\(name): must be true or false")
        }
    }

    /// Part of a registry name to look for. `nil` when absent or empty, since every name contains the empty string.
    func namePart(_ name: String, slashes: Bool) throws(GatewayError) -> String? {
        guard let text = text(name), !text.isEmpty else { return nil }
        let rule = slashes ? NamePart.ofImage : NamePart.ofProject
        guard rule.accepts(text) else {
            throw GatewayError(.fieldInvalid, message: "\(name): \(rule.requirement)")
        }
        return text
    }

    /// A whole number in plain decimal digits: no sign, no space.
    static func integer(_ text: String) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy(isDigit) else { return nil }
        return Int(text)
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func decode(_ bytes: Substring.UTF8View) -> String? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var rest = bytes
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                    return nil
                }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
