import Foundation
import Synchronization
import Testing

@testable import StandIns

@Suite("Harbor's stand-in: settings, modes and what was removed")
struct HarborConfigurationTests {
    private func put(_ body: String, _ ask: Ask) -> StandInResponse {
        ask.call("PUT", "/configurations", body)
    }

    @Test("settings are the administrator's, each with its value and whether it can be changed")
    func read() throws {
        let ask = Ask()
        let response = ask("/configurations")
        #expect(response.isChunked)
        let mode = try #require(try response.object()["auth_mode"] as? [String: Any])
        #expect(mode["value"] as? String == "db_auth")
        #expect(mode["editable"] as? Bool == false)
        #expect(try ask("/configurations", as: .member).fault() == "FORBIDDEN: mia")
        #expect(ask("/configurations", as: .nobody).status == 401)
    }

    @Test(
        "changes: unknown keys are ignored, bad values are 400, wrong types 422",
        arguments: [
            (#"{"self_registration":true}"#, 200), (#"{"nope":1}"#, 200), ("{}", 200),
            (#"{"token_expiration":-1}"#, 400), (#"{"project_creation_restriction":"nobody"}"#, 400),
            (#"{"auth_mode":"oidc_auth"}"#, 400), (#"{"token_expiration":"30"}"#, 422), (#"{"read_only":"true"}"#, 422),
            ("", 422),
        ])
    func change(_ body: String, status: Int) {
        let ask = Ask()
        #expect(put(body.isEmpty ? " " : body, ask).status == status)
        #expect(ask.call("PUT", "/configurations", "{}", as: "mia").status == 403)
    }

    @Test("a change that is refused changes nothing of what it names")
    func atomic() throws {
        let ask = Ask()
        #expect(put(#"{"banner_message":"hello","token_expiration":0}"#, ask).status == 400)
        #expect(try ask("/systeminfo", as: .nobody).object()["banner_message"] as? String == "")
        #expect(put(#"{"banner_message":"hello"}"#, ask).status == 200)
        #expect(try ask("/systeminfo", as: .nobody).object()["banner_message"] as? String == "hello")
    }

    @Test("in read-only mode nothing is changed but the mode")
    func readOnly() throws {
        let ask = Ask()
        #expect(put(#"{"read_only":true}"#, ask).status == 200)
        let response = ask.post("/projects", #"{"project_name":"a"}"#)
        #expect(response.status == 403)
        #expect(
            try response.fault()
                == "DENIED: The system is in read only mode. Any modification is prohibited.")
        #expect(ask.delete("/projects/attic").status == 403)
        #expect(ask("/projects").status == 200)
        #expect(put(#"{"read_only":false}"#, ask).status == 200)
        #expect(ask.delete("/projects/attic").status == 200)
    }

    @Test("projects can be the administrator's to make")
    func restriction() throws {
        let ask = Ask()
        #expect(put(#"{"project_creation_restriction":"adminonly"}"#, ask).status == 200)
        let response = ask.post("/projects", #"{"project_name":"a"}"#, as: .member)
        #expect(try response.fault() == "FORBIDDEN: Only system admin can create project")
        #expect(ask.post("/projects", #"{"project_name":"a"}"#).status == 201)
    }

    @Test("how long a session lasts is a setting")
    func sessionTimeout() {
        let clock = Mutex(ContinuousClock.now)
        let ask = Ask(now: { clock.withLock { $0 } })
        #expect(put(#"{"session_timeout":2}"#, ask).status == 200)
        var browser = HarborBrowser(ask.harbor)
        #expect(browser.logIn("mia", "Mia12345").status == 200)
        clock.withLock { $0 = $0.advanced(by: .seconds(119)) }
        #expect(browser.ask("GET", "/api/v2.0/users/current").status == 200)
        clock.withLock { $0 = $0.advanced(by: .seconds(1)) }
        #expect(browser.ask("GET", "/api/v2.0/users/current").status == 401)
    }

    @Test(
        "what later versions removed is no path any more",
        arguments: [
            ("GET", "/chartrepo/library/charts/a/1.0/labels"), ("POST", "/chartrepo/library/charts/a/1.0/labels"),
            ("DELETE", "/chartrepo/library/charts/a/1.0/labels/1"), ("POST", "/email/ping"),
        ])
    func removed(_ method: String, _ path: String) throws {
        let response = Ask().call(method, path, method == "POST" ? "{}" : "")
        #expect(response.status == 404)
        #expect(try response.fault() == "NOT_FOUND: path /api/v2.0\(path) was not found")
    }

    @Test("groups are the administrator's; searching needs an account and a name")
    func groups() throws {
        let ask = Ask()
        let made = ask.post("/usergroups", #"{"group_name":"g2","group_type":2}"#)
        #expect(made.field("Location") == "/api/v2.0/usergroups/1")
        #expect(ask.post("/usergroups", #"{"group_name":"g2","group_type":2}"#).status == 409)
        #expect(ask.post("/usergroups", #"{"group_name":"g1","group_type":1,"ldap_group_dn":"cn=g1"}"#).status == 400)
        #expect(ask("/usergroups/1").text == "{\"group_name\":\"g2\",\"group_type\":2}\n")
        #expect(ask("/usergroups/9").status == 404)
        #expect(ask("/usergroups", as: .member).status == 403)
        #expect(ask("/usergroups/search", as: .member).status == 422)
        #expect(try ask("/usergroups/search?groupname=g", as: .member).texts("group_name") == ["g2"])
        #expect(ask("/usergroups/search?groupname=g", as: .nobody).status == 401)
        #expect(ask.call("PUT", "/usergroups/1", #"{"group_name":"g3"}"#).status == 200)
        #expect(ask.delete("/usergroups/1").status == 200)
        #expect(ask("/usergroups").text == "[]\n")
    }
}
