import HTTPWire

/// Whether a body that rules judge is read by its upstream as it is read here: as UTF-8 JSON, in the clear.
///
/// Frameworks choose the parser by `Content-Type` and decode with its `charset`; a form, or JSON in UTF-7, would say one
/// thing to the rules and another to the upstream.
enum JudgedBody {
    /// - Parameter isEmpty: then nothing is read, and no type is needed.
    static func isJSON(_ head: RequestHead, isEmpty: Bool) -> Bool {
        guard head.fields.count(.contentEncoding) == 0, head.fields.count(.contentType) <= 1 else { return false }
        guard let type = head.fields.value(.contentType) else { return isEmpty }
        let parts = type.split(separator: ";", omittingEmptySubsequences: false).map(trimmed)
        guard let essence = parts.first, essence == "application/json" || isJSONSuffixed(essence) else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            let pair = parameter.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
            guard pair.count == 2, pair[0] == "charset" else { return true }
            return ["utf-8", "\"utf-8\"", "utf8"].contains(pair[1])
        }
    }

    /// RFC 6839 §3.1.
    private static func isJSONSuffixed(_ essence: String) -> Bool {
        essence.hasPrefix("application/") && essence.hasSuffix("+json")
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text
        while text.first == " " || text.first == "\t" { text.removeFirst() }
        while text.last == " " || text.last == "\t" { text.removeLast() }
        return text.lowercased()
    }
}
