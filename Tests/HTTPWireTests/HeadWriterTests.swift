import HTTPWire
import NIOCore
import Testing
import WireTranscript

@Suite("Head writer")
struct HeadWriterTests {
    @Test("decimals are written without leading zeros", arguments: [0, 1, 9, 10, 99, 100, 65_536, Int.max])
    func decimal(_ number: Int) {
        var buffer = ByteBuffer()
        buffer.write(decimal: number)
        #expect(String(buffer: buffer) == "\(number)")
    }

    @Test("chunk sizes are read back as they were written", arguments: [1, 9, 10, 15, 16, 255, 4_096, 65_537])
    func chunkSize(_ size: Int) throws {
        var buffer = ByteBuffer()
        buffer.write(chunkSize: size)
        #expect(String(buffer: buffer) == "\(String(size, radix: 16))\r\n")
        buffer.writeRepeatingByte(0x61, count: size)
        buffer.writeString("\r\n")
        buffer.write(chunkSize: 0)
        buffer.writeString("\r\n")
        let reader = ChunkedReader()
        #expect(try reader.read(&buffer)?.readableBytes == size)
        #expect(reader.isComplete)
    }

    @Test("the largest size has every digit")
    func largest() {
        var buffer = ByteBuffer()
        buffer.write(chunkSize: Int.max)
        #expect(String(buffer: buffer) == "7fffffffffffffff\r\n")
    }

    @Test("lines of a head are copied as they came, wherever the head lies in its buffer")
    func copiedLines() throws {
        var buffer = ByteBuffer(string: "GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        buffer.writeString("GET /2 HTTP/1.1\r\nHost: b\r\nX:  y \r\n\r\n")
        var reader = RequestReader()
        #expect(try reader.read(&buffer))
        #expect(try reader.read(&buffer))
        var out = ByteBuffer()
        for line in reader.head.fields.lines { out.write(line.line, of: reader.head.fields) }
        out.write(reader.head.target, of: reader.head.fields)
        #expect(String(buffer: out) == "Host: b\r\nX:  y \r\n/2")
        #expect(reader.head.fields.value(.host) == "b")
        #expect(reader.head.fields.count(.other) == 1)
        #expect(reader.head.fields.first(.cookie) == nil)
    }
}
