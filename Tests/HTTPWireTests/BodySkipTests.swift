import NIOCore
import Testing

@testable import HTTPWire

@Suite("A body that partly goes past its reader")
struct BodySkipTests {
    @Test("what goes past counts as read")
    func skips() throws {
        var reader = BodyReader(.length(10))
        var bytes = ByteBuffer(string: "abc")
        #expect(try reader.read(&bytes) == ByteBuffer(string: "abc"))
        #expect(reader.remaining == 7)
        reader.skip(5)
        #expect(reader.remaining == 2)
        #expect(!reader.isComplete)
        bytes = ByteBuffer(string: "yzN")
        #expect(try reader.read(&bytes) == ByteBuffer(string: "yz"))
        #expect(reader.isComplete)
        #expect(reader.remaining == nil)
        #expect(bytes == ByteBuffer(string: "N"))
    }

    @Test("the last bytes may go past as well; then the end of the connection is none of the body's")
    func completes() throws {
        var reader = BodyReader(.length(10))
        reader.skip(10)
        #expect(reader.isComplete)
        try reader.end()
        var short = BodyReader(.length(10))
        short.skip(9)
        #expect(throws: WireFault.bodyCutShort) { try short.end() }
    }

    @Test(
        "of a body that has not told its length nobody knows what remains",
        arguments: [BodyFraming.chunked, .untilClose, .none, .length(0)])
    func unknown(_ framing: BodyFraming) {
        #expect(BodyReader(framing).remaining == nil)
    }
}
