import HTTPWire
import NIOCore

/// What stands around the pieces of a body whose length is not known when it begins (RFC 9112 §7.1).
extension LoopContext {
    func chunkStart(_ count: Int) -> ByteBuffer {
        var start = ByteBuffer()
        start.write(chunkSize: count)
        return start
    }

    /// The last chunk and the trailers, which hold no field that frames or routes (`ChunkedReader`).
    ///
    /// - Parameters:
    ///   - removed, names: what does not pass in a head does not pass behind the body either.
    ///   - dropsClaims: for what a client says.
    func lastChunk(
        _ trailers: FieldSection?, without removed: FieldSet, _ names: [[UInt8]], dropsClaims: Bool
    ) -> ByteBuffer {
        guard let trailers, !trailers.lines.isEmpty else { return lastChunk }
        var end = ByteBuffer(staticString: "0\r\n")
        let block = trailers.bytes
        let bytes = block.readableBytesUInt8Span
        for line in trailers.lines {
            let isKept =
                !line.isAmbiguous && !removed.contains(line.id) && !(dropsClaims && line.isClaim)
                && !names.contains { RequestFields.equals(bytes, line.name.range, $0) }
            if isKept { end.write(line.line, of: trailers) }
        }
        end.writeStaticString("\r\n")
        return end
    }
}
