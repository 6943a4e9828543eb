import NIOCore
import Testing

@testable import HTTPWire

@Suite("Which fields a response head has")
struct PresentFieldTests {
    private func head(_ fields: String, after former: String? = nil) throws -> ResponseHead {
        var reader = ResponseReader()
        for text in [former, fields].compactMap({ $0 }) {
            var buffer = ByteBuffer(string: "HTTP/1.1 204 X\r\n\(text)\r\n")
            try #require(try reader.read(&buffer, toHead: false))
        }
        return reader.head
    }

    @Test("is known without a look at its lines, in any letter case")
    func present() throws {
        let head = try head("DATE: x\r\nLink: y\r\n")
        #expect(head.present.contains(.date) && head.present.contains(.link))
        #expect(!head.present.contains(.location) && !head.present.contains(.contentLocation))
        #expect(head.present.intersects([.location, .link]))
        #expect(!head.present.intersects([.location, .contentLocation]))
    }

    @Test("is not what the head before it had on the connection")
    func next() throws {
        let head = try head("Location: y\r\n", after: "Date: x\r\n")
        #expect(head.present.contains(.location) && !head.present.contains(.date))
        #expect(try !self.head("").present.contains(.other))
    }
}
