/// What the `Connection` fields of one head say (RFC 9110 §7.6.1).
package struct ConnectionOptions: Sendable {
    package private(set) var close = false
    package private(set) var keepAlive = false
    /// Known fields that are for this hop only.
    package private(set) var nominated: FieldSet = []
    /// Names of other fields that are for this hop only; nearly always empty.
    package private(set) var nominatedNames: [ByteRange] = []

    /// Names of other fields that one head may nominate; honest ones nominate none or one.
    private static let limit = 16

    /// Reads one field value: tokens separated by commas. Nominating what frames or routes the message would let a
    /// client take it from the next hop's sight: refused.
    mutating func read(_ bytes: Span<UInt8>, _ value: ByteRange) throws(WireFault) {
        var start = Int(value.start)
        while start < value.end {
            var end = start
            while end < value.end, bytes[end] != UInt8(ascii: ",") { end += 1 }
            var option = start..<end
            while let first = option.first, isBlank(bytes[first]) { option.removeFirst() }
            while let last = option.last, isBlank(bytes[last]) { option.removeLast() }
            if !option.isEmpty { try add(bytes, option) }
            start = end + 1
        }
    }

    private mutating func add(_ bytes: Span<UInt8>, _ option: Range<Int>) throws(WireFault) {
        if ByteClass.equals(bytes, option, lowercase: "close") {
            close = true
        } else if ByteClass.equals(bytes, option, lowercase: "keep-alive") {
            keepAlive = true
        } else {
            guard ByteClass.isToken(bytes, option) else { throw .fieldValue }
            switch FieldTable.shared.id(of: bytes, option) {
            case .host, .contentLength, .transferEncoding: throw .connectionNominatesFraming
            case .other:
                // Each name is compared with each field.
                guard nominatedNames.count < Self.limit else { throw .fieldsTooLarge }
                nominatedNames.append(ByteRange(start: option.lowerBound, count: option.count))
            case let known: nominated.insert(known)
            }
        }
    }

    /// Whether the line is for this hop only.
    @inline(__always)
    package func nominates(_ line: FieldLine, in bytes: Span<UInt8>) -> Bool {
        if nominated.contains(line.id) { return true }
        if nominatedNames.isEmpty || line.id != .other { return false }
        return nominatedNames.contains { name in
            guard name.count == line.name.count else { return false }
            for offset in 0..<Int(name.count)
            where ByteClass.lowercased(bytes[Int(name.start) + offset])
                != ByteClass.lowercased(bytes[Int(line.name.start) + offset])
            {
                return false
            }
            return true
        }
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") }
}
