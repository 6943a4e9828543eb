import Foundation
import Testing

@testable import StandIns

@Suite("Harbor's stand-in: users")
struct HarborUserTests {
    private static func body(
        _ name: String, email: String? = nil, realName: String? = "T", password: String = "Temp12345",
        comment: String? = nil
    ) -> String {
        var members = ["username": name, "password": password, "email": email ?? "t\(name.utf8.count)@x.io"]
        members["realname"] = realName
        members["comment"] = comment
        let data = try? JSONSerialization.data(withJSONObject: members)
        return String(decoding: data ?? Data(), as: UTF8.self)
    }

    @Test("an account is made: 201 without content, with a relative Location, and can be used")
    func create() throws {
        let ask = Ask()
        let response = ask.call("POST", "/users", Self.body("alice", email: "a@x.io", password: "Alice12345"))
        #expect(response.status == 201)
        #expect(response.body == [])
        #expect(response.field("Location") == "/api/v2.0/users/4")
        let alice = try ask.call("GET", "/users/current", as: "alice").object()
        #expect(alice["user_id"] as? Int == 4)
        #expect(alice["email"] as? String == "a@x.io")
        #expect(alice["sysadmin_flag"] as? Bool == false)
        #expect(alice["comment"] == nil)
    }

    @Test("a name or an address that is taken is 409, and leaves a gap in the numbers")
    func taken() throws {
        let ask = Ask()
        let name = ask.call("POST", "/users", Self.body("mia", email: "other@x.io"))
        #expect(name.status == 409)
        #expect(try name.fault() == "CONFLICT: user mia or email other@x.io already exists")
        #expect(ask.call("POST", "/users", Self.body("mio", email: "mia@example.org")).status == 409)
        #expect(ask.call("POST", "/users", Self.body("anonymous")).status == 409)
        let made = ask.call("POST", "/users", Self.body("Mia", email: "upper@x.io"))
        #expect(made.field("Location") == "/api/v2.0/users/7")
    }

    @Test(
        "names",
        arguments: [
            "with space", "col:on", "a@b.c", "ünï", "a<b", "a/b", "a.b-c_d", String(repeating: "a", count: 255),
        ])
    func goodName(_ name: String) {
        #expect(Ask().call("POST", "/users", Self.body(name)).status == 201)
    }

    @Test("names that are none are 400", arguments: ["a,b", "robot$x", "x#y", "a~b", "a%b", "a\"b"])
    func badName(_ name: String) throws {
        let response = Ask().call("POST", "/users", Self.body(name))
        #expect(response.status == 400)
        #expect(try response.fault() == "BAD_REQUEST: username contains illegal characters")
    }

    @Test(
        "what else is wrong with an account is 400",
        arguments: [
            (HarborUserTests.body(""), "username with illegal length"),
            (HarborUserTests.body("nomail", email: ""), "email can't be empty"),
            (HarborUserTests.body("a", email: "bad"), "email with illegal format"),
            (HarborUserTests.body("a", email: "a@localhost"), "email with illegal format"),
            (HarborUserTests.body("a", email: "a..b@x.io"), "email with illegal format"),
            (HarborUserTests.body("a", email: "a@x.i0"), "email with illegal format"),
            (HarborUserTests.body("a", realName: nil), "realname with illegal length"),
            (HarborUserTests.body("a", comment: String(repeating: "c", count: 31)), "comment with illegal length"),
        ])
    func invalid(_ body: String, message: String) throws {
        let response = Ask().call("POST", "/users", body)
        #expect(response.status == 400)
        #expect(try response.fault() == "BAD_REQUEST: \(message)")
    }

