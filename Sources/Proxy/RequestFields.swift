import Domain
import HTTPWire
import NIOCore
import Routing

/// The header fields of a request, as routes look at them.
struct RequestFields: FieldSource {
    let head: RequestHead

    func hostName() -> String {
        guard let host = head.host else { return "" }
        return HostPattern.name(inField: head.fields.text(host))
    }

    func reading(_ name: [UInt8]) -> FieldReading {
        let section = head.fields
        let block = section.bytes
        let bytes = block.readableBytesUInt8Span
        var found: FieldReading = .absent
        for line in section.lines where Self.equals(bytes, line.name.range, name) {
            // What is for this hop only does not reach the upstream: nothing is decided by it (RFC 9110 §7.6.1).
            guard found == .absent, !head.connection.nominates(line, in: bytes) else { return .ambiguous }
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
