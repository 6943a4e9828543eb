import Foundation
import Store
import Testing
import Tokens

@testable import Gateway

@Suite("Token keys that change beside a running gateway")
struct LiveKeyTests {
    private func published(_ bed: Testbed) async throws -> [[String: Any]] {
        let answer = try await bed.answer(to: Call("GET", "/.well-known/jwks.json"))
        #expect(answer.status == 200)
        return try #require(try answer.json()["keys"] as? [[String: Any]])
    }

    private func names(_ keys: [[String: Any]]) -> Set<String> {
        Set(keys.compactMap { $0["kid"] as? String })
    }

    @Test("the public half is published for caches, under the name that tokens carry, and nothing else of it")
    func keySet() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.answer(to: Call("GET", "/.well-known/jwks.json"))
            #expect(answer.status == 200)
            #expect(answer["Content-Type"] == "application/jwk-set+json")
            let caching = try #require(answer["Cache-Control"])
            #expect(caching.hasPrefix("public, max-age="))
            #expect(answer.values("Set-Cookie").isEmpty)
            #expect(try Set(answer.json().keys) == ["keys"])
            let keys = try await published(bed)
            try #require(keys.count == 1)
            #expect(Set(keys[0].keys) == ["kty", "crv", "x", "y", "alg", "use", "kid"])
            #expect(keys[0]["kty"] as? String == "EC")
            #expect(keys[0]["crv"] as? String == "P-256")
            #expect(keys[0]["alg"] as? String == "ES256")
            #expect(keys[0]["use"] as? String == "sig")
            let token = try TokenText(try await bed.login())
            #expect(keys[0]["kid"] as? String == token.key)

            let client = try await bed.connect()
            try await client.send(Call("HEAD", "/.well-known/jwks.json").text)
            #expect(try await client.answer(toHead: true)["Content-Length"] == "\(answer.body.count)")
        }
    }

    @Test("a secret is never published: the set of a gateway that signs with one is empty")
    func secret() async throws {
        try await Testbed.with([.tokenAlgorithm: "HS256"]) { bed in
            #expect(try await published(bed).isEmpty)
            let token = try await bed.login()
            #expect(try TokenText(token).header["alg"] as? String == "HS256")
            #expect(try await bed.status(of: token) == 200)
        }
    }

    @Test("a new key is published before it signs; the old one signs on, and every token stays good")
    func overlap() async throws {
        try await Testbed.with([.eventLoops: "2"]) { bed in
            let before = try await bed.login()
            let old = try #require(try TokenText(before).key)
            let made = try await bed.tokenKeys().rotate(ahead: 600, now: Identity.now())
            let new = try #require(made).text
            #expect(try await bed.tell() == .done)
            #expect(try await names(published(bed)) == [old, new])
            let after = try await bed.login()
            #expect(try TokenText(after).key == old)
            for client in try await bed.connections() {
                for token in [before, after] {
                    #expect(try await client.answer(to: .whoami(token)).status == 200)
                }
            }
        }
    }

    @Test("a new key that signs at once does so from the next login on, and the old one's tokens stay good")
    func immediate() async throws {
        try await Testbed.with([.eventLoops: "2"]) { bed in
            let before = try await bed.login()
            let made = try await bed.tokenKeys().rotate(ahead: 0, now: Identity.now())
            let new = try #require(made).text
            #expect(try await bed.tell() == .done)
            let after = try await bed.login()
            #expect(try TokenText(after).key == new)
            let refreshed = try await bed.answer(to: .refresh(before)).token()
            #expect(try TokenText(refreshed).key == new)
            for client in try await bed.connections() {
                for token in [before, after, refreshed] {
                    #expect(try await client.answer(to: .whoami(token)).status == 200)
                }
            }
        }
    }

    @Test("what a retired key signed is refused at once on every loop, and the key is gone from the set")
    func retirement() async throws {
        try await Testbed.with([.eventLoops: "3"]) { bed in
            let before = try await bed.login()
            let old = try #require(try TokenText(before).key)
            let clients = try await bed.connections()
            for client in clients { #expect(try await client.answer(to: .whoami(before)).status == 200) }
            // Not to sign for ten minutes yet: as the only one left it has to, at once.
            let made = try await bed.tokenKeys().rotate(ahead: 600, now: Identity.now())
            let new = try #require(made).text
            try await bed.tokenKeys().retire(old, now: Identity.now())
            #expect(try await bed.tell() == .done)
            for client in clients {
                let answer = try await client.answer(to: .whoami(before))
                #expect(answer.status == 401)
                #expect(answer.reason == "token-invalid")
            }
            #expect(try await names(published(bed)) == [new])
            let after = try await bed.login()
            #expect(try TokenText(after).key == new)
            for client in clients { #expect(try await client.answer(to: .whoami(after)).status == 200) }
        }
    }

    @Test("a key that cannot be opened changes nothing for anybody, and who brought it is told that it failed")
    func broken() async throws {
        try await Testbed.with { bed in
            let token = try await bed.login()
            let kept = try await names(published(bed))
            let touched = "UPDATE breakwater_counter SET value = value + 1, keys_changed = value + 1"
            try await bed.execute([
                """
                INSERT INTO breakwater_keys (kid, algorithm, use, public_key, created_at, signs_from)
                VALUES ('broken', 'ES256', 'verify', x'00', 1, 1)
                """,
                touched,
            ])
            #expect(try await bed.tell() == .failed, "the loops do not know what the store knows")
            #expect(try await bed.status(of: token) == 200)
            #expect(try await names(published(bed)) == kept)
            #expect(try await bed.answer(to: .login()).status == 200, "people have nothing to do with it")

            try await bed.execute(["DELETE FROM breakwater_keys WHERE kid = 'broken'", touched])
            #expect(try await bed.tell() == .done)
            #expect(try await bed.status(of: token) == 200)
        }
    }

    @Test("the control socket is its owner's alone, and behind a gateway that has stopped there is nobody")
    func controlSocket() async throws {
        try await Testbed.with { bed in
            #expect(try await bed.tell() == .done)
            let facts = try FileManager.default.attributesOfItem(atPath: ControlSocket.path(in: bed.stateDirectory))
            #expect(facts[.posixPermissions] as? Int == 0o600)
            await bed.stopGateway()
            #expect(try await bed.tell() == .nobody)
        }
    }
}
