import Domain
import Foundation
import Store
import Testing

@testable import Gateway

@Suite("Asking for an account, and making one")
struct RegistrationTests {
    /// The second asks for an administrator's token.
    private static let paths = ["/v1/user", "/v1/admin/user"]

    private static var usual: [String: Any] {
        ["user": "u1", "password": "xxX@1234", "phone": "12345678910", "realName": "hello", "isAdmin": true]
    }

    /// The usual form with other members. `nil` leaves one out.
    private static func form(_ changes: [String: Any?]) -> [String: Any] {
        var form = usual
        for (member, value) in changes { form[member] = value }
        return form
    }

    /// By member, what is wrong for it.
    private static var wrong: [String: [Any?]] {
        let long = String(repeating: "x", count: 51)
        let names: [Any?] = [
            nil, NSNull(), "", 7, true, ["u1"], long, " u1", "u1 ", "u\n1", "u:1", "u\u{0}1", "\u{202e}u1",
            "u1\u{2028}",
        ]
        let passwords: [Any?] = [
            nil, NSNull(), "", 12_345_678, "Short1a", "Aa1" + String(repeating: "x", count: 18), "only-lower-1",
            "ONLY-UPPER-1", "No-Digit-Here", "12345678",
        ]
        let phones: [Any?] = [
            nil, NSNull(), "", 12_345_678_910, "123456789012", "12345a", "+4912345", "12 34", "-1", "\u{0661}\u{0662}",
        ]
        let flags: [Any?] = [nil, NSNull(), "true", 1, 0, ""]
        let realNames: [Any?] = [nil, NSNull(), "", 3, long, "a\u{7}b", "a\u{0}b"]
        return ["user": names, "password": passwords, "phone": phones, "isAdmin": flags, "realName": realNames]
    }

    @Test("every field has its rule on both ways to an account, and the answer names the field")
    func rules() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let client = try await bed.connect()
            for path in Self.paths {
                for (member, values) in Self.wrong {
                    for value in values {
                        let call = try Call("POST", path, token: token, json: Self.form([member: value]))
                        let answer = try await client.answer(to: call)
                        let told = "\(path) \(member) \(String(describing: value)): \(answer.text)"
                        #expect(answer.status == 422, "\(told)")
                        #expect(answer.reason == "field", "\(told)")
                        #expect(answer.message.hasPrefix("\(member): "), "\(told)")
                    }
                }
            }
            let list = try await bed.answer(to: Call("GET", "/v1/admin/user", token: token))
            #expect(try list.json()["total"] as? Int == 1, "nothing was made")
        }
    }

    @Test("a password that is refused comes back with the rule that it has to meet, and not itself")
    func passwordRule() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.answer(to: Call("POST", "/v1/user", json: Self.form(["password": "short"])))
            #expect(answer.message.contains("8 to 20 characters"))
            #expect(!answer.text.contains("short"))
        }
    }

    @Test("what is just within the rules is taken, and nothing beyond the form is")
    func edges() async throws {
        let longest = String(repeating: "x", count: 50)
        let forms = [
            Self.form(["user": longest, "phone": "1", "realName": longest]),
            Self.form(["user": "U1", "phone": "00000000000", "password": "Aa1" + String(repeating: "x", count: 17)]),
            Self.form(["user": "u1", "status": 1, "namespace": "ns9", "role": 4, "level": 3, "id": 1, "version": 9]),
        ]
        try await Testbed.with { bed in
            for form in forms {
                let answer = try await bed.answer(to: Call("POST", "/v1/user", json: form))
                #expect(answer.status == 200, "\(answer.text)")
                let body = try answer.json()
                #expect(body["code"] as? Int == 200)
                #expect(body["message"] as? String == "success")
                #expect(body.count == 2)
            }
            let user = try await bed.user("u1")
            #expect(user.status == .pending)
            #expect(user.level == .unauthorised)
            #expect(user.namespace.isEmpty)
            #expect(user.isAdministrator)
            #expect(user.realName == "hello")
            #expect(user.phone == "12345678910")
            #expect(user.id > 1)
        }
    }

    @Test("a name and a number are given once: the second is 409 and says which of them was taken")
    func taken() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            #expect(try await bed.answer(to: Call("POST", "/v1/user", json: Self.usual)).status == 200)
            let rows: [([String: Any?], String)] = [
                (["phone": "2"], "user: "), (["user": "u2"], "phone: "), (["user": "admin", "phone": "3"], "user: "),
            ]
            for path in Self.paths {
                for (changes, message) in rows {
                    let call = try Call("POST", path, token: token, json: Self.form(changes))
                    let answer = try await bed.answer(to: call)
                    #expect(answer.status == 409, "\(path) \(changes)")
                    #expect(answer.reason == "conflict")
                    #expect(answer.message.hasPrefix(message), "\(answer.message)")
                }
            }
            let list = try await bed.answer(to: Call("GET", "/v1/admin/user", token: token))
            #expect(try list.json()["total"] as? Int == 2)
        }
    }

    @Test("of two that ask for one name at once, one gets it")
    func race() async throws {
        try await Testbed.with { bed in
            let calls = [try Call.register("mia", phone: "1"), try Call.register("mia", phone: "2")]
            async let one = bed.answer(to: calls[0]).status
            async let other = bed.answer(to: calls[1]).status
            let statuses = try await [one, other]
            #expect(statuses.sorted() == [200, 409])
        }
    }

    @Test("an administrator's new account is of his namespace, whatever the form says, and good at once")
    func inNamespace() async throws {
        try await Testbed.with { bed in
            let boss = try await bed.account("boss", namespace: "ns7", isAdministrator: true)
            let rows: [(String, Bool, RoleNumber)] = [("worker", false, .member), ("deputy", true, .businessAdmin)]
            for (index, row) in rows.enumerated() {
                let changes: [String: Any?] = [
                    "user": row.0, "phone": "\(index)", "isAdmin": row.1, "namespace": "ns9", "status": 0,
                ]
                let call = try Call(
                    "POST", "/v1/admin/user", token: try bed.token(of: boss), json: Self.form(changes))
                #expect(try await bed.answer(to: call).status == 200)
                let user = try await bed.user(row.0)
                #expect(user.namespace == "ns7")
                #expect(user.status == .approved)
                #expect(user.role == row.2)
                let token = try await bed.login(row.0, "xxX@1234")
                #expect(try TokenText(token).number("role") == Int(row.2.rawValue))
                #expect(try await bed.status(of: token) == 200)
            }
        }
    }

    @Test("a system administrator's new account is of the namespace default")
    func inDefault() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let call = try Call("POST", "/v1/admin/user", token: token, json: Self.usual)
            #expect(try await bed.answer(to: call).status == 200)
            let user = try await bed.user("u1")
            #expect(user.namespace == "default")
            #expect(user.role == .businessAdmin)
            #expect(user.level != .system)
        }
    }
}
