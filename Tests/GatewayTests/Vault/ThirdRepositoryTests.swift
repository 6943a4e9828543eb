import Domain
import Foundation
import GRDB
import Store
import Testing

@testable import Gateway
@testable import SQLiteStore

@Suite("Registries elsewhere over HTTP")
struct ThirdRepositoryTests {
    private static let path = "/v1/repository/third"

    private static let routes = """
          - id: third-list
            match: { methods: [GET], path: "/v1/repository/third" }
            to: { local: third-list }
            access: { allow: [{ roles: [member] }] }
          - id: third-create
            match: { methods: [POST], path: "/v1/repository/third" }
            to: { local: third-create }
            access: { allow: [{ roles: [business-admin] }] }
          - id: third-delete
            match: { methods: [DELETE], path: "/v1/repository/third" }
            to: { local: third-delete }
            access: { allow: [{ roles: [business-admin] }] }
          - id: third-read
            match: { methods: [GET], path: "/v1/repository/third/{repoId}" }
            params: { repoId: any }
            to: { local: third-read }
            access: { allow: [{ roles: [member] }] }
        """

    /// With a token of a business administrator of `ns7`.
    private func withRoutes(_ body: (Testbed, String) async throws -> Void) async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.routes)
            let user = try await bed.account("ada", namespace: "ns7", isAdministrator: true)
            try await body(bed, try bed.token(of: user))
        }
    }

    private func creation(
        _ name: String, _ token: String, address: String = "hub.example.org:5000", user: String = "puller",
        password: String = "Pull-Secret-1"
    ) throws -> Call {
        try Call(
            "POST", Self.path, token: token,
            json: ["repositoryId": name, "address": address, "user": user, "password": password])
    }

    private func create(_ names: [String], _ bed: Testbed, _ token: String) async throws {
        for name in names {
            let answer = try await bed.answer(to: creation(name, token))
            #expect(answer.status == 200, "\(name): \(answer.text)")
        }
    }

    private func names(_ bed: Testbed, _ token: String, _ query: String = "?pageSize=0") async throws -> [String] {
        let answer = try await bed.answer(to: Call("GET", Self.path + query, token: token))
        let rows = try #require(try answer.json()["data"] as? [[String: Any]], "\(answer.text)")
        return rows.compactMap { $0["repositoryId"] as? String }
    }

    @Test("one that is registered is in the list and can be read, without its password")
    func life() async throws {
        try await withRoutes { (bed, token) async throws in
            let added = try await bed.answer(to: creation("yq01", token))
            #expect(added.status == 200)
            #expect(try added.json()["code"] as? Int == 200)
            #expect(try added.json()["message"] as? String == "success")

            let list = try await bed.answer(to: Call("GET", Self.path, token: token))
            #expect(try list.json()["total"] as? Int == 1)
            let rows = try #require(try list.json()["data"] as? [[String: Any]])
            try #require(rows.count == 1)
            #expect(Set(rows[0].keys) == ["id", "repositoryId", "address", "user"])
            #expect(rows[0]["id"] as? Int == 1)
            #expect(rows[0]["repositoryId"] as? String == "yq01")

            let one = try await bed.answer(to: Call("GET", "\(Self.path)/yq01", token: token))
            #expect(one.status == 200)
            let data = try #require(try one.json()["data"] as? [String: String])
            #expect(data == ["repositoryId": "yq01", "address": "hub.example.org:5000", "user": "puller"])
            #expect(!list.text.contains("Pull-Secret") && !one.text.contains("Pull-Secret"))

            let again = try await bed.answer(to: creation("yq01", token, user: "other"))
            #expect(again.status == 409 && again.reason == "conflict")
            #expect(try await bed.answer(to: Call("GET", "\(Self.path)/yq02", token: token)).status == 404)
            #expect(try await bed.answer(to: Call("GET", "\(Self.path)/YQ01", token: token)).status == 404)
        }
    }

    @Test("each namespace has its own, and a system administrator those of namespace default")
    func namespaces() async throws {
        try await withRoutes { (bed, token) async throws in
            let other = try bed.token(
                of: try await bed.account("bob", namespace: "ns8", isAdministrator: true))
            let administrator = try await bed.administratorToken()
            try await create(["hub"], bed, token)
            try await create(["hub"], bed, other)
            #expect(try await names(bed, administrator) == [])
            try await create(["root"], bed, administrator)
            #expect(try await names(bed, administrator) == ["root"])
            #expect(try await bed.answer(to: Call("GET", "\(Self.path)/root", token: token)).status == 404)

            let call = try Call("DELETE", Self.path, token: other, json: ["repositoryId": ["hub"]])
            #expect(try await bed.answer(to: call).status == 200)
            #expect(try await names(bed, other) == [])
            #expect(try await names(bed, token) == ["hub"])

            let member = try bed.token(of: try await bed.account("cid", namespace: "ns7"))
            #expect(try await names(bed, member) == ["hub"])
            #expect(try await bed.answer(to: creation("more", member)).status == 403)
        }
    }

    @Test("the list comes in pages of ten by number in either order, and says how many there are")
    func pages() async throws {
        try await withRoutes { (bed, token) async throws in
            let all = (0..<12).map { "r\(20 - $0)" }
            try await create(all, bed, token)
            let rows: [(String, [String])] = [
                ("", Array(all.prefix(10))), ("?page=2", Array(all.suffix(2))), ("?page=3", []),
                ("?pageSize=0", all), ("?pageSize=0&page=2", []),
                ("?order=desc&pageSize=2", Array(all.reversed()[..<2])),
                ("?orderBy=id&order=asc&pageSize=5&page=3", Array(all.suffix(2))), ("?pageSize=10000", all),
                ("?unknown=1&pageSize=1", ["r20"]),
            ]
            for (query, expected) in rows { #expect(try await names(bed, token, query) == expected, "\(query)") }
            for query in [
                "?pageSize=-1", "?pageSize=10001", "?page=0", "?order=up", "?orderBy=name", "?page=1&page=2", "?page=x",
            ] {
                let answer = try await bed.answer(to: Call("GET", Self.path + query, token: token))
                #expect(answer.status == 422, "\(query)")
            }
        }
    }

    @Test(
        "what is not a name, an address, a user or a password is refused, and nothing is registered",
        arguments: [
            ("", "a", "u", "p"), (".", "a", "u", "p"), ("..", "a", "u", "p"), ("-a", "a", "u", "p"),
            ("_a", "a", "u", "p"), ("a/b", "a", "u", "p"), ("ä", "a", "u", "p"), ("a b", "a", "u", "p"),
            (String(repeating: "a", count: 65), "a", "u", "p"), ("a", "", "u", "p"), ("a", "a b", "u", "p"),
            ("a", "user:secret@hub.example.org", "u", "p"), ("a", "ftp://hub", "u", "p"), ("a", "hub:0", "u", "p"),
            ("a", "hub:123456", "u", "p"), ("a", "https://hub/?token=1", "u", "p"),
            ("a", "a." + String(repeating: "b", count: 254), "u", "p"), ("a", "a", "", "p"), ("a", "a", "u\n", "p"),
            ("a", "a", String(repeating: "u", count: 256), "p"), ("a", "a", "u", ""),
            ("a", "a", "u", String(repeating: "p", count: 8_193)),
        ])
    func refusals(name: String, address: String, user: String, password: String) async throws {
        try await withRoutes { (bed, token) async throws in
            let call = try creation(name, token, address: address, user: user, password: password)
            let answer = try await bed.answer(to: call)
            #expect(answer.status == 422, "\(answer.text)")
            #expect(answer.reason == "field")
            #expect(try await names(bed, token) == [])
        }
    }

    @Test(
        "addresses are hosts, hosts with a port, or URLs",
        arguments: [
            "127.0.0.1", "xx", "hub.example.org:5000", "https://hub.example.org/prefix", "http://hub:80/", "[::1]:5000",
        ])
    func addresses(address: String) async throws {
        try await withRoutes { (bed, token) async throws in
            #expect(try await bed.answer(to: creation("a", token, address: address)).status == 200)
            let data = try await bed.answer(to: Call("GET", "\(Self.path)/a", token: token)).json()["data"]
            #expect((data as? [String: String])?["address"] == address)
        }
    }

    @Test("every name that one can have is read by it", arguments: ["0", "a.", "A..b", "a-_.", "9--"])
    func namesInPaths(name: String) async throws {
        try await withRoutes { (bed, token) async throws in
            #expect(try await bed.answer(to: creation(name, token)).status == 200)
            let data = try await bed.answer(to: Call("GET", "\(Self.path)/\(name)", token: token)).json()["data"]
            #expect((data as? [String: String])?["repositoryId"] == name)
        }
    }

    @Test("a namespace that has 1000 gets no more, until it has one less")
    func full() async throws {
        try await withRoutes { (bed, token) async throws in
            try await create(["r0"], bed, token)
            let vault = bed.gateway.identity.vault
            let store = try #require(vault.store as? SQLiteAccountStore)
            try await store.pool.write { database in
                try database.execute(
                    sql: """
                        WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 999)
                        INSERT INTO tb_ote_web_third_repository
                            (namespace, repository_id, repository_url, repository_username, repository_password,
                             master_key, create_time, update_time)
                        SELECT namespace, 'r' || n, repository_url, repository_username, repository_password,
                            master_key, create_time, update_time
                        FROM tb_ote_web_third_repository, numbers
                        """)
            }
            #expect(try await names(bed, token).count == 1_000)
            let answer = try await bed.answer(to: creation("more", token))
            #expect(answer.status == 409 && answer.reason == "conflict")
            #expect(answer.text.contains("your namespace has 1000 registries, which is the most"))
            let again = try await bed.answer(to: creation("r5", token))
            #expect(again.status == 409 && again.text.contains("of this name already"))
            let call = try Call("DELETE", Self.path, token: token, json: ["repositoryId": ["r5"]])
            #expect(try await bed.answer(to: call).status == 200)
            try await create(["more"], bed, token)
        }
    }

    @Test("members that nobody knows are ignored, a missing one and another type of body are refused")
    func bodies() async throws {
        try await withRoutes { (bed, token) async throws in
            let whole = #"{"repositoryId":"a","address":"a","user":"u","password":"p","more":[1]}"#
            #expect(try await bed.answer(to: Call("POST", Self.path, token: token, body: whole)).status == 200)
            let partial = #"{"repositoryId":"b","address":"a","user":"u"}"#
            #expect(try await bed.answer(to: Call("POST", Self.path, token: token, body: partial)).status == 422)
            let wrong = #"{"repositoryId":1,"address":"a","user":"u","password":"p"}"#
            #expect(try await bed.answer(to: Call("POST", Self.path, token: token, body: wrong)).status == 422)
            var text = Call("POST", Self.path, token: token, body: whole)
            text.contentType = "text/plain"
            #expect(try await bed.answer(to: text).status == 415)
            #expect(try await names(bed, token) == ["a"])
        }
    }

    @Test("several are deleted at once: each once, in order, and one that is gone counts as done")
    func deletion() async throws {
        try await withRoutes { (bed, token) async throws in
            try await create(["a", "b", "c"], bed, token)
            let call = try Call("DELETE", Self.path, token: token, json: ["repositoryId": ["b", "gone", "b", "a"]])
            let answer = try await bed.answer(to: call)
            #expect(answer.status == 200)
            #expect(try answer.json()["code"] as? Int == 200)
            let items = try #require(try answer.json()["data"] as? [[String: Any]])
            #expect(items.map { $0["name"] as? String } == ["b", "gone", "a"])
            #expect(items.map { $0["code"] as? Int } == [200, 200, 200])
            #expect(items.map { $0["message"] as? String } == ["success", "absent", "success"])
            #expect(try await names(bed, token) == ["c"])

            let absent = try await bed.answer(to: call)
            #expect(absent.status == 404 && absent.reason == "not-found")
            let query = Call("DELETE", "\(Self.path)?repositoryId=c&repositoryId=a", token: token)
            #expect(try await bed.answer(to: query).status == 200)
            #expect(try await names(bed, token) == [])
        }
    }

    @Test("a deletion with anything wrong in it deletes nothing")
    func refusedDeletion() async throws {
        try await withRoutes { (bed, token) async throws in
            try await create(["a"], bed, token)
            let many = (0...100).map { "r\($0)" }
            let bodies: [[String: Any]] = [
                ["repositoryId": ["a", "b/c"]], ["repositoryId": ["a", 1]], ["repositoryId": "a"], ["repositoryId": []],
                [:], ["repositoryId": ["a"] + many], ["repositoryId": ["a", ""]],
            ]
            for body in bodies {
                let answer = try await bed.answer(to: Call("DELETE", Self.path, token: token, json: body))
                #expect(answer.status == 422, "\(body)")
            }
            let both = try Call("DELETE", "\(Self.path)?repositoryId=a", token: token, json: ["repositoryId": ["a"]])
            #expect(try await bed.answer(to: both).status == 422)
            #expect(try await bed.answer(to: Call("DELETE", Self.path, token: token)).status == 422)
            #expect(try await names(bed, token) == ["a"])
        }
    }

    @Test("no password stands in the clear in any file of the gateway, the logs included")
    func files() async throws {
        try await withRoutes { (bed, token) async throws in
            try await create(["a"], bed, token)
            #expect(try await bed.answer(to: creation("a", token)).status == 409)
            #expect(try await bed.answer(to: creation("a/b", token)).status == 422)
            let vault = bed.gateway.identity.vault
            let secret = Secret("Robot-Secret-2")
            let addition = try await vault.add(namespace: "ns7", userID: 1, user: "robot", email: "", password: secret)
            #expect(addition == .added)
            let account = try #require(try await vault.account(of: "ns7"))
            #expect(try await vault.setPending(Secret("Robot-Secret-3"), on: account, now: 1) != nil)
            await bed.stopGateway()
            let found = try bed.filesContaining(["Pull-Secret-1", "Robot-Secret-2", "Robot-Secret-3"])
            #expect(found == [])
            #expect(try !bed.filesContaining(["hub.example.org:5000"]).isEmpty, "the search finds what is there")
        }
    }
}
