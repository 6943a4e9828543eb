package import NIOCore

/// Puts a message head together in memory that was reserved once. A head has some twenty pieces; a reservation for each
/// costs more than the copying. The only place here that writes through a pointer: every piece is checked first, against
/// the section that it is read from and the reservation that it is written to.
package struct HeadComposer: ~Copyable {
    private let memory: UnsafeMutableRawBufferPointer
    fileprivate var count = 0

    fileprivate init(_ memory: UnsafeMutableRawBufferPointer) {
        self.memory = memory
    }

    package mutating func append(_ literal: StaticString) {
        literal.withUTF8Buffer { append(UnsafeRawBufferPointer($0)) }
    }

    package mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { append($0) }
    }

    /// The section's bytes at `range`.
    package mutating func append(_ range: ByteRange, of section: FieldSection) {
        section.bytes.withUnsafeReadableBytes { readable in
            // As in `ByteBuffer.write(_:of:)`: the pointer's own subscript checks in debug builds only.
            precondition(range.end <= readable.count, "a range of another section")
            append(UnsafeRawBufferPointer(rebasing: readable[range.range]))
        }
    }

    /// Eight bytes, the most significant first.
    package mutating func append(_ letters: UInt64) {
        withUnsafeBytes(of: letters.bigEndian) { append($0) }
    }

    /// All that is readable in `buffer`.
    package mutating func append(contentsOf buffer: ByteBuffer) {
        buffer.withUnsafeReadableBytes { append($0) }
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeRawBufferPointer) {
        guard let source = bytes.baseAddress, let start = memory.baseAddress else { return }
        // A wrong reservation is our own mistake, and a head cut short would be a smuggled one.
        precondition(bytes.count <= memory.count - count, "head longer than its reservation")
        (start + count).copyMemory(from: source, byteCount: bytes.count)
        count += bytes.count
    }
}

extension ByteBuffer {
    /// Appends what `compose` puts together.
    /// - Parameter capacity: bytes that it takes at most.
    @inline(__always)
    package mutating func compose(atMost capacity: Int, _ compose: (inout HeadComposer) -> Void) {
        writeWithUnsafeMutableBytes(minimumWritableBytes: capacity) { memory in
            var composer = HeadComposer(memory)
            compose(&composer)
            return composer.count
        }
    }
}
