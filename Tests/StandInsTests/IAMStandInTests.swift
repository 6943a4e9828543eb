import Domain
import Foundation
import Testing

@testable import StandIns

@Suite("The IAM's stand-in")
struct IAMStandInTests {
    private func users(_ ask: SWRAsk, _ query: String, token: String?) -> StandInResponse {
        ask.iam.respond(
            to: StandInRequest(
                method: "GET", target: "/v3/users\(query)",
                fields: (token.map { [("X-Auth-Token", $0)] } ?? []) + [("Content-Type", "application/json")]))
    }

    private func title(_ response: StandInResponse) throws -> String {
        let document = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        let error = try #require(document?["error"] as? [String: Any])
        #expect(error["code"] as? Int == response.status)
        return try #require(error["title"] as? String)
    }

    @Test("a right password gives a token of some kilobytes that is good for a day")
    func token() throws {
        let ask = try SWRAsk()
        let response = SWRAsk.login(.mia, at: ask.iam)
        #expect(response.status == 201)
        let token = try #require(response.field("X-Subject-Token"))
        #expect((3_000...6_000).contains(token.utf8.count))
        let document = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        let members = try #require(document?["token"] as? [String: Any])
        #expect(members["issued_at"] as? String == "2026-02-01T00:00:00.000000Z")
        #expect(members["expires_at"] as? String == "2026-02-02T00:00:00.000000Z")
        #expect((members["user"] as? [String: Any])?["name"] as? String == "mia")
        #expect((members["project"] as? [String: Any])?["name"] as? String == "cn-north-4")
        #expect(members["catalog"] == nil)
        #expect(SWRAsk.login(.mia, at: ask.iam).field("X-Subject-Token") != token)
    }

    @Test("logins with a right password are counted, and every request is remembered")
    func counted() throws {
        let ask = try SWRAsk()
        let before = ask.iam.logins
        #expect(SWRAsk.login(.mia, at: ask.iam, password: "wrong").status == 401)
        #expect(SWRAsk.login(.mia, at: ask.iam).status == 201)
        #expect(ask.iam.logins == before + 1)
        #expect(ask.iam.requests.suffix(2) == Array(repeating: "POST /v3/auth/tokens?nocatalog=true", count: 2))
    }

