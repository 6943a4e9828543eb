/// What YAML 1.1 readers make of an unquoted word that was meant as text. Such a word is refused where text is asked
/// for, since the next tool that reads the file takes it for something else (the "Norway problem").
enum PlainScalar {
    /// The kind of value that some reader sees in `text`; `nil` when it is text to all of them.
    static func meaning(of text: String) -> String? {
        switch text.lowercased() {
        case "", "~", "null": return "nothing"
        case "y", "n", "yes", "no", "true", "false", "on", "off": return "a boolean"
        case "<<", "=": return "a merge key"
        case ".inf", "+.inf", "-.inf", ".nan": return "a number"
        default: break
        }
        guard let first = text.unicodeScalars.first, "0123456789+-.".unicodeScalars.contains(first),
            text.unicodeScalars.contains(where: { ("0"..."9").contains($0) })
        else { return nil }
        if isDate(text) { return "a date" }
        return isNumber(text) ? "a number" : nil
    }

    /// Integers with underscores, octal `010` and `0o10`, `0x`, `0b`, base 60 `1:30`, and floats.
    private static func isNumber(_ text: String) -> Bool {
        let digits = text.drop { $0 == "+" || $0 == "-" }.lowercased()
        if digits.hasPrefix("0x") { return digits.dropFirst(2).allSatisfy { $0.isHexDigit || $0 == "_" } }
        if digits.hasPrefix("0o") || digits.hasPrefix("0b") {
            return digits.dropFirst(2).allSatisfy { $0.isNumber || $0 == "_" }
        }
        if digits.contains(":") {
            let parts = digits.split(separator: ":", omittingEmptySubsequences: false)
            return parts.dropLast().allSatisfy(isDigits) && parts.last.map(isFraction) == true
        }
        let parts = digits.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        guard let mantissa = parts.first, isFraction(mantissa) else { return false }
        return parts.count == 1 || isDigits(parts[1].drop { $0 == "+" || $0 == "-" })
    }

    private static func isDigits(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isASCII && $0.isNumber || $0 == "_" }
    }

    /// Digits with at most one point, in front, inside or behind.
    private static func isFraction(_ text: Substring) -> Bool {
        guard let point = text.firstIndex(of: ".") else { return isDigits(text) }
        return isDigits(text[..<point] + text[text.index(after: point)...])
    }

    private static func isDate(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0].count == 4
            && parts.allSatisfy { part in
                part.first?.isNumber == true
            }
    }
}
