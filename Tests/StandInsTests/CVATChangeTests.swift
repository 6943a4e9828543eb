import Domain
import Testing

@testable import StandIns

@Suite("CVAT's stand-in: changes")
struct CVATChangeTests {
    @Test("an administrator changes what there is")
    func whole() throws {
        let ask = CVATAsk()
        let response = ask.patch(
            3, #"{"first_name":"M","email":"m@example.org","groups":["worker"],"is_staff":true,"is_active":false}"#)
        #expect(response.status == 200)
        #expect(try response.object()["email"] as? String == "m@example.org")
        let mia = try #require(ask.cvat.directory.account(named: "mia"))
        #expect(mia.firstName == "M" && mia.groups == ["worker"] && mia.isStaff && !mia.isActive)
    }

    @Test("others change their own names, and nothing that they add to it")
    func own() throws {
        let ask = CVATAsk()
        let response = ask.patch(3, #"{"last_name":"H","is_staff":true,"groups":["admin"]}"#, as: "mia")
        #expect(response.status == 200)
        #expect(try response.object().count == 5)
        let mia = try #require(ask.cvat.directory.account(named: "mia"))
        #expect(mia.lastName == "H" && !mia.isStaff && mia.groups == ["user"])
        #expect(ask.patch(4, "{}", as: "mia").status == 403)
        #expect(ask.patch(99, "{}", as: "mia").status == 404)
    }

    @Test(
        "a field that is wrong is 400 and named, and nothing is changed",
        arguments: [
            (#"{"username":"boss"}"#, #"{"username":["A user with that username already exists."]}"#),
            (#"{"username":"m i"}"#, #"{"username":["Enter a valid username."]}"#),
            (#"{"username":7}"#, #"{"username":["Not a valid string."]}"#),
            (#"{"last_name":null,"first_name":"x"}"#, #"{"last_name":["This field may not be null."]}"#),
            (#"{"is_active":"maybe"}"#, #"{"is_active":["Must be a valid boolean."]}"#),
            (#"{"email":"x"}"#, #"{"email":["Enter a valid email address."]}"#),
            (#"{"groups":["kings"]}"#, #"{"groups":["Object does not exist."]}"#),
            (#"{"groups":"admin"}"#, #"{"groups":["Expected a list of items."]}"#),
            ("[]", #"{"non_field_errors":["Invalid data. Expected a dictionary."]}"#),
            ("{", #"{"detail":"JSON parse error"}"#),
        ])
    func invalid(_ body: String, answer: String) {
        let ask = CVATAsk()
        let before = ask.cvat.directory.accounts
        let response = ask.patch(3, body)
        #expect(response.status == 400)
        #expect(response.text == answer)
        #expect(ask.cvat.directory.accounts == before)
    }

    @Test("a body of another type is 415")
    func mediaType() {
        let response = CVATAsk()(
            "/api/users/3", method: "PATCH", fields: [("Content-Type", "text/plain")], body: "{}")
        #expect(response.status == 415)
    }

    @Test("an account is deleted with its memberships and credentials")
    func delete() throws {
        let ask = CVATAsk()
        let field = (name: "Authorization", value: "Token \(try #require(ask.cvat.token(of: "mia")).reveal())")
        #expect(ask("/api/users/4", as: nil, method: "DELETE", fields: [field]).status == 403)
        let response = ask("/api/users/3", method: "DELETE")
        #expect(response.status == 204)
        #expect(response.body.isEmpty)
        #expect(response.field("Content-Type") == nil)
        #expect(ask("/api/users/3").status == 404)
        #expect(ask("/api/users/self", as: nil, fields: [field]).status == 401)
        #expect(ask.cvat.directory.organizations.allSatisfy { !$0.members.contains(3) })
    }
}
