import HTTPWire
import NIOCore
import Testing

@testable import Proxy

@Suite("Request ids")
struct RequestIDTests {
    private func head(_ lines: String) throws -> RequestHead {
        var reader = RequestReader()
        var buffer = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
        #expect(try reader.read(&buffer))
        return reader.head
    }

    @Test(
        "a made id is its number in 16 lower-case digits",
        arguments: [
            0, 1, 9, 10, 15, 16, 0xFF, 0x0123_4567_89AB_CDEF, 0xFEDC_BA98_7654_3210, .max, 1 << 32, 1 << 63,
            (1 << 32) - 1,
        ] as [UInt64])
    func hexadecimal(number: UInt64) throws {
        let digits = String(number, radix: 16)
        let expected = String(repeating: "0", count: 16 - digits.count) + digits
        #expect(RequestID.made(number).text(head: try head("")) == expected)
    }

    @Test("every nibble has its digit in every place")
    func nibbles() throws {
        let head = try head("")
        for place in 0..<16 {
            for nibble in 0..<UInt64(16) {
                let text = RequestID.made(nibble << UInt64(4 * place)).text(head: head)
                #expect(UInt64(text, radix: 16) == nibble << UInt64(4 * place))
                #expect(text.count == 16 && text == text.lowercased())
            }
        }
    }

    @Test(
        "a plain id of the client is taken over",
        arguments: [
            "a", "0", "2f1c9f0e-5f0b-4d6e-9c5a-0a8e3d3b7c11", "A.b_c:d/e-F", String(repeating: "z", count: 64),
        ])
    func given(id: String) throws {
        let head = try head("X-Request-Id: \(id)\r\n")
        #expect(RequestID(head, made: 1).text(head: head) == id)
    }

    @Test(
        "any other is not",
        arguments: [
            "", "a b", "a,b", "a\"", "a'", "<", "{", "\\", "%41", "é", "a\tb", "=", String(repeating: "z", count: 65),
        ])
    func replaced(id: String) throws {
        let head = try head("X-Request-Id: \(id)\r\n")
        #expect(RequestID(head, made: 1).text(head: head) == "0000000000000001")
    }

    @Test("a source does not repeat itself")
    func distinct() {
        var source = RequestIDSource()
        #expect(Set((0..<100_000).map { _ in source.next() }).count == 100_000)
    }
}
