/// A request target in its one normal form: a list of clean, fully decoded path segments and a query.
///
/// Every later step sees this value, never the client's bytes. Whatever an upstream may do to the path (decode it up to
/// three times, merge slashes, remove dot segments) leads to the same list, because everything that would change it was
/// refused here. An encoded slash separates segments as a plain one does; where it stood is kept, since it is legal
/// inside a repository name only.
///
/// The storage is reused from one request to the next, so that a target without percent-encoding costs no allocation:
/// keep one value a connection. `~Copyable`, so that no copy makes it allocate by accident.
package struct RequestTarget: ~Copyable {
    /// No API that the gateway fronts comes near it; it bounds what one request can make the matcher do.
    package static let maxSegments = 128
    /// Well above the request line that `HTTPWire` lets through.
    package static let maxBytes = 65_535

    struct Segment {
        let start: UInt32
        let end: UInt32
    }

    /// The canonical path, `/` before each segment, then the query as it came. Longer than both when a longer target
    /// was here before.
    var text: [UInt8] = []
    /// Where the segments are in `text`, without their slashes.
    var segments: [Segment] = []
    /// Where the query is in `text`; `nil` when the target has no `?`.
    var query: Range<Int>?
    /// The first and last segment that an encoded slash joins to a neighbour; empty when there is none.
    var joined: Range<Int> = 0..<0

    /// Where the authority of an absolute-form stands in the bytes that were read, for comparison with `Host` (RFC 9112
    /// §3.2.2); `nil` for the origin-form.
    package internal(set) var authority: Range<Int>?
    /// Whether the path ends in `/`; true for the root path, which has no segments.
    package internal(set) var endsInSlash = false

    package init() {
        segments.reserveCapacity(16)
        text.reserveCapacity(256)
    }

    package var segmentCount: Int { segments.count }

    /// Reads an origin-form or absolute-form target (RFC 9112 §3.2), replacing what was here. After an error the value
    /// is empty and matches no route.
    ///
    /// - Parameter bytes: the target alone, as it stands between the two spaces of the request line.
    package mutating func read(_ bytes: Span<UInt8>) throws(TargetFault) {
        do {
            try readForm(bytes)
        } catch {
            clear()
            throw error
        }
    }

    private mutating func clear() {
        segments.removeAll(keepingCapacity: true)
        query = nil
        joined = 0..<0
        authority = nil
        endsInSlash = false
    }

    private mutating func readForm(_ bytes: Span<UInt8>) throws(TargetFault) {
        clear()
        guard bytes.count <= Self.maxBytes else { throw .tooLong }
        guard !bytes.isEmpty else { throw .notAPath }
        if text.count < bytes.count {
            text.append(contentsOf: repeatElement(0, count: bytes.count - text.count))
        }
        var reading = bytes[0] == Byte.slash ? 0 : try readAuthority(bytes)
        var writing = 0
        if reading == bytes.count || bytes[reading] == Byte.question {
            endsInSlash = true  // `http://host` is `http://host/` (RFC 9110 §4.2.3)
        } else {
            try readPath(bytes, from: &reading, to: &writing)
        }
        if reading < bytes.count {
            try readQuery(bytes, from: reading + 1, to: writing)
        }
    }

    /// Leaves `reading` at the `?` or at the end.
    private mutating func readPath(
        _ bytes: Span<UInt8>, from reading: inout Int, to writing: inout Int
    ) throws(TargetFault) {
        while reading < bytes.count, bytes[reading] == Byte.slash {
            text[writing] = Byte.slash
            let start = writing + 1
            reading += 1
            writing = copyPlain(bytes, from: reading, to: start)
            reading += writing - start
            let byte = reading < bytes.count ? bytes[reading] : Byte.question
            switch byte {
            case Byte.percent:
                try readEncodedSegment(bytes, from: &reading, start: start, to: &writing)
            case Byte.slash, Byte.question:
                if writing == start {
                    guard byte == Byte.question else { throw .emptySegment }
                    endsInSlash = true
                } else {
                    try appendSegment(start, writing)
                }
            default:
                throw Self.fault(ofPathByte: byte)
            }
        }
    }

    /// Copies what may stand unencoded in a segment and returns the end of the copy.
    private mutating func copyPlain(_ bytes: Span<UInt8>, from start: Int, to destination: Int) -> Int {
        var out = text.mutableSpan
        var reading = start
        var writing = destination
        while reading < bytes.count {
            let byte = bytes[reading]
            guard ASCIISet.plainSegment.contains(byte) else { break }
            out[writing] = byte
            reading += 1
            writing += 1
        }
        return writing
    }

    /// Appends a segment that is not empty.
    mutating func appendSegment(_ start: Int, _ end: Int) throws(TargetFault) {
        if text[start] == Byte.dot, end - start == 1 || (end - start == 2 && text[start + 1] == Byte.dot) {
            throw .dotSegment
        }
        guard segments.count < Self.maxSegments else { throw .tooManySegments }
        segments.append(Segment(start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: end)))
    }

    static func fault(ofPathByte byte: UInt8) -> TargetFault {
        switch byte {
        case UInt8(ascii: "\\"): .backslash
        case UInt8(ascii: ";"): .pathParameter
        case UInt8(ascii: "#"): .fragment
        default: .badByte
        }
    }

    private mutating func readQuery(
        _ bytes: Span<UInt8>, from start: Int, to destination: Int
    ) throws(TargetFault) {
        var out = text.mutableSpan
        var reading = start
        while reading < bytes.count {
            let byte = bytes[reading]
            if !ASCIISet.query.contains(byte) {
                guard byte == Byte.percent else { throw byte == UInt8(ascii: "#") ? .fragment : .badByte }
                guard reading + 2 < bytes.count, Byte.hexValue(bytes[reading + 1]) != nil,
                    Byte.hexValue(bytes[reading + 2]) != nil
                else { throw .badTriplet }
            }
            out[destination + reading - start] = byte
            reading += 1
        }
        query = destination..<(destination + bytes.count - start)
    }
}
