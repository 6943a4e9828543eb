/// Writes one JSON text (RFC 8259) as bytes. The caller keeps to the grammar: a value where one belongs, each name once.
struct JSONWriter {
    private(set) var bytes: [UInt8] = []

    init(capacity: Int) {
        bytes.reserveCapacity(capacity)
    }

    mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    /// What is JSON already.
    mutating func append(_ text: some Collection<UInt8>) { bytes.append(contentsOf: text) }

    mutating func integer(_ value: Int64) {
        if value < 0 { bytes.append(UInt8(ascii: "-")) }
        var rest = value.magnitude
        let start = bytes.count
        repeat {
            bytes.append(UInt8(ascii: "0") + UInt8(rest % 10))
            rest /= 10
        } while rest > 0
        bytes[start...].reverse()
    }

    mutating func boolean(_ value: Bool) { raw(value ? "true" : "false") }

    mutating func string(_ value: String) {
        bytes.append(UInt8(ascii: "\""))
        content(value)
        bytes.append(UInt8(ascii: "\""))
    }

    /// One string of two parts.
    mutating func string(_ first: String, _ second: String) {
        bytes.append(UInt8(ascii: "\""))
        content(first)
        content(second)
        bytes.append(UInt8(ascii: "\""))
    }

    /// Only what the grammar asks for is escaped: quotes, backslashes and controls.
    private mutating func content(_ value: String) {
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                raw("\\u00")
                bytes.append(UInt8(ascii: byte < 0x10 ? "0" : "1"))
                let low = byte & 0xF
                bytes.append(low < 10 ? UInt8(ascii: "0") + low : UInt8(ascii: "a") + low - 10)
            default: bytes.append(byte)
            }
        }
    }
}
