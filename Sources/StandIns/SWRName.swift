import Domain

/// How SWR names things (https://docs.otc.t-systems.com/software-repository-container/api-ref/).
enum SWRName {
    /// An organization: 1 to 64 characters from a lower-case letter to a lower-case letter or digit. Between those,
    /// single `.`, `-` and `_` or two `_`, none next to another.
    static func isNamespace(_ text: String) -> Bool {
        guard let first = text.utf8.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first) else { return false }
        return text.utf8.count <= 64 && isJoined(text, by: [UInt8(ascii: "."), UInt8(ascii: "-")])
    }

    /// An image: 1 to 128 characters. It may start with a digit, and slashes join its parts as dots do.
    static func isRepository(_ text: String) -> Bool {
        (1...128).contains(text.utf8.count)
            && isJoined(text, by: [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "/")])
    }

    static func isTag(_ text: String) -> Bool { TagName(text) != nil }

    /// The name that a path or a query means: in those `$` stands for a slash, which itself has no place there.
    static func repository(written text: String) throws(SWRFault) -> String {
        let name = text.replacing("$", with: "/")
        guard !text.contains("/"), isRepository(name) else { throw .invalidImageName }
        return name
    }

    private static func isJoined(_ text: String, by separators: Set<UInt8>) -> Bool {
        let underscore = UInt8(ascii: "_")
        var run: [UInt8] = []
        var hasStarted = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                run = []
                hasStarted = true
            case underscore where hasStarted && (run.isEmpty || run == [underscore]): run.append(byte)
            case _ where hasStarted && run.isEmpty && separators.contains(byte): run.append(byte)
            default: return false
            }
        }
        return hasStarted && run.isEmpty
    }
}
