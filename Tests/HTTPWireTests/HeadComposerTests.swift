import HTTPWire
import NIOCore
import Testing

@Suite("Head composer")
struct HeadComposerTests {
    @Test("pieces follow each other, whatever their kind")
    func pieces() throws {
        let head = try self.head()
        var out = ByteBuffer(string: "before ")
        out.compose(atMost: 64) { composer in
            composer.append("literal ")
            composer.append(Array("bytes ".utf8))
            composer.append(head.target, of: head.fields)
            composer.append(0x20_6C_65_74_74_65_72_73)
            composer.append([])
            composer.append(contentsOf: ByteBuffer(string: " buffer"))
        }
        #expect(String(buffer: out) == "before literal bytes /a letters buffer")
    }

    @Test("a head as long as its reservation fits")
    func exact() {
        var out = ByteBuffer()
        out.compose(atMost: 4) { $0.append("abcd") }
        #expect(String(buffer: out) == "abcd")
    }

    // The next two tell something in release builds only: in debug builds the standard library would stop, too.

    @Test("a range of another section stops the process instead of showing what lies behind this one")
    func strangeRange() async {
        await #expect(processExitsWith: .failure) {
            var out = ByteBuffer()
            out.compose(atMost: 64) { $0.append(ByteRange(start: 0, count: 1), of: FieldSection()) }
        }
    }

    @Test("a range of another section is not written either")
    func strangeWrite() async {
        await #expect(processExitsWith: .failure) {
            var out = ByteBuffer()
            out.write(ByteRange(start: 0, count: 1), of: FieldSection())
        }
    }

    @Test("a head longer than its reservation stops the process")
    func tooLong() async {
        await #expect(processExitsWith: .failure) {
            var out = ByteBuffer()
            let piece = [UInt8](repeating: 0x61, count: 1 << 16)
            out.compose(atMost: 4) { $0.append(piece) }
        }
    }

    private func head() throws -> RequestHead {
        var buffer = ByteBuffer(string: "GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        var reader = RequestReader()
        #expect(try reader.read(&buffer))
        return reader.head
    }
}
