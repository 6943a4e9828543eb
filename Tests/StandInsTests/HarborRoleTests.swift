import Testing

@testable import StandIns

@Suite("Harbor's stand-in: what the roles of a project may do")
struct HarborRoleTests {
    private static let lathe = "/projects/workshop/repositories/tools%252Flathe"

    @Test(
        "each role, and none",
        arguments: [
            ("GET", "/projects/workshop", "", [1, 2, 3, 4, 5]),
            ("GET", "/projects/workshop/summary", "", [1, 2, 3, 4, 5]),
            ("GET", "/projects/workshop/repositories", "", [1, 2, 3, 4, 5]),
            ("GET", "\(HarborRoleTests.lathe)/artifacts", "", [1, 2, 3, 4, 5]),
            ("GET", "/projects/workshop/members", "", [1, 2, 3, 4]),
            ("GET", "/labels?scope=p&project_id=4", "", [1, 2, 3, 4]),
            ("PUT", HarborRoleTests.lathe, #"{"description":"d"}"#, [1, 2, 4]),
            ("POST", "/labels", #"{"name":"l","scope":"p","project_id":4}"#, [1, 4]),
            ("DELETE", HarborRoleTests.lathe, "", [1, 4]),
            ("GET", "/projects/workshop/metadatas/public", "", [1, 4]),
            ("GET", "/projects/workshop/metadatas/", "", []),
            ("PUT", "/projects/workshop/metadatas/public", #"{"public":"true"}"#, [1]),
            ("PUT", "/projects/workshop", #"{"metadata":{"public":"true"}}"#, [1]),
            ("GET", "/projects/workshop/_deletable", "", [1]),
        ])
    func roles(_ method: String, _ path: String, body: String, allowed: [Int]) {
        for role in [nil, 1, 2, 3, 4, 5] {
            let ask = Ask()
            ask.add("ann", role: role)
            let status = ask.call(method, path, body, as: "ann").status
            #expect(
                (200..<300).contains(status) == (role.map(allowed.contains) ?? false), "role \(role ?? 0): \(status)")
            if role == nil { #expect(status == 403) }
        }
        let type = [(name: "Content-Type", value: "application/json")]
        #expect(Ask()(path, as: .nobody, method: method, fields: body.isEmpty ? [] : type, body: body).status == 401)
        #expect((200..<300).contains(Ask().call(method, path, body).status))
    }

    @Test(
        "a public project is read by anybody, and changed by nobody else",
        arguments: [
            ("GET", "/projects/library", "", 200, 200), ("GET", "/projects/library/summary", "", 200, 200),
            ("GET", "/projects/library/repositories", "", 200, 200),
            ("GET", "/labels?scope=p&project_id=1", "", 200, 200),
            ("PUT", "/projects/library", #"{"metadata":{"public":"false"}}"#, 401, 403),
            ("DELETE", "/projects/library/repositories/proxy", "", 401, 403),
            ("PUT", "/projects/library/repositories/proxy", #"{"description":"d"}"#, 401, 403),
        ])
    func open(_ method: String, _ path: String, body: String, nobody: Int, other: Int) {
        let ask = Ask()
        let type = body.isEmpty ? [] : [(name: "Content-Type", value: "application/json")]
        #expect(ask(path, as: .nobody, method: method, fields: type, body: body).status == nobody)
        #expect(ask.call(method, path, body, as: "mia").status == other)
    }

    @Test("whoever is made a member sees the project in every list")
    func lists() throws {
        let ask = Ask()
        ask.add("ann", role: 5, in: 2)
        #expect(try ask.call("GET", "/projects", as: "ann").texts("name") == ["fleet", "library"])
        #expect(ask.call("GET", "/repositories", as: "ann").field("X-Total-Count") == "123")
        #expect(try ask.call("GET", "/projects?owner=root", as: "ann").texts("name") == ["fleet", "library"])
        #expect(try ask.call("GET", "/projects?public=false", as: "ann").texts("name") == ["fleet"])
        #expect(try ask.call("GET", "/projects/fleet", as: "ann").object()["current_user_role_id"] as? Int == 5)
    }
}
