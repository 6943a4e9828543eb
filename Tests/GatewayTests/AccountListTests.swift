import Foundation
import Store
import Testing

@testable import Gateway

@Suite("The list of accounts")
struct AccountListTests {
    private struct Page {
        let names: [String]
        let ids: [Int]
        let total: Int?
    }

    private func page(_ bed: Testbed, _ query: String, _ token: String) async throws -> Page {
        let answer = try await bed.answer(to: Call("GET", "/v1/admin/user\(query)", token: token))
        let body = try answer.json()
        #expect(body["code"] as? Int == 200, "\(query)")
        let rows = try #require(body["data"] as? [[String: Any]], "\(answer.text)")
        return Page(
            names: rows.compactMap { $0["user"] as? String }, ids: rows.compactMap { $0["id"] as? Int },
            total: body["total"] as? Int)
    }

    /// Twelve accounts of one namespace, the last made being the first by name, and three of another. Gives the names
    /// of the twelve in the order of their making.
    private func populate(_ bed: Testbed) async throws -> [String] {
        let names = (0..<12).map { "mia-\(23 - $0)" }
        for name in names { try await bed.account(name, namespace: "ns7", isAdministrator: name == names.first) }
        for number in 0..<3 { try await bed.account("ned-\(number)", .pending, namespace: "ns8") }
        return names
    }

    @Test("a row has these members, and nothing of the password")
    func row() async throws {
        try await Testbed.with { bed in
            #expect(try await bed.answer(to: .register("mia", phone: "12345678910")).status == 200)
            let token = try await bed.administratorToken()
            let answer = try await bed.answer(to: Call("GET", "/v1/admin/user", token: token))
            #expect(answer.status == 200)
            #expect(!answer.text.contains("scrypt"))
            let rows = try #require(try answer.json()["data"] as? [[String: Any]])
            try #require(rows.count == 2)
            for row in rows {
                let members = ["id", "user", "status", "realName", "phone", "createTime", "updateTime"]
                #expect(Set(row.keys) == Set(members))
            }
            #expect(rows[0]["user"] as? String == Testbed.administrator)
            #expect(rows[0]["phone"] as? String == "")
            #expect(rows[0]["status"] as? Int == 1)
            #expect(rows[1]["user"] as? String == "mia")
            #expect(rows[1]["status"] as? Int == 0)
            #expect(rows[1]["realName"] as? String == "Some One")
            #expect(rows[1]["phone"] as? String == "12345678910")
            let created = try #require(rows[1]["createTime"] as? Int)
            #expect(abs(Int64(created) - Identity.now()) < 600)
            #expect(rows[1]["updateTime"] as? Int == created)
        }
    }

    @Test("it comes in pages of ten by number, in any order of the two columns, and says how many there are in all")
    func pages() async throws {
        try await Testbed.with { bed in
            let names = try await populate(bed)
            let all = [Testbed.administrator] + names + ["ned-0", "ned-1", "ned-2"]
            let token = try await bed.administratorToken()
            let rows: [(String, [String])] = [
                ("", Array(all.prefix(10))), ("?page=2", Array(all.dropFirst(10))), ("?page=3", []),
                ("?pageSize=4&page=4", Array(all.dropFirst(12))), ("?pageSize=0", all), ("?pageSize=0&page=2", []),
                ("?pageSize=10000", all), ("?page=2147483647&pageSize=10000", []),
                ("?order=desc&pageSize=2", ["ned-2", "ned-1"]), ("?orderBy=id&order=asc&pageSize=1", ["admin"]),
                ("?orderBy=user_name&pageSize=0", all.sorted()),
                ("?orderBy=user_name&order=desc&pageSize=3&page=2", Array(all.sorted(by: >)[3..<6])),
                ("?unknown=1&namespace=ns8&pageSize=1", ["admin"]),
            ]
            for (query, expected) in rows {
                let page = try await page(bed, query, token)
                #expect(page.names == expected, "\(query)")
                #expect(page.total == 16, "\(query)")
            }
            let ids = try await page(bed, "?pageSize=0", token).ids
            #expect(ids == ids.sorted())
        }
    }

    @Test("a business administrator sees his namespace, whatever he asks for, and the total is that of it")
    func filtered() async throws {
        try await Testbed.with { bed in
            let names = try await populate(bed)
            let token = try bed.token(of: try await bed.user(names[0]))
            for query in ["?pageSize=0", "?pageSize=0&namespace=ns8", "?pageSize=0&namespace="] {
                let page = try await page(bed, query, token)
                #expect(page.names == names, "\(query)")
                #expect(page.total == 12, "\(query)")
            }
            let second = try await page(bed, "?page=2&orderBy=user_name", token)
            #expect(second.names == Array(names.sorted().dropFirst(10)))
            #expect(second.total == 12)
        }
    }

    @Test("a parameter that is not one is 422 and named")
    func wrong() async throws {
        let rows = [
            ("order=up", "order: "), ("order=", "order: "), ("order=ASC", "order: "), ("orderBy=name", "orderBy: "),
            ("orderBy=password", "orderBy: "), ("orderBy=id,user_name", "orderBy: "), ("page=0", "page: "),
            ("page=-1", "page: "), ("page=", "page: "), ("page=one", "page: "), ("page=99999999999999999999", "page: "),
            ("pageSize=-1", "pageSize: "), ("pageSize=10001", "pageSize: "), ("pageSize=1.5", "pageSize: "),
            ("page=1&page=2", "page: "), ("order=asc&order=desc", "order: "), ("pag%65=0", "page: "),
        ]
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            for (query, message) in rows {
                let answer = try await bed.answer(to: Call("GET", "/v1/admin/user?\(query)", token: token))
                #expect(answer.status == 422, "\(query)")
                #expect(answer.message.hasPrefix(message), "\(query): \(answer.message)")
            }
        }
    }
}
