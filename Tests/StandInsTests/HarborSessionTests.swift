import Domain
import Synchronization
import Testing

@testable import StandIns

@Suite("Harbor's stand-in: sessions")
struct HarborSessionTests {
    private func loggedIn(_ ask: Ask) throws -> HarborBrowser {
        var browser = HarborBrowser(ask.harbor)
        try #require(browser.logIn("mia", "Mia12345").status == 200)
        return browser
    }

    @Test("a login is refused without the token of its cookie, and done with both")
    func login() throws {
        var browser = HarborBrowser(Ask().harbor)
        let form = "principal=mia&password=Mia12345"
        let type = "application/x-www-form-urlencoded"
        let first = browser.ask("POST", "/c/login", form, type: type)
        #expect(first.status == 403)
        #expect(try first.fault() == "FORBIDDEN: CSRF token not found in request")
        #expect(first.field("X-Harbor-Csrf-Token")?.count == 88)
        #expect(browser.cookies.keys.sorted() == ["_gorilla_csrf"])
        let second = browser.ask("POST", "/c/login", form, type: type)
        #expect(second.status == 200)
        #expect(second.body == [])
        #expect(second.field("Vary") == "Cookie")
        #expect(browser.cookies.keys.sorted() == ["_gorilla_csrf", "sid"])
        #expect(try browser.ask("GET", "/api/v2.0/users/current").object()["username"] as? String == "mia")
    }

