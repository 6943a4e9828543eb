import Domain
import Foundation
import Store
import Testing
import Tokens

@testable import Gateway

@Suite("Refreshing a token")
struct RefreshTests {
    @Test("a refresh gives another token of the same session, and the one before stays good")
    func another() async throws {
        try await Testbed.with { bed in
            let user = try await bed.user(Testbed.administrator)
            let first = try bed.token(of: user, session: "s-7", authenticatedAt: Identity.now() - 60)
            let answer = try await bed.answer(to: .refresh(first))
            #expect(answer["Cache-Control"] == "no-store")
            let body = try answer.json()
            #expect(body["code"] as? Int == 200)
            #expect(body["message"] as? String == "success")
            let second = try answer.token()
            let (old, new) = (try TokenText(first), try TokenText(second))
            #expect(new.text("sid") == "s-7")
            #expect(try new.number("auth_time") == old.number("auth_time"), "the password was given then")
            #expect(new.text("jti") != old.text("jti"))
            #expect(try new.number("exp") >= old.number("exp"))
            #expect(try new.number("exp") - new.number("iat") == 3_600)
            #expect(new.header["typ"] as? String == "at+jwt")
            for token in [first, second] {
                #expect(try await bed.status(of: token) == 200)
                #expect(try await bed.answer(to: .refresh(token)).status == 200)
            }
        }
    }

    @Test("of refreshes of one token at once, all succeed, and every token is good", arguments: ["overlap", "strict"])
    func crossing(rotation: String) async throws {
        try await Testbed.with([.eventLoops: "2", .sessionRotation: rotation]) { bed in
            let token = try await bed.administratorToken()
            let answers = try await withThrowingTaskGroup(of: PlainMessage.self) { group in
                for _ in 0..<8 { group.addTask { try await bed.answer(to: .refresh(token)) } }
                return try await group.reduce(into: [PlainMessage]()) { $0.append($1) }
            }
            let tokens = try answers.map { try $0.token() }
            #expect(Set(tokens).count == 8)
            for token in tokens { #expect(try await bed.status(of: token) == 200) }
        }
    }

    @Test("no refresh carries a session beyond its life: the last token ends with it")
    func lastToken() async throws {
        try await Testbed.with([.tokenLifetime: "100s", .sessionLifetime: "200s"]) { bed in
            let user = try await bed.user(Testbed.administrator)
            let start = Identity.now() - 150
            let token = try bed.token(of: user, authenticatedAt: start)
            let last = try TokenText(try await bed.answer(to: .refresh(token)).token())
            #expect(try last.number("exp") == Int(start) + 200)
            let early = try await bed.answer(to: .refresh(try bed.token(of: user))).token()
            let claims = try TokenText(early)
            #expect(try claims.number("exp") - claims.number("iat") == 100)
        }
    }

    @Test("a session that has lasted as long as it may is over, even where its token was made for longer")
    func sessionOver() async throws {
        try await Testbed.with { bed in
            let now = Identity.now()
            // As before a restart with a shorter session.lifetime.
            let generous = try TokenIssuer(
                issuer: bed.gateway.externalURL, audience: "breakwater", lifetime: 3_600, session: 2_592_000)
            let principal = Principal(
                userID: 1, name: Testbed.administrator, role: .systemAdmin, namespace: "default", session: "s-7")
            for (age, status) in [(18_001, 401), (17_000, 200)] as [(Int64, Int)] {
                let token = try generous.issue(
                    to: principal, version: 1, authenticatedAt: now - age, now: now,
                    signedBy: bed.gateway.identity.keys.ring.signing(at: now))
                let answer = try await bed.answer(to: .refresh(token))
                #expect(answer.status == status, "\(age) s after the login")
                if status == 401 { #expect(answer.reason == "session-ended") }
            }
        }
    }

    @Test("the new token says what is true of the account now")
    func freshClaims() async throws {
        try await Testbed.with { bed in
            let administrator = try await bed.administratorToken()
            let mia = try await bed.account("mia", namespace: "ns7", isAdministrator: true)
            let token = try bed.token(of: mia)
            #expect(try TokenText(token).number("role") == 3)
            #expect(try await bed.answer(to: .setStatus(0, of: mia.id, by: administrator)).status == 200)
            let next = try await bed.answer(to: .refresh(token)).token()
            #expect(try TokenText(next).number("role") == 0)
            #expect(try TokenText(next).number("ver") > 1)
            #expect(try await bed.answer(to: Call("GET", "/v1/admin/user", token: next)).status == 403)
        }
    }

    @Test("a token that is over, or of a session that is, is not refreshed")
    func refused() async throws {
        try await Testbed.with { bed in
            let expired = try await bed.answer(to: .refresh(try bed.token(expired: true)))
            #expect(expired.status == 401)
            #expect(expired.reason == "token-expired")
            let stranger = try await bed.answer(to: .refresh(try bed.token()))
            #expect(stranger.status == 401, "his account is not in the store")
            let token = try await bed.administratorToken()
            #expect(try await bed.answer(to: .logout(token)).status == 200)
            let loggedOut = try await bed.answer(to: .refresh(token))
            #expect(loggedOut.status == 401)
            #expect(loggedOut.reason == "session-ended")
        }
    }
}
