import Domain
import Testing

@testable import Gateway

@Suite("Bodies that are refused before anything goes upstream")
struct BodyGateRefusalTests {
    /// A gateway with the labels, and a business administrator's token.
    private func withLabels(
        _ settings: [SettingsKey: String] = [:], _ body: (Testbed, _ token: String) async throws -> Void
    ) async throws {
        try await Testbed.with(settings) { bed in
            try await bed.enforce(GatedRoute.labels)
            try await body(bed, try bed.token(.businessAdmin))
            #expect(bed.origin.connections == 0)
        }
    }

    @Test("what is not one JSON value of which every reader thinks the same is 422")
    func malformed() async throws {
        let bodies = [
            " ", "{", "nope", #"{"scope":"p"} {}"#, #"{"scope":"p",}"#, #"{"scope":"g","scope":"p"}"#,
            #"{"scope":"p","x":{"a":1,"a":2}}"#, #"{"scope":"p","x":01}"#, "{'scope':'p'}", #"{"scope":"p"}/**/"#,
            "\u{feff}{\"scope\":\"p\"}", #"{"scope":"\ud800"}"#, "[]", "\"p\"", "7",
            String(repeating: "[", count: 20_000),
        ]
        try await withLabels { bed, token in
            let client = try await bed.connect()
            for body in bodies {
                try await client.send(GatedRoute.request(token, body))
                let answer = try await client.answer()
                #expect(answer.status == 422, "\(body.prefix(40))")
                #expect(answer.reason == "field", "\(body.prefix(40))")
            }
        }
    }

    /// A reader that folds letter case takes the twin for the member that was judged.
    @Test("a member that differs from a declared one in letter case only is 422, wherever it stands")
    func twin() async throws {
        try await withLabels { bed, token in
            let client = try await bed.connect()
            for name in ["Scope", "SCOPE", "scopE", "\u{17f}cope", #"\u0053cope"#] {
                for body in [#"{"scope":"p","\#(name)":"g"}"#, #"{"\#(name)":"g","scope":"p"}"#, #"{"\#(name)":"p"}"#] {
                    try await client.send(GatedRoute.request(token, body))
                    #expect(try await client.answer().status == 422, "\(body)")
                }
            }
        }
    }

    @Test("a declared member of another type is 422; null is as good as none")
    func type() async throws {
        try await withLabels { bed, token in
            let client = try await bed.connect()
            for value in ["1", "true", #"["p"]"#, #"{"p":"p"}"#, "1.5"] {
                try await client.send(GatedRoute.request(token, "{\"scope\":\(value)}"))
                let answer = try await client.answer()
                #expect(answer.status == 422 && answer.reason == "field", "\(value)")
            }
            try await client.send(GatedRoute.request(token, #"{"scope":null}"#))
            #expect(try await client.answer().reason == "condition")
        }
    }

    @Test("a body above the limit is 413, said at once where its length is declared")
    func declaredTooLarge() async throws {
        try await withLabels { bed, token in
            for framing in [
                "Content-Length: \(GatedRoute.limit + 1)", "Content-Length: 9000000000000",
                "Expect: 100-continue\r\nContent-Length: \(GatedRoute.limit + 1)",
            ] {
                let client = try await bed.connect()
                try await client.send(GatedRoute.head(token, framing))
                let answer = try await client.answer()
                #expect(answer.status == 413 && answer.reason == "body-too-large", "\(framing)")
                #expect(answer["Connection"] == "close")
                #expect(try await client.end() == .closed)
            }
        }
    }

    @Test("a chunked body that grows above the limit is 413")
    func growsTooLarge() async throws {
        try await withLabels { bed, token in
            let client = try await bed.connect()
            try await client.send(GatedRoute.head(token, "Transfer-Encoding: chunked"))
            let chunk = Array("4000\r\n".utf8) + [UInt8](repeating: 0x20, count: 0x4000) + Array("\r\n".utf8)
            for _ in 0...4 { try await client.send(chunk) }
            #expect(try await client.answer().status == 413)
            #expect(try await client.end() == .closed)
        }
    }

    @Test("a body of exactly the limit is judged")
    func largest() async throws {
        try await withLabels { bed, token async throws in
            let body = #"{"scope":"g"}"#
            let padded = body + String(repeating: " ", count: GatedRoute.limit - body.utf8.count)
            #expect(try await bed.ask(GatedRoute.request(token, padded)).reason == "condition")
        }
    }

    @Test("where no rule could allow, nobody reads the body to say so, and asks for none")
    func unread() async throws {
        try await withLabels { bed, _ in
            let rows: [(token: String?, status: Int, reason: String)] = [
                (nil, 401, "token-missing"), ("x.y.z", 401, "token-invalid"),
                (try bed.token(.businessAdmin, expired: true), 401, "token-expired"),
                (try bed.token(.member), 403, "role"), (try bed.token(.pending), 403, "role"),
            ]
            for row in rows {
                for framing in ["Content-Length: 60000", "Expect: 100-continue\r\nTransfer-Encoding: chunked"] {
                    let client = try await bed.connect()
                    try await client.send(GatedRoute.head(row.token, framing))
                    let answer = try await client.answer()
                    #expect(answer.status == row.status && answer.reason == row.reason, "\(framing)")
                    #expect(answer["Connection"] == "close")
                    #expect(try await client.end() == .closed)
                }
            }
        }
    }

    @Test("a body that is not framed as it says is 400")
    func framing() async throws {
        try await withLabels { bed, token in
            let client = try await bed.connect()
            try await client.send(GatedRoute.head(token, "Transfer-Encoding: chunked") + "d\r\n{\"scope\":\"p\"}")
            #expect(try await bed.ask(GatedRoute.unknown).status == 404)
            try await client.send("XX0\r\n\r\n")
            let answer = try await client.answer()
            #expect(answer.status == 400 && answer.reason == "malformed-body")
            #expect(try await client.end() == .closed)
        }
    }

    @Test("a body that stops coming is 408, and one that drips must be whole in time")
    func stalled() async throws {
        try await withLabels([.deadlineBodyIdle: "300ms"]) { bed, token in
            let client = try await bed.connect()
            try await client.send(GatedRoute.head(token, "Content-Length: 13") + #"{"scope":"p""#)
            #expect(try await client.answer().status == 408)
        }
        try await withLabels([.deadlineResponseHead: "700ms", .deadlineBodyIdle: "500ms"]) { bed, token in
            let client = try await bed.connect()
            try await client.send(GatedRoute.head(token, "Content-Length: 60000"))
            let dripping = Task {
                while !Task.isCancelled {
                    try await client.send(" ")
                    _ = try await bed.askAdmin("/healthz")
                }
            }
            #expect(try await client.answer().status == 408)
            dripping.cancel()
            _ = await dripping.result
        }
    }

    @Test("a client that leaves within its body leaves nothing behind")
    func left() async throws {
        try await withLabels { bed, token in
            let client = try await bed.connect()
            try await client.send(GatedRoute.head(token, "Content-Length: 13") + #"{"scope":"#)
            #expect(try await bed.ask(GatedRoute.unknown).status == 404)
            await client.close()
            await bed.stopGateway()
            let lines = try bed.log("access").filter { $0["route"] as? String == "labels" }
            #expect(lines.map { $0["status"] as? Int } == [499])
        }
    }
}