    @Test(
        "what is no right form is 401",
        arguments: [
            ("principal=mia&password=wrong", "application/x-www-form-urlencoded"),
            ("principal=nobody&password=Mia12345", "application/x-www-form-urlencoded"),
            ("password=Mia12345", "application/x-www-form-urlencoded"),
            (#"{"principal":"mia","password":"Mia12345"}"#, "application/json"),
        ])
    func refused(_ form: String, type: String) {
        let ask = Ask()
        var browser = HarborBrowser(ask.harbor)
        _ = browser.ask("POST", "/c/login", form, type: type)
        let response = browser.ask("POST", "/c/login", form, type: type)
        #expect(response.status == 401)
        #expect(response.body == [])
        #expect(ask.harbor.logins == 0)
        #expect(ask.harbor.use.refusedLogins == 1)
    }

    @Test("reading takes the session's cookie alone; nothing new is set for it")
    func safe() throws {
        var browser = try loggedIn(Ask())
        browser.token = nil
        browser.cookies["_gorilla_csrf"] = nil
        let sid = browser.cookies["sid"]
        let response = browser.ask("GET", "/api/v2.0/projects")
        #expect(try response.texts("name") == ["library", "workshop"])
        #expect(browser.cookies["sid"] == sid)
    }

    @Test("changing takes the cookie's token as well")
    func unsafe() throws {
        var browser = try loggedIn(Ask())
        let token = browser.token
        browser.token = nil
        let bare = browser.ask("POST", "/api/v2.0/projects", #"{"project_name":"a"}"#)
        #expect(try bare.fault() == "FORBIDDEN: CSRF token not found in request")
        browser.token = token
        #expect(browser.ask("POST", "/api/v2.0/projects", #"{"project_name":"a"}"#).status == 201)
        browser.token = token
        #expect(browser.ask("DELETE", "/api/v2.0/projects/a").status == 200)
    }

    @Test("a token without its cookie, or with another's, is invalid", arguments: [nil, "bm9uc2Vuc2U="])
    func foreignCookie(_ cookie: String?) throws {
        var browser = try loggedIn(Ask())
        browser.cookies["_gorilla_csrf"] = cookie
        let response = browser.ask("POST", "/api/v2.0/projects", #"{"project_name":"a"}"#)
        #expect(response.status == 403)
        #expect(try response.fault() == "FORBIDDEN: CSRF token invalid")
    }

    @Test("each answer brings another token for the same cookie")
    func freshTokens() throws {
        var browser = try loggedIn(Ask())
        let cookie = browser.cookies["_gorilla_csrf"]
        var tokens: Set<String?> = [browser.token]
        for _ in 0..<3 {
            _ = browser.ask("GET", "/api/v2.0/projects")
            tokens.insert(browser.token)
        }
        #expect(tokens.count == 4)
        #expect(browser.cookies["_gorilla_csrf"] == cookie)
    }

    @Test("a cookie that came without a login gives no access, and spoils right credentials", arguments: [true, false])
    func worthlessCookie(hasCredential: Bool) throws {
        var browser = HarborBrowser(Ask().harbor)
        let credential = [(name: "Authorization", value: Ask.basic("mia", "Mia12345"))]
        _ = browser.ask("GET", "/api/v2.0/projects", fields: hasCredential ? credential : [])
        #expect(browser.cookies["sid"] != nil)
        #expect(browser.ask("GET", "/api/v2.0/users/current").status == 401)
        browser.token = nil
        let change = browser.ask("POST", "/api/v2.0/projects", #"{"project_name":"a"}"#, fields: credential)
        #expect(try change.fault() == "FORBIDDEN: CSRF token not found in request")
    }

    @Test("a session lasts an hour, however much it is used")
    func lifetime() throws {
        let clock = Mutex(ContinuousClock.now)
        var browser = try loggedIn(Ask(now: { clock.withLock { $0 } }))
        for _ in 0..<2 {
            clock.withLock { $0 = $0.advanced(by: .seconds(1_799)) }
            #expect(browser.ask("GET", "/api/v2.0/users/current").status == 200)
        }
        clock.withLock { $0 = $0.advanced(by: .seconds(2)) }
        #expect(browser.ask("GET", "/api/v2.0/users/current").status == 401)
    }

    @Test("sessions end all at once, by logging out, and with the account")
    func end() throws {
        let ask = Ask()
        var first = try loggedIn(ask)
        ask.harbor.endSessions()
        #expect(first.ask("GET", "/api/v2.0/users/current").status == 401)
        var second = try loggedIn(ask)
        #expect(second.ask("GET", "/c/log_out").status == 200)
        #expect(second.ask("GET", "/api/v2.0/users/current").status == 401)
        var third = try loggedIn(ask)
        #expect(ask.delete("/users/3").status == 200)
        #expect(third.ask("GET", "/api/v2.0/users/current").status == 401)
        #expect(ask.harbor.logins == 3)
    }

    @Test("a wrong password closes the name to logins and Basic, not to sessions that are open")
    func freeze() throws {
        let clock = Mutex(ContinuousClock.now)
        let ask = Ask(now: { clock.withLock { $0 } })
        var open = try loggedIn(ask)
        var other = HarborBrowser(ask.harbor)
        #expect(other.logIn("mia", "guess").status == 401)
        #expect(other.logIn("mia", "Mia12345").status == 401)
        #expect(ask("/users/current", as: .member).status == 401)
        #expect(open.ask("GET", "/api/v2.0/users/current").status == 200)
        clock.withLock { $0 = $0.advanced(by: .milliseconds(1_500)) }
        #expect(other.logIn("mia", "Mia12345").status == 200)
    }

    @Test("each way in is counted")
    func counts() throws {
        let ask = Ask()
        var browser = try loggedIn(ask)
        for _ in 0..<3 { _ = browser.ask("GET", "/api/v2.0/projects") }
        _ = ask("/projects")
        _ = ask("/projects", as: .nobody)
        _ = ask("/projects", as: .nobody, fields: [("Authorization", Ask.basic("mia", "wrong"))])
        #expect(ask.harbor.use == HarborUse(logins: 1, refusedLogins: 0, basicCalls: 2, sessionCalls: 3))
        #expect(ask.harbor.basicCalls == 2)
    }

    @Test("a robot sees repositories and nothing else, is never frozen and opens no session")
    func robot() throws {
        let ask = Ask()
        ask.harbor.change {
            $0.addRobot(HarborRegistry.Login(name: "robot$ci", password: Secret("Ci12345678")))
        }
        let credential = [(name: "Authorization", value: Ask.basic("robot$ci", "Ci12345678"))]
        let wrong = [(name: "Authorization", value: Ask.basic("robot$ci", "wrong"))]
        #expect(ask("/users/current", as: .nobody, fields: wrong).status == 401)
        let current = ask("/users/current", as: .nobody, fields: credential)
        #expect(current.status == 412)
        #expect(
            try current.fault() == "PRECONDITION: get current user not available for security context: robot")
        #expect(ask("/projects/fleet/repositories", as: .nobody, fields: credential).status == 200)
        #expect(ask("/projects/fleet/members", as: .nobody, fields: credential).status == 403)
        #expect(ask("/users", as: .nobody, fields: credential).status == 403)
        var browser = HarborBrowser(ask.harbor)
        #expect(browser.logIn("robot$ci", "Ci12345678").status == 401)
    }

    @Test("the cost of a password is paid in rounds, and changes no answer")
    func cost() {
        #expect(HarborBasicCost(rounds: -1).rounds == 0)
        #expect(HarborBasicCost.none.pay(for: "mia") == 0)
        #expect(HarborBasicCost(rounds: 3).pay(for: "mia") != HarborBasicCost(rounds: 4).pay(for: "mia"))
        let registry = HarborRegistry.seeded(
            administrator: HarborRegistry.Login(name: "root", password: Secret("Root12345")),
            member: HarborRegistry.Login(name: "mia", password: Secret("Mia12345")))
        let harbor = HarborStandIn(registry, cost: HarborBasicCost(rounds: 100))
        var browser = HarborBrowser(harbor)
        #expect(browser.logIn("mia", "Mia12345").status == 200)
        #expect(browser.logIn("root", "wrong").status == 401)
    }
}
