import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// CVAT's users behind the gateway: one credential, the organization of the caller's namespace.
@Suite("CVAT behind the gateway")
struct CVATTests {
    @Test("a namespace sees its own organization, whatever the client says")
    func organization() async throws {
        try await RegistryBed.with { bed in
            let bea = try await bed.member("bea", of: "ns2")
            let list = try await bed.ask(
                "GET", "/api/users?org=ns1&page_size=50", as: bea, fields: "X-Organization: ns1\r\n")
            #expect(list.status == 200, "\(list.text)")
            let answer = try list.json()
            #expect(answer["count"] as? Int == 3)
            let shown = try #require(answer["results"] as? [[String: Any]])
            #expect(shown.filter { $0["email"] != nil }.compactMap { $0["username"] as? String } == ["bea"])
            let root = try await bed.bed.administratorToken()
            let all = try await bed.ask("GET", "/api/users", as: root).json()
            #expect((all["count"] as? Int ?? 0) > 14)
            let next = try #require(all["next"] as? String)
            #expect(next.hasPrefix(bed.bed.gateway.externalURL + "/api/users?"))
        }
    }

    @Test("everybody changes his own name, and nothing else")
    func change() async throws {
        try await RegistryBed.with { bed in
            let bea = try await bed.member("bea", of: "ns2")
            let list = try await bed.ask("GET", "/api/users?page_size=50", as: bea).json()
            let users = try #require(list["results"] as? [[String: Any]])
            let own = try #require(users.first { $0["username"] as? String == "bea" }?["id"] as? Int)
            let other = try #require(users.first { $0["username"] as? String == "leo" }?["id"] as? Int)
            let named = try await bed.ask("PATCH", "/api/users/\(own)", #"{"first_name":"Beatrix"}"#, as: bea)
            #expect(named.status == 200, "\(named.text)")
            #expect(try named.json()["first_name"] as? String == "Beatrix")
            let raised = try await bed.ask("PATCH", "/api/users/\(own)", #"{"is_superuser":true}"#, as: bea)
            #expect(raised.status == 403, "\(raised.text)")
            let unknown = try await bed.ask("PATCH", "/api/users/\(own)", #"{"planned_activities":[]}"#, as: bea)
            #expect(unknown.status == 422, "\(unknown.text)")
            let foreign = try await bed.ask("PATCH", "/api/users/\(other)", #"{"first_name":"X"}"#, as: bea)
            #expect(foreign.status == 403, "\(foreign.text)")
            #expect(try await bed.ask("DELETE", "/api/users/\(other)", as: bea).status == 403)
        }
    }

    @Test("a name is chosen here, and makes nobody the account of that name in another organization")
    func foreignName() async throws {
        try await RegistryBed.with { bed in
            let root = try await bed.bed.administratorToken()
            let all = try await bed.ask("GET", "/api/users?page_size=50", as: root).json()
            let users = try #require(all["results"] as? [[String: Any]])
            let boss = try #require(users.first { $0["username"] as? String == "boss" }?["id"] as? Int)
            let impostor = try await bed.member("boss", of: "ns2")
            #expect(try await bed.ask("GET", "/api/users/\(boss)", as: impostor).status == 404)
            let renamed = try await bed.ask("PATCH", "/api/users/\(boss)", #"{"username":"taken"}"#, as: impostor)
            #expect(renamed.status == 404, "\(renamed.text)")
            let own = try await bed.member("mia", of: "ns1")
            #expect(try await bed.ask("GET", "/api/users/\(boss)", as: own).status == 200)
        }
    }

    @Test("a token that CVAT does not take is the gateway's trouble, not the client's")
    func credential() async throws {
        try await RegistryBed.with(environment: ["BREAKWATER_CVAT_TOKEN": "0123456789"]) { bed in
            let root = try await bed.bed.administratorToken()
            let answer = try await bed.ask("GET", "/api/users", as: root)
            #expect(answer.status == 502, "\(answer.text)")
        }
    }
}