    @Test(
        "what is not right about a login is told",
        arguments: [
            ("wrong", #"{"project":{"name":"cn-north-4"}}"#, 401, "Unauthorized"),
            ("mia-Passw0rd", #"{"project":{"name":"eu-west-101"}}"#, 404, "Not Found"),
            ("mia-Passw0rd", #"{"project":{}}"#, 400, "Bad Request"), ("mia-Passw0rd", "{}", 400, "Bad Request"),
            ("wrong", #"{"domain":{"name":"acme"}}"#, 401, "Unauthorized"),
            ("mia-Passw0rd", #"{"domain":{"name":"other"}}"#, 401, "Unauthorized"),
            ("mia-Passw0rd", #"{"domain":{"name":"acme","id":"0"}}"#, 401, "Unauthorized"),
            ("mia-Passw0rd", #"{"domain":{}}"#, 400, "Bad Request"),
            ("mia-Passw0rd", #"{"domain":{"name":"acme"},"project":{"name":"cn-north-4"}}"#, 400, "Bad Request"),
        ])
    func refused(_ password: String, _ scope: String, status: Int, title: String) throws {
        let ask = try SWRAsk()
        let response = SWRAsk.login(.mia, at: ask.iam, password: password, scope: scope)
        #expect(response.status == status)
        #expect(try self.title(response) == title)
        #expect(response.field("X-Subject-Token") == nil)
    }

    @Test("a token for the whole account tells whose it is, and is none for SWR")
    func wholeAccount() throws {
        let ask = try SWRAsk()
        let response = SWRAsk.login(.mia, at: ask.iam, scope: #"{"domain":{"name":"acme"}}"#)
        #expect(response.status == 201)
        let document = try JSONSerialization.jsonObject(with: Data(response.body)) as? [String: Any]
        let members = try #require(document?["token"] as? [String: Any])
        let user = try #require(members["user"] as? [String: Any])
        #expect(user["id"] as? String == ask.iam.directory.user(named: "mia")?.id && user["name"] as? String == "mia")
        #expect(members["project"] == nil && (members["domain"] as? [String: Any])?["name"] as? String == "acme")
        let token = try #require(response.field("X-Subject-Token"))
        let refused = ask.swr.respond(
            to: StandInRequest(
                method: "GET", target: "/v2/manage/namespaces",
                fields: [("X-Auth-Token", token), ("Content-Type", "application/json")]))
        #expect(refused.status == 401)
    }

    @Test("whoever is taken out of the directory does not log in any more, and neither does his token")
    func removed() throws {
        let ask = try SWRAsk()
        ask.iam.change { directory in directory.users.removeAll { $0.name == "mia" } }
        #expect(SWRAsk.login(.mia, at: ask.iam).status == 401)
        #expect(ask("/v2/manage/namespaces", as: .mia).status == 401)
        #expect(ask("/v2/manage/namespaces", as: .root).status == 200)
    }

    @Test("a token ends after a day")
    func expiry() throws {
        let ask = try SWRAsk()
        ask.clock.advance(seconds: 24 * 3_600 - 1)
        #expect(ask("/v2/manage/namespaces").status == 200)
        ask.clock.advance(seconds: 1)
        #expect(try ask("/v2/manage/namespaces").fault() == "401 SVCSTG.SWR.4010000")
    }

    @Test("tokens end when they are withdrawn, and new ones are good")
    func withdrawn() throws {
        let ask = try SWRAsk()
        ask.iam.invalidateTokens()
        #expect(try ask("/v2/manage/namespaces").fault() == "401 SVCSTG.SWR.4010000")
        let token = try #require(SWRAsk.login(.root, at: ask.iam).field("X-Subject-Token"))
        #expect(users(ask, "", token: token).status == 200)
        ask.iam.expireTokens()
        #expect(users(ask, "", token: token).status == 401)
    }

    @Test("a new password withdraws the tokens of its user, and no other's")
    func passwordChange() throws {
        let ask = try SWRAsk()
        ask.iam.changePassword(of: "mia", to: Secret("another"))
        #expect(ask("/v2/manage/namespaces", as: .mia).status == 401)
        #expect(ask("/v2/manage/namespaces", as: .root).status == 200)
        #expect(SWRAsk.login(.mia, at: ask.iam).status == 401)
        #expect(SWRAsk.login(.mia, at: ask.iam, password: "another").status == 201)
    }

    @Test("an administrator finds a user by name")
    func users() throws {
        let ask = try SWRAsk()
        let token = try #require(SWRAsk.login(.root, at: ask.iam).field("X-Subject-Token"))
        let response = SWRReply(response: users(ask, "?name=noa", token: token))
        let found = try response.rows("users")
        #expect(found.compactMap { $0["name"] as? String } == ["noa"])
        #expect(found.first?["id"] as? String == ask.iam.directory.user(named: "noa")?.id)
        #expect(found.first?["domain_id"] as? String == ask.iam.directory.domain.id)
        #expect(try SWRReply(response: users(ask, "?name=nobody", token: token)).rows("users").isEmpty)
        #expect(try SWRReply(response: users(ask, "", token: token)).rows("users").count == 4)
    }

    @Test("others do not read the directory, and nobody without a token does")
    func usersRefused() throws {
        let ask = try SWRAsk()
        let token = try #require(SWRAsk.login(.mia, at: ask.iam).field("X-Subject-Token"))
        let forbidden = users(ask, "?name=noa", token: token)
        #expect(forbidden.status == 403)
        #expect(try title(forbidden) == "Forbidden")
        #expect(users(ask, "?name=noa", token: nil).status == 401)
        #expect(users(ask, "?name=noa", token: "MIIunknown").status == 401)
    }
}
