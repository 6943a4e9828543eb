import Domain
import HTTPWire
import NIOCore
import Testing
import WireTranscript

@Suite("Request framing")
struct RequestFramingTests {
    @Test("a head that two readers could take in two ways is refused", arguments: RefusedRequests.rows)
    func refusesHead(_ row: MessageRow) {
        let reading = WireReading.of(row.bytes, on: .requests)
        #expect(reading.ending == row.fault.map { .fault($0) })
        #expect(reading.messages.isEmpty)
    }

    @Test("a chunked body that two readers could end in two places is refused", arguments: RefusedBodies.rows)
    func refusesBody(_ row: MessageRow) {
        let reading = WireReading.of(row.bytes, on: .requests)
        #expect(reading.ending == row.fault.map { .fault($0) })
        #expect(reading.messages.count == 1)
        #expect(!reading.isComplete)
    }

    @Test("legal messages pass", arguments: AcceptedMessages.requests)
    func accepts(_ row: MessageRow) {
        #expect(WireReading.of(row.bytes, on: .requests).fault == nil)
    }

    @Test(
        "faults are answered with their status",
        arguments: [
            (WireFault.requestLine, 400), (.method, 400), (.target, 400), (.version, 505), (.bareLineFeed, 400),
            (.fieldName, 400), (.fieldValue, 400), (.foldedField, 400), (.requestLineTooLong, 414),
            (.fieldsTooLarge, 431), (.tooManyFields, 431), (.hostMissing, 400), (.hostRepeated, 400),
            (.hostInvalid, 400), (.contentLength, 400), (.contentLengthRepeated, 400), (.lengthAndCoding, 400),
            (.codingRepeated, 400), (.codingUnknown, 501), (.codingOnOldVersion, 400), (.expectation, 417),
            (.connectionNominatesFraming, 400), (.chunkSize, 400), (.chunkExtension, 400), (.chunkEnd, 400),
            (.chunkLineTooLong, 400), (.trailers, 400), (.bodyCutShort, 400),
        ])
    func answers(_ fault: WireFault, _ status: Int) {
        #expect(fault.code.status == status)
    }

    @Test("pipelined requests are read in order, each with its own body")
    func pipelined() {
        let reading = WireReading.of(
            "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nHost: b\r\nContent-Length: 3\r\n\r\nabc"
                + "PUT /3 HTTP/1.1\r\nHost: c\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\nT: 1\r\n\r\nGET /4")
        #expect(
            reading.messages.map(\.start) == [
                .request(.get, name: Array("GET".utf8), target: Array("/1".utf8)),
                .request(.post, name: Array("POST".utf8), target: Array("/2".utf8)),
                .request(.put, name: Array("PUT".utf8), target: Array("/3".utf8)),
            ])
        #expect(reading.messages.map(\.payloadText) == ["", "abc", "de"])
        #expect(reading.messages.map(\.framing) == [.none, .length(3), .chunked])
        #expect(reading.messages.map(\.trailers.count) == [0, 0, 1])
        #expect(reading.rest == 6)
    }

    @Test("a fault after a good request leaves that request alone")
    func faultAfterRequest() {
        let reading = WireReading.of("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
        #expect(reading.messages.count == 1)
        #expect(reading.isComplete)
        #expect(reading.fault == .hostMissing)
    }

    @Test(
        "the connection goes on by version and Connection",
        arguments: [
            ("HTTP/1.1", "", true), ("HTTP/1.1", "Connection: close\r\n", false),
            ("HTTP/1.1", "Connection: x, CLOSE\r\n", false), ("HTTP/1.1", "Connection: keep-alive\r\n", true),
            ("HTTP/1.0", "", false), ("HTTP/1.0", "Connection: Keep-Alive\r\n", true),
            ("HTTP/1.0", "Connection: keep-alive, close\r\n", false),
            ("HTTP/1.1", "Connection: keep-alive\r\nConnection: close\r\n", false),
        ])
    func keepsAlive(_ version: String, _ lines: String, _ expected: Bool) {
        let reading = WireReading.of("GET / \(version)\r\nHost: a\r\n\(lines)\r\n")
        #expect(reading.messages.map(\.keepsAlive) == [expected])
    }

    @Test(
        "100 is awaited only by an HTTP/1.1 request that has a body",
        arguments: [
            ("HTTP/1.1", "Content-Length: 1\r\n", true), ("HTTP/1.1", "Transfer-Encoding: chunked\r\n", true),
            ("HTTP/1.1", "Content-Length: 0\r\n", false), ("HTTP/1.1", "", false),
            ("HTTP/1.0", "Content-Length: 1\r\n", false),
        ])
    func expectsContinue(_ version: String, _ lines: String, _ expected: Bool) {
        let reading = WireReading.of("POST / \(version)\r\nHost: a\r\nExpect: 100-continue\r\n\(lines)\r\n")
        #expect(reading.messages.map(\.expectsContinue) == [expected])
    }

    @Test("a method is known in its own letter case only", arguments: RequestMethod.allCases.dropLast())
    func methods(_ method: RequestMethod) {
        let name = method.name
        for (candidate, expected) in [(name, method), (name.lowercased(), .other), (name + "X", .other)] {
            let reading = WireReading.of("\(candidate) / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(
                reading.messages.map(\.start) == [
                    .request(expected, name: Array(candidate.utf8), target: Array("/".utf8))
                ])
        }
    }

    @Test(
        "a connection that ends inside a body is a fault",
        arguments: ["Content-Length: 3", "Transfer-Encoding: chunked"])
    func cutShort(_ line: String) {
        let reading = WireReading.of("POST / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n2\r", ends: true)
        #expect(reading.fault == .bodyCutShort)
    }

    @Test("a head that was let go or refused shows nothing of itself")
    func released() throws {
        var buffer = ByteBuffer(string: "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\nX\r\n\r\n")
        var reader = RequestReader()
        #expect(try reader.read(&buffer))
        reader.head.release()
        #expect(reader.head.fields.lines.isEmpty && reader.head.target.isEmpty && reader.head.host == nil)
        #expect(throws: WireFault.fieldName) { try reader.read(&buffer) }
        #expect(reader.head.fields.lines.isEmpty && reader.head.target.isEmpty && reader.head.host == nil)
    }

    @Test("nothing is kept from one request for the next")
    func reused() {
        let reading = WireReading.of(
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nConnection: x-a, upgrade\r\nContent-Length: 1\r\n\r\nx"
                + "GET / HTTP/1.1\r\nHost: b\r\nX-A: 1\r\nUpgrade: y\r\n\r\n")
        #expect(reading.messages.map(\.expectsContinue) == [true, false])
        #expect(reading.messages.last?.fields.map(\.isForThisHop) == [false, false, false])
        #expect(reading.messages.last?.host == Array("b".utf8))
        #expect(reading.messages.last?.framing == BodyFraming.none)
    }
}
