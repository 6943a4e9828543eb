import Foundation
import NIOCore
import NIOPosix
import Testing

@testable import StandIns

@Suite("Harbor's stand-in: misbehaving on purpose")
struct HarborMisbehaviourTests {
    private func spoiled(_ how: HarborMisbehaviour, _ target: String = "/projects?page_size=2") -> StandInResponse {
        let ask = Ask()
        ask.harbor.misbehave(how)
        return ask(target)
    }

    @Test("an error page is HTML, and nothing is carried out")
    func errorPage() {
        let ask = Ask()
        ask.harbor.misbehave(.errorPage(status: 502))
        let response = ask.post("/projects", #"{"project_name":"a"}"#)
        #expect(response.status == 502)
        #expect(response.field("Content-Type") == "text/html")
        #expect(response.text.contains("<h1>502 Bad Gateway</h1>"))
        #expect(ask.harbor.registry.project(named: "a") == nil)
    }

    @Test("401 whatever is asked, and nothing is carried out")
    func unauthorized() throws {
        let ask = Ask()
        ask.harbor.misbehave(.unauthorized)
        #expect(try ask.delete("/projects/attic").fault() == "UNAUTHORIZED: unauthorized")
        #expect(ask.harbor.registry.project(named: "attic") != nil)
    }

    @Test("half of the JSON is no JSON")
    func truncated() {
        let whole = Ask()("/projects?page_size=2")
        let half = spoiled(.truncated)
        #expect(half.status == 200)
        #expect(half.body == Array(whole.body.prefix(whole.body.count / 2)))
        #expect(half.ending == .whole)
    }

    @Test("every value is of another type, in the same shape")
    func wrongTypes() throws {
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(spoiled(.wrongTypes).body)) as? [[String: Any]])
        #expect(rows.count == 2)
        #expect(rows[0]["name"] as? Int == 7)
        #expect(rows[0]["project_id"] as? String == "seven")
        #expect((rows[0]["metadata"] as? [String: Any])?["public"] as? Int == 7)
    }

    @Test("every member is null")
    func nulls() throws {
        let rows = try #require(
            try JSONSerialization.jsonObject(with: Data(spoiled(.nulls).body)) as? [[String: Any]])
        #expect(rows.count == 2)
        #expect(rows.allSatisfy { $0.values.allSatisfy { $0 is NSNull } })
    }

    @Test("ten million bytes are still JSON")
    func oversized() throws {
        let response = spoiled(.oversized(bytes: 10_000_000))
        #expect(response.body.count == 10_000_000)
        #expect(response.isChunked)
        #expect(try response.texts("name") == ["2048", "attic"])
    }

    @Test("a total that is a lie", arguments: [0, 3, 1_000_000])
    func total(_ count: Int) throws {
        let response = spoiled(.total(count))
        #expect(response.field("X-Total-Count") == String(count))
        #expect(try response.texts("name") == ["2048", "attic"])
    }

    @Test("a rule holds for some requests, for a while, until it is dropped")
    func rules() {
        let ask = Ask()
        ask.harbor.misbehave(.unauthorized, times: 1) { $0.target.hasSuffix("/statistics") }
        ask.harbor.misbehave(.errorPage(status: 503)) { $0.method == "HEAD" }
        #expect(ask("/projects").status == 200)
        #expect(ask("/statistics").status == 401)
        #expect(ask("/statistics").status == 200)
        for _ in 0..<3 { #expect(ask("/projects?project_name=library", method: "HEAD").status == 503) }
        ask.harbor.behave()
        #expect(ask("/projects?project_name=library", method: "HEAD").status == 200)
    }

    @Test(
        "an answer breaks off in the middle of its body, or before its head when it has none",
        arguments: [
            ("GET", "/api/v2.0/health", HarborMisbehaviour.cut, 152 as Int?),
            ("GET", "/api/v2.0/health", .stalled, 152),
            ("DELETE", "/api/v2.0/projects/attic", .cut, nil),
        ])
    func ending(_ method: String, _ target: String, _ how: HarborMisbehaviour, length: Int?) {
        let ask = Ask()
        ask.harbor.misbehave(how)
        let response = ask("!\(target)", method: method)
        switch how {
        case .cut: #expect(response.ending == .cut(after: length))
        default: #expect(response.ending == .stalled(after: length))
        }
    }

    /// Sends `request` and returns what comes until the server closes.
    private func exchange(
        _ request: String, _ respond: @escaping @Sendable (StandInRequest) -> StandInResponse
    ) async throws -> String {
        let group = MultiThreadedEventLoopGroup.singleton
        let server = StandInServer(respond: respond)
        let port = try await server.start(group: group)
        let client = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
            }
        }
        let received = try await client.executeThenClose { inbound, outbound in
            try await outbound.write(ByteBuffer(string: request))
            var received = ByteBuffer()
            for try await var bytes in inbound {
                received.writeBuffer(&bytes)
                // A stalled answer ends when the server does.
                if String(buffer: received).hasSuffix("stall") { await server.stop() }
            }
            return String(buffer: received)
        }
        await server.stop()
        return received
    }

    @Test(
        "the server closes in the middle of a body",
        arguments: [
            (false, "HTTP/1.1 200 OK\r\nContent-Length: 10\r\nConnection: keep-alive\r\n\r\n0123"),
            (true, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive\r\n\r\na\r\n0123"),
        ])
    func cutOnTheWire(isChunked: Bool, expected: String) async throws {
        let text = try await exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n") { _ in
            StandInResponse(
                status: 200, body: Array("0123456789".utf8), isChunked: isChunked, ending: .cut(after: 4))
        }
        #expect(text == expected)
    }

    @Test("the server closes before it says anything")
    func silenceOnTheWire() async throws {
        let text = try await exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n") { _ in
            StandInResponse(status: 200, ending: .cut(after: nil))
        }
        #expect(text == "")
    }

    @Test("a stalled answer stays open, and the next request is not answered")
    func stallOnTheWire() async throws {
        let text = try await exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n") { _ in
            StandInResponse(status: 200, body: Array("stall and more".utf8), ending: .stalled(after: 5))
        }
        #expect(text == "HTTP/1.1 200 OK\r\nContent-Length: 14\r\nConnection: keep-alive\r\n\r\nstall")
    }
}
