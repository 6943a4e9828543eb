/// Percent triplets (RFC 3986 §2.1).
package enum PercentEncoding {
    /// Everything but the unreserved characters (RFC 3986 §2.3: letters, digits, `- . _ ~`) as triplets with upper-case
    /// digits.
    package static func encoded(_ bytes: some Sequence<UInt8>) -> String {
        var text = ""
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                text += byte < 0x10 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return text
    }

    /// The pairs with the `?` before them; empty when there are none.
    static func query(_ pairs: [(name: String, value: String)]) -> String {
        guard !pairs.isEmpty else { return "" }
        return "?" + form(pairs)
    }

    /// The pairs as `application/x-www-form-urlencoded`, in which a triplet is as good as a `+`.
    package static func form(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { "\(encoded($0.name.utf8))=\(encoded($0.value.utf8))" }.joined(separator: "&")
    }

    /// The bytes meant. A `%` that no two hexadecimal digits follow stands for itself, so that every text has a meaning
    /// and encoding it again gives one form.
    /// - Parameter plusIsSpace: as in a query (WHATWG URL §5.1).
    static func decoded(_ text: Substring.UTF8View, plusIsSpace: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), plusIsSpace {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%"), let meant = triplet(rest.prefix(2)) {
                bytes.append(meant)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }

    private static func triplet(_ digits: Substring.UTF8View) -> UInt8? {
        let values = digits.compactMap(hexDigit)
        return values.count == 2 ? values[0] << 4 | values[1] : nil
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
