import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Links in relayed answers")
struct RelayLinkTests {
    /// A registry, routed path by path as the shipped policy does, and a service below a path of its own.
    private static let routes = """
        - id: upload
          match: { methods: [POST], path: "/v2/{name...}/blobs/uploads/" }
          params: { name: oci-repository }
          to: { upstream: origin, path: "/v2/{name|plain}/blobs/uploads/" }
          access: { allow: [{ roles: [anonymous] }] }
        - id: based
          match: { methods: [GET, POST], path: "/based/{rest...}" }
          params: { rest: any }
          to: { upstream: based, path: "/api/{rest}" }
          access: { allow: [{ roles: [anonymous] }] }
        - id: managed
          match: { methods: [POST], path: "/api/v2.0/projects" }
          to: { upstream: managed, path: "/api/v2.0/projects" }
          access: { allow: [{ roles: [system-admin] }] }
        """

    private func withRoutes(externalURL: String? = nil, _ body: (Testbed) async throws -> Void) async throws {
        try await Testbed.with(externalURL.map { [SettingsKey.externalURL: $0] } ?? [:]) { bed in
            let former = try String(contentsOf: bed.policies.appending(path: "upstreams.yaml"), encoding: .utf8)
            let added = """

                  based: { url: "\(bed.origin.url)/base" }
                  managed:
                    url: "\(bed.origin.url)"
                    kind: harbor
                    credentials: { kind: token, token: "env:LOCKED_PASSWORD" }

                """
            try bed.write(former + added, to: "upstreams.yaml")
            try await bed.enforce(Self.routes)
            try await body(bed)
        }
    }

    /// What the client gets when the origin answers with these fields.
    private func exchange(
        _ bed: Testbed, to request: String, _ fields: [String], status: String = "202 Accepted"
    ) async throws -> PlainMessage {
        let client = try await bed.connect()
        try await client.send("\(request) HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 0\r\n\r\n")
        return try await exchange(bed, client, fields, status: status)
    }

    private func exchange(
        _ bed: Testbed, _ client: Wire, _ fields: [String], status: String
    ) async throws -> PlainMessage {
        let upstream = try await bed.origin.accept()
        _ = try await upstream.request()
        let lines = fields.map { "\($0)\r\n" }.joined()
        try await upstream.send("HTTP/1.1 \(status)\r\n\(lines)Connection: close\r\nContent-Length: 0\r\n\r\n")
        return try await client.answer()
    }

    @Test("a registry's upload goes on at the gateway, whichever host the registry thinks it has")
    func upload() async throws {
        try await withRoutes(externalURL: "https://gate.example") { bed in
            for scheme in ["http", "https"] {
                // The second is what a registry makes of X-Forwarded-Host.
                for host in [bed.origin.authority, "evil.example"] {
                    let own = "\(scheme)://\(host)/v2/team/app/blobs/uploads/1?_state=a%2Fb%3D"
                    let answer = try await exchange(bed, to: "POST /v2/team/app/blobs/uploads/", ["Location: \(own)"])
                    #expect(answer.status == 202)
                    #expect(
                        answer["Location"] == "https://gate.example/v2/team/app/blobs/uploads/1?_state=a%2Fb%3D")
                }
            }
        }
    }

    @Test("where nobody has said how clients reach the gateway, a link keeps its path; Host is not believed")
    func unknownURL() async throws {
        try await withRoutes { bed in
            let answer = try await exchange(
                bed, to: "POST /v2/team/app/blobs/uploads/",
                [
                    "Location: \(bed.origin.url)/v2/team/app/blobs/uploads/1?x",
                    "Link: <\(bed.origin.url)/v2/_catalog>",
                ])
            #expect(answer["Location"] == "/v2/team/app/blobs/uploads/1?x")
            #expect(answer["Link"] == "</v2/_catalog>")
        }
    }

    @Test("a route that only moves a path leads links the way back; a path beside it loses its origin alone")
    func moved() async throws {
        try await withRoutes(externalURL: "https://gate.example") { bed in
            let rows = [
                ("GET /relay/x", "/auth/login?next=/x", "/relay/auth/login?next=/x"), ("GET /relay/x", "", "/relay/"),
                ("GET /based/1", "/base/api/2", "/based/2"), ("GET /based/1", "/base/login", "/login"),
            ]
            for (request, path, expected) in rows {
                let answer = try await exchange(
                    bed, to: request, ["Location: \(bed.origin.url)\(path)"], status: "302 Found")
                #expect(answer["Location"] == "https://gate.example\(expected)", "\(path)")
            }
        }
    }

    @Test("what is relative, or leads to somebody else, passes byte for byte and in its place")
    func untouched() async throws {
        try await withRoutes(externalURL: "https://gate.example") { bed in
            let store = "https://store.example/blob?X-Amz-Signature=0&u=\(bed.origin.url)/"
            for location in [store, "x/y", "//\(bed.origin.authority)/x", "\(bed.origin.url)0/x"] {
                let answer = try await exchange(
                    bed, to: "GET /relay/x", ["A: 1", "Location: \(location)", "B: 2"], status: "307 Temporary")
                #expect(answer["Location"] == location)
                #expect(Array(answer.names.prefix(3)) == ["a", "location", "b"])
            }
            // Beside what the upstream's URL leads to.
            let beside = "\(bed.origin.url)/other"
            let answer = try await exchange(bed, to: "GET /based/1", ["Location: \(beside)"], status: "302 Found")
            #expect(answer["Location"] == beside)
        }
    }

    @Test("the management API of a registry, which is read whole, is no exception, and keeps its date")
    func managed() async throws {
        try await withRoutes(externalURL: "https://gate.example") { bed in
            let client = try await bed.connect()
            let token = try bed.token(.systemAdmin)
            try await client.send(
                "POST /api/v2.0/projects HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
            let date = "Tue, 15 Nov 1994 08:12:31 GMT"
            let answer = try await exchange(
                bed, client, ["Location: \(bed.origin.url)/api/v2.0/projects/7", "Date: \(date)"], status: "201 Created"
            )
            #expect(answer.status == 201)
            #expect(answer["Location"] == "https://gate.example/api/v2.0/projects/7")
            #expect(answer.values("Date") == [date])
        }
    }
}
