import Domain
import HTTPWire
import NIOCore
import Routing

/// The header fields of a request, as routes look at them.
struct RequestFields: FieldSource {
    let head: RequestHead

    func hostName() -> String {
        guard let host = head.host else { return "" }
        let text = head.fields.text(host).lowercased()
        if text.hasPrefix("[") { return text.firstIndex(of: "]").map { String(text[...$0]) } ?? text }
        return String(text.prefix { $0 != ":" })
    }

    func reading(_ name: [UInt8]) -> FieldReading {
        let section = head.fields
        let block = section.bytes
        let bytes = block.readableBytesUInt8Span
        var found: FieldReading = .absent
        for line in section.lines where Self.equals(bytes, line.name.range, name) {
            guard found == .absent else { return .ambiguous }
            found = .value(line.value.range.map { bytes[$0] })
        }
        return found
    }

    /// `name` is in lower case.
    static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ name: [UInt8]) -> Bool {
        guard range.count == name.count else { return false }
        for (offset, byte) in name.enumerated() {
            let other = bytes[range.lowerBound + offset]
            let isUpper = (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(other)
            guard (isUpper ? other | 0x20 : other) == byte else { return false }
        }
        return true
    }
}
