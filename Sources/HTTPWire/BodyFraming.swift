/// How long a message's body is (RFC 9112 §6.3).
package enum BodyFraming: Equatable, Sendable {
    case none
    /// Exactly that many bytes; 0 is possible and differs from `none` only in that the sender said it.
    case length(Int)
    case chunked
    /// Responses only: the body ends when the connection does.
    case untilClose

    package var isEmpty: Bool { self == .none || self == .length(0) }
}

/// What the framing fields of one head say, gathered line by line. Refuses every message that two readers could frame
/// differently, where RFC 9112 §6.3 would let a recipient repair it.
struct FramingFields {
    private(set) var length: Int?
    private(set) var isChunked = false
    private var hasCoding = false

    mutating func contentLength(_ bytes: Span<UInt8>, _ line: FieldLine) throws(WireFault) {
        guard length == nil else { throw .contentLengthRepeated }
        guard !hasTab(bytes, line.line) else { throw .contentLength }
        let value = line.value
        // 18 digits: below `Int.max`, above every body there is.
        guard !value.isEmpty, value.count <= 18 else { throw .contentLength }
        var count = 0
        for index in value.range {
            guard ByteClass.isDigit(bytes[index]) else { throw .contentLength }
            count = count * 10 + Int(bytes[index] &- UInt8(ascii: "0"))
        }
        length = count
    }

    mutating func transferEncoding(_ bytes: Span<UInt8>, _ line: FieldLine) throws(WireFault) {
        guard !hasCoding else { throw .codingRepeated }
        hasCoding = true
        isChunked = ByteClass.equals(bytes, line.value.range, lowercase: "chunked") && !hasTab(bytes, line.line)
    }

    /// A tab around these two values is legal (RFC 9110 §5.6.3) and unused, and not every reader takes it off: llhttp
    /// for one does not (`DifferentialTests`).
    private func hasTab(_ bytes: Span<UInt8>, _ line: ByteRange) -> Bool {
        for index in line.range where bytes[index] == UInt8(ascii: "\t") { return true }
        return false
    }

    /// Checks what only the whole head shows.
    func check(minorVersion: UInt8) throws(WireFault) {
        guard hasCoding else { return }
        if length != nil { throw .lengthAndCoding }
        if minorVersion == 0 { throw .codingOnOldVersion }
        // Any other coding, also before `chunked`, would have to be understood to know where the body ends.
        if !isChunked { throw .codingUnknown }
    }
}
