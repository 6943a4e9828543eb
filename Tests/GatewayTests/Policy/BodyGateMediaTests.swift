import Domain
import Testing

@testable import Gateway

/// Rules read a body as UTF-8 JSON; an upstream reads it as its type says.
@Suite("The media type of bodies that rules look at")
struct BodyGateMediaTests {
    @Test("what an upstream may read as something else than UTF-8 JSON is 415, and does not go there")
    func others() async throws {
        let types = [
            "", "Content-Type: application/x-www-form-urlencoded", "Content-Type: text/plain",
            "Content-Type: application/json; charset=utf-7", "Content-Type: application/json;charset=\"utf-16\"",
            "Content-Type: application/json; CHARSET = utf-7", "Content-Type: multipart/form-data; boundary=x",
            "Content-Type: application/json\r\nContent-Type: text/plain",
            "Content-Type: application/json\r\nContent-Encoding: gzip", "Content-Type: text/html+json",
        ]
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let token = try bed.token(.businessAdmin)
            let client = try await bed.connect()
            for type in types {
                try await client.send(GatedRoute.head(token, "Content-Length: 13", type: type) + #"{"scope":"p"}"#)
                let answer = try await client.answer()
                #expect(answer.status == 415, "\(type)")
                #expect(answer.reason == "media-type", "\(type)")
            }
            #expect(bed.origin.connections == 0)
        }
    }

    @Test(
        "JSON may say its charset, and be of a kind of its own; nothing needs no type",
        arguments: [
            ("Content-Type: application/json; charset=utf-8", #"{"scope":"p"}"#, 201),
            ("Content-Type: Application/JSON;charset=\"UTF-8\"", #"{"scope":"p"}"#, 201),
            ("Content-Type: application/vnd.cvat+json; version=2.0", #"{"scope":"p"}"#, 201),
            ("", "", 403),
        ])
    func json(_ type: String, _ body: String, _ status: Int) async throws {
        try await Testbed.with { bed in
            try await bed.enforce(GatedRoute.labels)
            let client = try await bed.connect()
            let head = GatedRoute.head(try bed.token(.businessAdmin), "Content-Length: \(body.utf8.count)", type: type)
            try await client.send(head + body)
            if status == 201 {
                let upstream = try await bed.origin.accept()
                _ = try await upstream.request()
                try await upstream.send("HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")
            }
            #expect(try await client.answer().status == status)
        }
    }
}
