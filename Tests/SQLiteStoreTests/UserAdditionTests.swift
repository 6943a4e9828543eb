import Cryptography
import Domain
import Store
import Testing

@testable import SQLiteStore

@Suite("Adding users")
struct UserAdditionTests {
    @Test("a user who was added is there as he was described, with a version and a name that is never used again")
    func added() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let hash = try PasswordHash.other()
            let new = NewUser(
                name: "ada", password: hash, realName: "Ada Lovelace", phone: "12345678910", isAdministrator: true,
                namespace: "ns7", status: .approved)
            #expect(try await store.addUser(new, now: 1_000) == .added(id: 1))
            let ada = try #require(try await store.user(id: 1))
            #expect(ada.name == "ada" && ada.displayName == "ada" && ada.realName == "Ada Lovelace")
            #expect(ada.password == hash)
            #expect(ada.phone == "12345678910" && ada.email == "")
            #expect(ada.namespace == "ns7" && ada.isAdministrator && ada.status == .approved)
            #expect(ada.createdAt == 1_000 && ada.updatedAt == 1_000 && ada.version == 1_000)
            #expect(ada.role == .businessAdmin)
            #expect(ada.uid.count == 22)
            // Nobody has a token of his yet, so there is nothing to tell.
            #expect(try await store.changes(after: 0).cursor == 0)
        }
    }

    @Test("a name or number that somebody has is refused for what it is, and nothing is written")
    func taken() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada", phone: "1")
            func addition(_ name: String, _ phone: String?) async throws -> UserAddition {
                let user = NewUser(
                    name: name, password: try .other(), realName: "", phone: phone, isAdministrator: true,
                    namespace: "ns8", status: .approved)
                return try await store.addUser(user, now: 2)
            }
            #expect(try await addition("ada", "2") == .nameTaken)
            #expect(try await addition("ada", nil) == .nameTaken)
            #expect(try await addition("ada", "1") == .nameTaken)
            #expect(try await addition("bob", "1") == .phoneTaken)
            #expect(try await store.user(id: ada.id) == ada)
            #expect(try await store.user(named: "bob") == nil)
            #expect(try await addition("bob", "2") == .added(id: 2))
        }
    }

    @Test("names are compared byte by byte, and any number of users have no telephone")
    func distinct() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            // The last two look the same: a composed letter, and one with a combining mark.
            for name in ["ada", "Ada", "ada ", "\u{e9}", "e\u{301}"] { try await store.add(name, phone: nil) }
            let (rows, total) = try await store.users(
                UserQuery(namespace: nil, order: .id, isDescending: false, range: 0..<10))
            #expect(total == 5)
            #expect(rows.allSatisfy { $0.phone == nil })
            #expect(Set(rows.map(\.uid)).count == 5)
        }
    }

    @Test("a NUL does not cut a name down to somebody else's")
    func zero() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            let ada = try await store.add("ada")
            let forged = NewUser(
                name: "bob\u{0}x", password: .decoy, realName: "", phone: nil, isAdministrator: true, namespace: "",
                status: .approved)
            // However it is refused, there is no bob.
            _ = try? await store.addUser(forged, now: 2)
            #expect(try await store.user(named: "bob") == nil)
            #expect(try await store.user(id: ada.id) == ada)
        }
    }

    @Test("only an approved account has a level, and no way of adding makes a system administrator")
    func levels() async throws {
        try await withDatabasePath { path in
            let store = try SQLiteAccountStore(path: path)
            for status in UserStatus.allCases {
                for isAdministrator in [false, true] {
                    let name = "\(status) \(isAdministrator)"
                    let user = try await store.add(
                        name, namespace: "default", status: status, isAdministrator: isAdministrator)
                    let approved: AccountLevel = isAdministrator ? .administrator : .normal
                    #expect(user.level == (status == .approved ? approved : .unauthorised), "\(name)")
                    #expect(user.role != .systemAdmin, "\(name)")
                }
            }
        }
    }

    @Test("a deleted user's number is never given again, his name and telephone are")
    func numbers() async throws {
        try await withDatabasePath { path in
            var last: UserRecord
            do {
                let store = try SQLiteAccountStore(path: path)
                try await store.add("ada")
                last = try await store.add("bob", phone: "1")
                #expect(try await store.deleteUser(last, now: 2))
            }
            let store = try SQLiteAccountStore(path: path)
            let successor = try await store.add("bob", phone: "1")
            #expect(successor.id == last.id + 1)
            #expect(successor.uid != last.uid)
            last = try await store.add("eve")
            #expect(last.id == successor.id + 1)
        }
    }

    @Test("of many that register one name or number at once, one has it")
    func race() async throws {
        try await withDatabasePath { path in
            let stores = try [SQLiteAccountStore(path: path), SQLiteAccountStore(path: path)]
            let outcomes = try await withThrowingTaskGroup(of: UserAddition.self) { group in
                for index in 0..<16 {
                    let name = index < 8 ? "ada" : "user \(index)"
                    let phone = index < 8 ? "\(index)" : "99"
                    let user = NewUser(
                        name: name, password: .decoy, realName: "", phone: phone, isAdministrator: false,
                        namespace: "", status: .pending)
                    group.addTask { try await stores[index % 2].addUser(user, now: 1) }
                }
                return try await group.reduce(into: [UserAddition]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == .nameTaken } == 7)
            #expect(outcomes.count { $0 == .phoneTaken } == 7)
        }
    }
}
