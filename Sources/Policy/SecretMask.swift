/// Hides what may be a secret in a line of a policy before it is shown.
///
/// Works on the text and not on the parsed document, so that it also holds for a file that is no YAML. It hides too
/// much rather than too little: everything behind a key that announces a secret, unless a single reference follows, and
/// the user information of a URL.
enum SecretMask {
    private static let announcing = ["pass", "pwd", "secret", "token", "credential"]

    /// Whether a name says that its value is a secret.
    static func announces(_ name: String) -> Bool {
        let folded = name.lowercased()
        return (announcing + ["api-key", "apikey"]).contains { folded.contains($0) }
    }

    static func masked(_ line: Substring) -> String {
        var end = line.endIndex
        var index = line.startIndex
        while index < line.endIndex, index < end {
            defer { index = line.index(after: index) }
            let here = line[index...]
            if announcing.contains(where: { here.prefix($0.count).lowercased() == $0 }),
                let value = value(behindKeyIn: here), !isSingleReference(value)
            {
                end = value.startIndex
            } else if here.hasPrefix("://"), here.contains("@") {
                end = line.index(index, offsetBy: 3)
            }
        }
        return end == line.endIndex ? String(line) : line[..<end] + "<secret>"
    }

    /// What follows the colon of the key that begins `text` or ends there; `nil` when it is no key or nothing follows.
    private static func value(behindKeyIn text: Substring) -> Substring? {
        let behind = text.drop { $0.isLetter || $0.isNumber || "_-\"'".contains($0) }
        guard behind.first == ":" else { return nil }
        let value = behind.dropFirst().drop { $0 == " " || $0 == "\t" }
        return value.isEmpty || value.first == "#" ? nil : value
    }

    /// `env:NAME` or `file:PATH`, quoted or not, and nothing that a secret could stand in.
    private static func isSingleReference(_ value: Substring) -> Bool {
        let text = value.drop { $0 == "\"" || $0 == "'" }
        guard text.hasPrefix("env:") || text.hasPrefix("file:"), !text.contains(":-") else { return false }
        return !text.drop { $0 != ":" }.dropFirst().contains(":")
    }
}
