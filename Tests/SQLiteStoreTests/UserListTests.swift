import GRDB
import Store
import Testing

@testable import SQLiteStore

@Suite("Listing users")
struct UserListTests {
    /// In the order of their numbers, and so neither in that of their names nor of their namespaces.
    private static let users = [
        ("mia", "ns7"), ("Bob", "ns8"), ("ada", "ns7"), ("zed", ""), ("bob", "ns7"), ("eve", "ns77"), ("kim", "ns7"),
    ]

    private func withUsers(_ body: (SQLiteAccountStore) async throws -> Void) async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            for (name, namespace) in Self.users { try await store.add(name, namespace: namespace) }
            try await body(store)
        }
    }

    @Test("rows come in the order that was asked for, names byte by byte")
    func order() async throws {
        try await withUsers { store in
            let rows: [(UserQuery.Order, Bool, [String])] = [
                (.id, false, ["mia", "Bob", "ada", "zed", "bob", "eve", "kim"]),
                (.id, true, ["kim", "eve", "bob", "zed", "ada", "Bob", "mia"]),
                (.name, false, ["Bob", "ada", "bob", "eve", "kim", "mia", "zed"]),
                (.name, true, ["zed", "mia", "kim", "eve", "bob", "ada", "Bob"]),
            ]
            for (order, isDescending, names) in rows {
                let page = try await store.users(
                    UserQuery(namespace: nil, order: order, isDescending: isDescending, range: 0..<100))
                #expect(page.rows.map(\.name) == names)
                #expect(page.total == 7)
            }
        }
    }

    @Test(
        "a namespace is exactly that namespace: a prefix, another case or a piece of SQL is another one",
        arguments: [
            ("ns7", ["mia", "ada", "bob", "kim"]), ("ns77", ["eve"]), ("ns8", ["Bob"]), ("", ["zed"]), ("NS7", []),
            ("ns%", []), ("ns7' OR '1'='1", []), ("ns7 ", []),
        ] as [(String, [String])])
    func namespace(namespace: String, names: [String]) async throws {
        try await withUsers { store in
            let page = try await store.users(
                UserQuery(namespace: namespace, order: .id, isDescending: false, range: 0..<100))
            #expect(page.rows.map(\.name) == names)
            #expect(page.total == names.count)
        }
    }

    @Test("pages in a row are the whole list, none twice and none left out", arguments: [1, 2, 3, 4, 7])
    func paging(size: Int) async throws {
        try await withUsers { store in
            for namespace in [nil, "ns7"] {
                var names: [String] = []
                let total = namespace == nil ? 7 : 4
                for start in stride(from: 0, to: total, by: size) {
                    let page = try await store.users(
                        UserQuery(
                            namespace: namespace, order: .name, isDescending: false, range: start..<start + size))
                    #expect(page.rows.count == min(size, total - start))
                    #expect(page.total == total, "of the whole list, not of the page")
                    names += page.rows.map(\.name)
                }
                #expect(names.count == total)
                #expect(names == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
            }
        }
    }

    @Test(
        "a page beyond the end, and an empty one, have no rows but the total",
        arguments: [7..<17, 1_000..<1_010, 2..<2])
    func beyond(range: Range<Int>) async throws {
        try await withUsers { store in
            let page = try await store.users(UserQuery(namespace: nil, order: .id, isDescending: false, range: range))
            #expect(page.rows.isEmpty)
            #expect(page.total == 7)
        }
    }

    @Test("an empty store has an empty list")
    func empty() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let page = try await store.users(UserQuery(namespace: nil, order: .id, isDescending: false, range: 0..<10))
            #expect(page.rows.isEmpty)
            #expect(page.total == 0)
        }
    }

    /// What is outside the page or the namespace is not even read: were the list cut and filtered in memory, one bad row
    /// would take every page from everybody.
    @Test("a damaged row spoils the pages that it is on and no others")
    func damage() async throws {
        try await withUsers { store in
            try await store.pool.write {
                try $0.execute(sql: "UPDATE tb_ote_web_users SET password = 'plain' WHERE user_name = 'zed'")
            }
            func names(_ namespace: String?, _ range: Range<Int>) async throws -> [String] {
                try await store.users(
                    UserQuery(namespace: namespace, order: .id, isDescending: false, range: range)
                ).rows.map(\.name)
            }
            #expect(try await names("ns7", 0..<100) == ["mia", "ada", "bob", "kim"])
            #expect(try await names(nil, 0..<3) == ["mia", "Bob", "ada"])
            #expect(try await names(nil, 4..<7) == ["bob", "eve", "kim"])
            await #expect(throws: StoreError.corrupt("tb_ote_web_users.password")) { try await names(nil, 2..<5) }
        }
    }
}
