/// Whether a body is said to be JSON as this gateway reads it.
package enum JSONContentType {
    /// `application/json`, and no other character encoding than UTF-8 (RFC 8259 §8.1): in UTF-16 or UTF-7 the same bytes
    /// would say something else.
    package static func matches(_ contentType: String?) -> Bool {
        guard let contentType else { return false }
        let parts = contentType.split(separator: ";", omittingEmptySubsequences: false).map { part in
            String(part.drop(while: isSpace).reversed().drop(while: isSpace).reversed()).lowercased()
        }
        guard parts.first == "application/json" else { return false }
        return parts.dropFirst().allSatisfy { parameter in
            guard parameter.hasPrefix("charset=") else { return true }
            return ["utf-8", "\"utf-8\"", "utf8"].contains(String(parameter.dropFirst("charset=".count)))
        }
    }

    private static func isSpace(_ character: Character) -> Bool { character == " " || character == "\t" }
}
