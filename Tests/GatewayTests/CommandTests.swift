import Foundation
import Testing

@testable import Gateway

/// The executable's commands on the store of a gateway that runs, which takes each change up at once.
@Suite("Commands beside a running gateway")
struct CommandTests {
    private func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

    @Test("an account that is added logs in at once, and one that is disabled is out with the next request")
    func users() async throws {
        try await GatewayProcess.with { gateway in
            let added = try await gateway.run(
                "user", "add", "ann", "--password-stdin", "--real-name", "Ann", "--phone", "1", "--namespace", "ns7",
                "--admin", input: "Secret-123\n")
            #expect(added.status == 0 && added.output == "added ann\n" && added.errors == "")
            let token = try await gateway.answer(to: .login("ann", "Secret-123")).token()
            #expect(try await gateway.answer(to: Call("GET", "/v1/admin/user", token: token)).status == 200)
            let list = try await gateway.run("user", "list", "--namespace", "ns7")
            #expect(lines(list.output).count == 2)
            #expect(
                lines(list.output).last?.split(separator: " ").prefix(6) == ["2", "ann", "approved", "3", "yes", "ns7"])

            #expect(try await gateway.run("user", "disable", "ann").status == 0)
            #expect(try await gateway.answer(to: .whoami(token)).status == 401)
            #expect(try await gateway.run("user", "approve", "ann").status == 0)
            #expect(try await gateway.answer(to: .whoami(token)).status == 401, "what ended does not come back")
            let changed = try await gateway.run("user", "passwd", "ann")
            let password = try #require(changed.output.firstMatch(of: /password (\S{20})\n/)).1
            #expect(try await gateway.answer(to: .login("ann", "Secret-123")).status == 401)
            #expect(try await gateway.answer(to: .login("ann", String(password))).status == 200)
        }
    }

    @Test("what cannot be added is refused with the reason, and changes nothing")
    func refusals() async throws {
        try await GatewayProcess.with { gateway in
            let good = ["--real-name", "Ann", "--phone", "1"]
            let rows: [(name: String, options: [String], password: String, says: String)] = [
                ("ann", good, "short", "8 to 20 characters"), ("a:b", good, "Secret-123", "no colon"),
                ("ann", ["--real-name", "", "--phone", "1"], "Secret-123", "--real-name"),
                ("ann", ["--real-name", "Ann", "--phone", "x1"], "Secret-123", "--phone"),
                ("ann", good + ["--namespace", "NS 7"], "Secret-123", "--namespace"),
                ("admin", good, "Secret-123", "taken"),
            ]
            for row in rows {
                let outcome = try await gateway.run(
                    ["user", "add", row.name, "--password-stdin"] + row.options, input: row.password + "\n")
                #expect(outcome.status == 1 && outcome.errors.contains(row.says), "\(row.name): \(outcome.errors)")
                #expect(!outcome.errors.contains("Secret-123"))
            }
            #expect(try await gateway.run("user", "disable", "admin").status == 1)
            #expect(try await gateway.run("user", "approve", "nobody").errors.contains("no user of this name"))
            #expect(lines(try await gateway.run("user", "list").output).count == 2)
        }
    }

    @Test("a token that is issued counts, is explained, and counts no more once it is revoked")
    func tokens() async throws {
        try await GatewayProcess.with { gateway in
            let issued = try await gateway.run("token", "issue", "admin")
            let token = issued.output.trimmingCharacters(in: .newlines)
            #expect(try await gateway.answer(to: .whoami(token)).status == 200)
            let good = try await gateway.run("token", "inspect", "-", input: issued.output)
            #expect(good.status == 0)
            #expect(good.output.contains("\"typ\":\"at+jwt\"") && good.output.contains("\"name\":\"admin\""))
            #expect(good.output.contains("verdict valid until 20"))
            let other = try await gateway.answer(to: .login("admin")).token()

            let revoked = try await gateway.run("token", "revoke", "-", input: issued.output)
            #expect(revoked.status == 0 && revoked.output == "ended a session of admin\n")
            #expect(try await gateway.answer(to: .whoami(token)).status == 401)
            #expect(try await gateway.answer(to: .whoami(other)).status == 200)
            let bad = try await gateway.run("token", "inspect", "-", input: issued.output)
            #expect(bad.status == 1 && bad.output.contains("verdict refused: session-ended"))

            #expect(try await gateway.run("token", "revoke", "--user", "admin").status == 0)
            #expect(try await gateway.answer(to: .whoami(other)).status == 401)
            let stranger = try await gateway.run("token", "revoke", "-", input: "a.b.c\n")
            #expect(stranger.status == 1 && stranger.errors.contains("no key here has signed it"))
            #expect(try await gateway.run("token", "revoke").status == 2, "what to revoke is not said")
        }
    }

    /// The session of a token that has expired may live on, refreshed since.
    @Test("a session is ended by a token of it that has expired")
    func expired() async throws {
        try await GatewayProcess.with(environment: ["BREAKWATER_TOKEN_LIFETIME": "2s"]) { gateway in
            let issued = try await gateway.run("token", "issue", "admin").output
            let first = issued.trimmingCharacters(in: .newlines)
            var token = first
            while try await gateway.answer(to: .whoami(first)).reason != "token-expired" {
                // Once a second: a session is not refreshed without end.
                if try TokenText(token).number("iat") < Int(Date().timeIntervalSince1970) {
                    token = try await gateway.answer(to: .refresh(token)).token()
                }
            }
            #expect(try await gateway.answer(to: .whoami(token)).status == 200)
            #expect(try await gateway.run("token", "revoke", "-", input: first).status == 0)
            #expect(try await gateway.answer(to: .whoami(token)).status == 401)
        }
    }

    @Test("a rotated key is published at once, and the token before it is good until its key is retired")
    func keys() async throws {
        try await GatewayProcess.with { gateway in
            let token = try await gateway.answer(to: .login("admin")).token()
            func published() async throws -> Int {
                try await (gateway.answer(to: Call("GET", "/.well-known/jwks.json")).json()["keys"] as? [Any])?.count
                    ?? 0
            }
            #expect(try await published() == 1)
            #expect(try await gateway.run("keys", "rotate", "--now").status == 0)
            #expect(try await published() == 2)
            #expect(try await gateway.answer(to: .whoami(token)).status == 200)
            let list = lines(try await gateway.run("keys", "list").output)
            #expect(list.count == 3 && list[1].contains("verifies until 20") && list[2].hasSuffix("signs"))
            let former = String(try #require(list[1].split(separator: " ").first))
            let retired = try await gateway.run("keys", "retire", "--", former)
            #expect(retired.status == 0 && retired.errors == "")
            #expect(try await published() == 1)
            #expect(try await gateway.answer(to: .whoami(token)).status == 401)
            let last = String(try #require(list[2].split(separator: " ").first))
            let refused = try await gateway.run("keys", "retire", "--", last)
            #expect(refused.status == 1 && refused.errors.contains("rotate"))
        }
    }

    /// It would seal a key that the gateway cannot open: at the next start it would not come up.
    @Test("with another master key than the gateway's nothing is sealed and nothing changes")
    func otherMaster() async throws {
        try await GatewayProcess.with { gateway in
            let before = try await gateway.run("keys", "list").output
            let other = ["BREAKWATER_MASTER_KEY": String(repeating: "ab", count: 32)]
            let rotated = try await gateway.run("keys", "rotate", environment: other)
            #expect(rotated.status == 1 && rotated.errors.contains("master key"))
            #expect(!rotated.errors.contains("abab"))
            #expect(try await gateway.run("keys", "list").output == before)
            await gateway.crash()
            try await gateway.restart()
            #expect(try await gateway.answer(to: .login("admin")).status == 200)
        }
    }

    @Test("a command that finds no store says where it looked, and makes none")
    func noStore() async throws {
        try await GatewayProcess.with { gateway in
            let outcome = try await gateway.run(
                "user", "list", environment: ["BREAKWATER_STATE": "/nonexistent/state"])
            #expect(outcome.status == 1)
            #expect(outcome.errors.contains("/nonexistent/state/breakwater.db: there is no store here"))
        }
    }
}
