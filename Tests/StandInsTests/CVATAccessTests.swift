import Domain
import Testing

@testable import StandIns

@Suite("CVAT's stand-in: who is asking")
struct CVATAccessTests {
    private static let missing = "Authentication credentials were not provided."

    @Test(
        "a token, an access token or a password is a credential; anything else is 401 with a reason",
        arguments: [
            ("Token \(CVATAsk.token.reveal())", 200, ""), ("token \(CVATAsk.token.reveal())", 200, ""),
            (CVATAsk.basic("gateway", CVATAsk.password.reveal()), 200, ""),
            (CVATAsk.basic("mia@example.org", CVATAsk.password.reveal()), 200, ""), ("", 401, missing),
            ("Digest x", 401, missing), ("Token", 401, "Invalid token header. No credentials provided."),
            ("Token a b", 401, "Invalid token header. Token string should not contain spaces."),
            ("Token 0123", 401, "Invalid token."), ("Bearer \(CVATAsk.token.reveal())", 401, "Invalid token."),
            (CVATAsk.basic("gateway", "guess"), 401, "Invalid username/password."),
            (CVATAsk.basic("nobody", CVATAsk.password.reveal()), 401, "Invalid username/password."),
            (CVATAsk.basic("wes", CVATAsk.password.reveal()), 401, "User inactive or deleted."),
            ("Basic !!!", 401, "Invalid basic header. Credentials not correctly base64 encoded."),
        ])
    func credential(_ value: String, status: Int, detail: String) throws {
        let response = CVATAsk()("/api/users/self", as: nil, fields: [("Authorization", value)])
        #expect(response.status == status)
        #expect((response.field("WWW-Authenticate") != nil) == (status == 401))
        if status == 401 { #expect(try response.object()["detail"] as? String == detail) }
    }

    @Test("an access token goes with Bearer, and one that only reads changes nothing")
    func accessToken() throws {
        let ask = CVATAsk()
        let reading = try #require(ask.cvat.accessToken(of: "mia", isReadOnly: true))
        let writing = try #require(ask.cvat.accessToken(of: "mia"))
        for (token, status) in [(reading, 403), (writing, 200)] {
            let field = (name: "Authorization", value: "Bearer \(token.reveal())")
            #expect(ask("/api/users/self", as: nil, fields: [field]).status == 200)
            let change = ask(
                "/api/users/3", as: nil, method: "PATCH", fields: [field, ("Content-Type", "application/json")],
                body: "{}")
            #expect(change.status == status)
        }
    }

    @Test("a token that was made invalid is good no more")
    func invalidated() {
        let ask = CVATAsk()
        let field = (name: "Authorization", value: "Token \(CVATAsk.token.reveal())")
        #expect(ask("/api/users", as: nil, fields: [field]).status == 200)
        ask.cvat.invalidate(CVATAsk.token)
        #expect(ask("/api/users", as: nil, fields: [field]).status == 401)
    }

    @Test(
        "a login gives the token of the account",
        arguments: [
            (#"{"username":"mia","password":"Pass-word-1"}"#, 200),
            (#"{"email":"mia@example.org","password":"Pass-word-1"}"#, 200),
            (#"{"username":"mia","password":"guess"}"#, 400), (#"{"username":"wes","password":"Pass-word-1"}"#, 400),
            (#"{"username":"mia"}"#, 400), (#"{"password":"Pass-word-1"}"#, 400), ("[]", 400),
        ])
    func login(_ body: String, status: Int) throws {
        let ask = CVATAsk()
        let response = ask("/api/auth/login", as: nil, method: "POST", body: body)
        #expect(response.status == status)
        guard status == 200 else { return }
        let key = try #require(try response.object()["key"] as? String)
        #expect(key.count == 40)
        let current = ask("/api/users/self", as: nil, fields: [("Authorization", "Token \(key)")])
        #expect(try current.object()["username"] as? String == "mia")
        #expect(ask.cvat.directory.account(named: "mia")?.lastLogin != nil)
    }

    @Test("a session reads with its cookie alone, and changes only with the proof of where a change comes from")
    func session() throws {
        let ask = CVATAsk()
        let login = ask(
            "/api/auth/login", as: nil, method: "POST", body: #"{"username":"mia","password":"Pass-word-1"}"#)
        let cookies = login.fields.filter { $0.name == "Set-Cookie" }.compactMap {
            $0.value.split(separator: ";").first
        }
        let proof = try #require(cookies.first { $0.hasPrefix("csrftoken=") }?.dropFirst("csrftoken=".count))
        let cookie = (name: "Cookie", value: cookies.joined(separator: "; "))
        let type = (name: "Content-Type", value: "application/json")
        #expect(ask("/api/users/self", as: nil, fields: [cookie]).status == 200)
        for (value, status) in [("", 403), ("guess", 403), (String(proof), 200)] {
            let fields = [cookie, type, (name: "X-CSRFToken", value: value)]
            #expect(ask("/api/users/3", as: nil, method: "PATCH", fields: fields, body: "{}").status == status)
        }
        let logout = ask(
            "/api/auth/logout", as: nil, method: "POST", fields: [cookie, ("X-CSRFToken", String(proof))])
        #expect(logout.status == 200)
        #expect(ask("/api/users/self", as: nil, fields: [cookie]).status == 401)
    }

    @Test("requests are remembered, the last ones in their order")
    func log() {
        let ask = CVATAsk()
        for number in 0...CVATStandIn.longestLog { _ = ask("/api/users/\(number)") }
        #expect(ask.cvat.requests.count == CVATStandIn.longestLog)
        #expect(ask.cvat.requests.first?.target == "/api/users/1")
        #expect(ask.cvat.requests.last?.target == "/api/users/\(CVATStandIn.longestLog)")
    }
}
