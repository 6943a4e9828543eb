import HTTPWire
import NIOCore

/// The fields of an answer that hold links.
extension UpstreamLinks {
    /// RFC 9110 §10.2.2 and §8.7, RFC 8288 §3.
    static let fields: FieldSet = [.location, .contentLocation, .link]

    /// All lines of these fields that pass, with links to the gateway; `nil` when none has to change, as nearly always:
    /// then they are copied with the others.
    ///
    /// - Parameters:
    ///   - request: what the answer is to.
    ///   - names: of fields that do not pass, in lower case.
    func lines(of head: ResponseHead, to request: RequestHead, without names: [[UInt8]]) -> [UInt8]? {
        let asked = Self.authority(of: request)
        let block = head.fields.bytes
        let bytes = block.readableBytesUInt8Span
        var lines: [UInt8] = []
        var isChanged = false
        for line in head.fields.lines where Self.fields.contains(line.id) {
            if head.connection.nominates(line, in: bytes)
                || !names.isEmpty && names.contains(where: { RequestFields.equals(bytes, line.name.range, $0) })
            {
                continue
            }
            let start = lines.count
            for index in line.name.range { lines.append(bytes[index]) }
            lines += [UInt8(ascii: ":"), UInt8(ascii: " ")]
            let isOther =
                line.id == .link
                ? writeTargets(bytes, line.value.range, asked: asked, into: &lines)
                : write(bytes, line.value.range, asked: asked, into: &lines)
            if isOther {
                isChanged = true
                lines += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
            } else {
                lines.removeSubrange(start...)
                for index in line.line.range { lines.append(bytes[index]) }
            }
        }
        return isChanged ? lines : nil
    }

    /// A value of such a field.
    ///
    /// - Parameter name: of the field, in lower case.
    func value(_ value: String, of name: String) -> String {
        let text = Array(value.utf8)
        var out: [UInt8] = []
        let isOther: Bool
        switch name {
        case "location", "content-location": isOther = write(text.span, text.indices, into: &out)
        case "link": isOther = writeTargets(text.span, text.indices, into: &out)
        default: isOther = false
        }
        return isOther ? String(decoding: out, as: UTF8.self) : value
    }

    /// What it has put into `Host`, in lower case.
    private static func authority(of request: RequestHead) -> [UInt8] {
        guard let host = request.host else { return [] }
        let block = request.fields.bytes
        let bytes = block.readableBytesUInt8Span
        return host.range.map { index in
            let byte = bytes[index]
            return (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
        }
    }
}
