import HTTPWire
import NIOCore
import Testing

@testable import Proxy

@Suite("Copying fields")
struct FieldCopyTests {
    private func copy(_ lines: String, without removed: FieldSet) throws -> String {
        var reader = RequestReader()
        var buffer = ByteBuffer(string: "GET / HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
        #expect(try reader.read(&buffer))
        let head = reader.head
        var out = ByteBuffer()
        out.compose(atMost: 4096) { composer in
            FieldCopy.write(head.fields, without: removed, nominatedBy: head.connection, into: &composer)
        }
        return String(buffer: out)
    }

    @Test(
        "what is removed is gone wherever it stands, and what stays keeps its bytes and order",
        arguments: [
            ("", "Host: a\r\n"),
            ("A: 1\r\nB:2 \r\n", "Host: a\r\nA: 1\r\nB:2 \r\n"),
            ("Cookie: x\r\nA: 1\r\n", "Host: a\r\nA: 1\r\n"),
            ("A: 1\r\nCookie: x\r\n", "Host: a\r\nA: 1\r\n"),
            ("A: 1\r\nCookie: x\r\ncookie: y\r\nB: 2\r\nCOOKIE: z\r\nC: 3\r\n", "Host: a\r\nA: 1\r\nB: 2\r\nC: 3\r\n"),
            ("Cookie: x\r\nCookie: y\r\n", "Host: a\r\n"),
        ])
    func runs(lines: String, expected: String) throws {
        #expect(try copy(lines, without: [.cookie]) == expected)
    }

    @Test("names that some programs fold into others are left out", arguments: ["X_Real_User", "X.Real.User", "a_"])
    func ambiguous(name: String) throws {
        #expect(try copy("A: 1\r\n\(name): root\r\nB: 2\r\n", without: []) == "Host: a\r\nA: 1\r\nB: 2\r\n")
    }

    @Test("what Connection names is left out, in any case, and nothing that only begins like it")
    func nominated() throws {
        let lines = "X-A: 1\r\nx-b: 2\r\nX-AB: 3\r\nConnection: x-a, X-B\r\nX-a: 4\r\n"
        #expect(try copy(lines, without: [.connection]) == "Host: a\r\nX-AB: 3\r\n")
    }
}