    @Test(
        "a password has 8 to 128 characters of three kinds, and is looked at first",
        arguments: [
            ("Aa34567", 400), ("Aa345678", 201), ("aa345678", 400), ("AA345678", 400), ("Aabcdefg", 400), ("", 400),
            ("Aa3" + String(repeating: "x", count: 125), 201), ("Aa3" + String(repeating: "x", count: 126), 400),
        ])
    func password(_ password: String, status: Int) throws {
        let response = Ask().call("POST", "/users", Self.body("ann", password: password))
        #expect(response.status == status)
        if status == 400 { #expect(try response.fault().hasPrefix("BAD_REQUEST: the password or secret must be")) }
    }

    @Test(
        "what cannot be read is 422",
        arguments: ["{bad", "[]", #"{"username":1}"#, HarborUserTests.body(String(repeating: "a", count: 256))])
    func unreadable(_ body: String) throws {
        let response = Ask().call("POST", "/users", body)
        #expect(response.status == 422)
        #expect(try response.fault().hasPrefix("UNPROCESSABLE_ENTITY: validation failure list:\n"))
    }

    @Test(
        "all but what concerns oneself is the administrator's: 401 for nobody, 403 with one's name for others",
        arguments: [
            ("GET", "/users", ""), ("POST", "/users", HarborUserTests.body("ann")), ("DELETE", "/users/3", ""),
            ("GET", "/users/1", ""),
            ("GET", "/users/999", ""), ("PUT", "/users/1", #"{"email":"a@x.io","realname":"a"}"#),
            ("PUT", "/users/1/password", #"{"new_password":"Temp12345"}"#),
            ("PUT", "/users/3/sysadmin", #"{"sysadmin_flag":true}"#),
            ("PUT", "/users/1/cli_secret", #"{"secret":"x"}"#),
        ])
    func refused(_ method: String, _ path: String, body: String) throws {
        let ask = Ask()
        let type = [(name: "Content-Type", value: "application/json")]
        let nobody = ask(path, as: .nobody, method: method, fields: type, body: body)
        #expect(nobody.status == 401)
        let member = ask.call(method, path, body, as: "mia")
        #expect(member.status == 403)
        #expect(try member.fault() == "FORBIDDEN: mia")
        #expect(ask.harbor.registry.account(id: 3)?.isAdministrator == false)
    }

    @Test("the list has neither the first administrator nor robots")
    func list() throws {
        let ask = Ask()
        ask.add("bob")
        ask.add("ann")
        let response = ask("/users")
        #expect(try response.texts("username") == ["ann", "bob", "mia"])
        #expect(response.field("X-Total-Count") == "3")
        #expect(try ask("/users?username=nn").texts("username") == ["ann"])
        #expect(try ask("/users?email=bob@").texts("username") == ["bob"])
        #expect(try ask("/users?q=username%3D~i&page_size=1").texts("username") == ["mia"])
        #expect(try ask("/users?sort=-user_id&page_size=2").texts("username") == ["ann", "bob"])
    }

    @Test("a search needs a name and an account, shows two fields, and counts what is deleted too")
    func search() throws {
        let ask = Ask()
        ask.add("ann")
        ask.add("anna")
        #expect(ask("/users/search", as: .member).status == 422)
        #expect(ask("/users/search?username=", as: .member).status == 422)
        #expect(ask("/users/search?username=an", as: .nobody).status == 401)
        #expect(ask.delete("/users/5").status == 200)
        let response = ask("/users/search?username=an", as: .member)
        #expect(response.text == "[{\"user_id\":4,\"username\":\"ann\"}]\n")
        #expect(response.field("X-Total-Count") == "2")
    }

    @Test(
        "one user, by number",
        arguments: [("/users/3", 200), ("/users/1", 200), ("/users/999", 404), ("/users/abc", 422)])
    func one(_ path: String, status: Int) throws {
        let response = Ask()(path)
        #expect(response.status == status)
        if status == 404 { #expect(try response.fault() == "NOT_FOUND: user 999 not found") }
        if status == 422 {
            #expect(
                try response.fault()
                    == "UNPROCESSABLE_ENTITY: validation failure list:\nuser_id in path must be of type int64: \"abc\"")
        }
        #expect(Ask()("/users/3", as: .member).status == 200)
    }

    @Test("a profile is replaced as a whole, by its owner too")
    func profile() throws {
        let ask = Ask()
        #expect(
            ask.call("PUT", "/users/3", #"{"email":"m@x.io","realname":"M","comment":"c"}"#, as: "mia").status == 200)
        #expect(ask.call("PUT", "/users/3", #"{"email":"m@x.io","realname":"Mi"}"#).status == 200)
        let mia = try ask("/users/3").object()
        #expect(mia["realname"] as? String == "Mi")
        #expect(mia["comment"] == nil)
        #expect(ask.call("PUT", "/users/3", #"{"email":"bad","realname":"Al"}"#).status == 400)
        #expect(ask.call("PUT", "/users/3", #"{"realname":"Al"}"#).status == 400)
        #expect(ask.call("PUT", "/users/99", #"{"email":"a@x.io","realname":"Al"}"#).status == 404)
        ask.add("ann")
        #expect(ask.call("PUT", "/users/3", #"{"email":"ann@example.org","realname":"Al"}"#).status == 409)
    }

    @Test(
        "one's own password takes the old one; an administrator sets others' without",
        arguments: [
            ("mia", #"{"old_password":"Mia12345","new_password":"Mia54321"}"#, 200, ""),
            (
                "mia", #"{"old_password":"wrong","new_password":"Mia54321"}"#, 403,
                "FORBIDDEN: Current password is incorrect"
            ),
            ("mia", #"{"new_password":"Mia54321"}"#, 403, "FORBIDDEN: Current password is incorrect"),
            (
                "mia", #"{"old_password":"Mia12345","new_password":"Mia12345"}"#, 400,
                "BAD_REQUEST: New password is identical to old password"
            ),
            ("root", #"{"new_password":"Mia54321"}"#, 200, ""),
            ("root", #"{"new_password":"Mia12345"}"#, 400, "BAD_REQUEST: New password is identical to old password"),
        ])
    func changePassword(_ name: String, _ body: String, status: Int, fault: String) throws {
        let ask = Ask()
        let response = ask.call("PUT", "/users/3/password", body, as: name)
        #expect(response.status == status)
        if status != 200 { #expect(try response.fault() == fault) }
        #expect(ask("/users/current", as: .member).status == (status == 200 ? 401 : 200))
        #expect(ask.call("PUT", "/users/3/password", #"{"new_password":"weak"}"#).status == 400)
    }

    @Test("a deleted user is gone; its name is free, its number not, and its projects stay without an owner")
    func delete() throws {
        let ask = Ask()
        #expect(ask.delete("/users/3").status == 200)
        #expect(ask.delete("/users/3").status == 404)
        #expect(ask("/users/current", as: .member).status == 401)
        let workshop = try ask("/projects/workshop").object()
        #expect(workshop["owner_id"] as? Int == 3)
        #expect(workshop["owner_name"] == nil)
        #expect(ask("/projects?owner=mia").text == "[]\n")
        let again = ask.call("POST", "/users", Self.body("mia", email: "mia@example.org"))
        #expect(again.field("Location") == "/api/v2.0/users/4")
        #expect(ask("/projects?owner=mia").text == "[]\n")
    }

    @Test("neither the first administrator nor oneself is deleted")
    func undeletable() throws {
        let ask = Ask()
        #expect(ask.call("PUT", "/users/3/sysadmin", #"{"sysadmin_flag":true}"#).status == 200)
        for id in [1, 3] {
            let response = ask.call("DELETE", "/users/\(id)", as: "mia")
            #expect(try response.fault() == "FORBIDDEN: User with ID \(id) cannot be deleted")
        }
        #expect(try ask("/projects", as: .member).texts("name").count == 5)
        #expect(ask.call("PUT", "/users/3/sysadmin", #"{"sysadmin_flag":false}"#).status == 200)
        #expect(ask("/users", as: .member).status == 403)
    }

    @Test("a secret for the command line is 412: there is no other identity provider")
    func secret() {
        #expect(Ask().call("PUT", "/users/3/cli_secret", #"{"secret":"Abc12345"}"#, as: "mia").status == 412)
    }

    @Test("permissions in a project are those of the role")
    func permissions() throws {
        let ask = Ask()
        ask.add("gus", role: 3)
        let path = "/users/current/permissions?scope=/project/4&relative=true"
        let guest = ask.call("GET", path, as: "gus").text
        #expect(guest.contains(#"{"action":"pull","resource":"repository"}"#))
        #expect(!guest.contains(#"{"action":"push","resource":"repository"}"#))
        #expect(ask(path, as: .member).text.contains(#"{"action":"delete","resource":"."}"#))
        #expect(ask("/users/current/permissions", as: .member).text == "[]\n")
        #expect(ask(path, as: .nobody).status == 401)
        #expect(
            ask("/users/current/permissions?scope=/project/4", as: .member).text
                .contains(#""resource":"/project/4/repository""#))
    }
}
