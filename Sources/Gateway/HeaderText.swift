import Translation

/// What an upstream's header fields may bring into the gateway's own requests.
enum HeaderText {
    /// Whether a value is 1 to `longest` visible ASCII characters (RFC 9110 §5.5): none that could end a line or a field.
    static func isVisible(_ value: String, atMost longest: Int) -> Bool {
        (1...longest).contains(value.utf8.count) && value.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// Whether a value is 1 to 4,096 octets that a cookie may have (RFC 6265 §4.1.1), without quotes around.
    static func isCookieValue(_ value: some StringProtocol) -> Bool {
        (1...4_096).contains(value.utf8.count)
            && value.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\\"): false
                default: (0x21...0x7E).contains(byte)
                }
            }
    }
}

extension UpstreamReply {
    /// The value that the answer sets for a cookie, the last one if it does so twice (RFC 6265 §5.3); `nil` when it sets
    /// none, or one that could not be sent back. Attributes are ignored: the gateway decides by itself where it sends
    /// what, and for how long.
    func cookie(_ name: String) -> String? {
        var found: String?
        for field in fields where field.name.lowercased() == "set-cookie" {
            let pair = field.value.prefix { $0 != ";" }
            guard let equals = pair.firstIndex(of: "="), pair[..<equals] == name else { continue }
            let value = pair[pair.index(after: equals)...]
            found = HeaderText.isCookieValue(value) ? String(value) : nil
        }
        return found
    }
}
