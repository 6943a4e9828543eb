import Cryptography
import Domain
import Store

@testable import SQLiteStore

extension SQLiteAccountStore {
    struct NotAdded: Error {}

    /// Adds a user and reads the row back.
    @discardableResult
    func add(
        _ name: String, namespace: String = "ns7", phone: String? = nil, status: UserStatus = .approved,
        isAdministrator: Bool = false, now: Int64 = 1
    ) async throws -> UserRecord {
        let user = NewUser(
            name: name, password: .decoy, realName: "", phone: phone, isAdministrator: isAdministrator,
            namespace: namespace, status: status)
        guard case .added(let id) = try await addUser(user, now: now), let row = try await self.user(id: id) else {
            throw NotAdded()
        }
        return row
    }

    /// The only change there is.
    func onlyChange() async throws -> AccountChange? {
        let accounts = try await changes(after: 0).changes.accounts
        return accounts.count == 1 ? accounts.first : nil
    }
}

/// The changes of an account that a token may not know of, with arguments that do not matter to the test.
enum AccountAct: CaseIterable, Sendable {
    case password, status, deletion, ending

    func perform(on store: SQLiteAccountStore, _ user: UserRecord, now: Int64) async throws -> Bool {
        switch self {
        case .password: try await store.changePassword(of: user, to: .decoy, keeping: "s1", now: now)
        case .status: try await store.changeStatus(of: user, to: .forbidden, now: now)
        case .deletion: try await store.deleteUser(user, now: now)
        case .ending: try await store.endSessions(of: user, now: now)
        }
    }
}

extension PasswordHash {
    /// Another one than `decoy`, without the time that hashing takes.
    static func other() throws -> PasswordHash {
        try PasswordHash(
            stored: "$scrypt$ln=15,r=8,p=1$" + String(repeating: "A", count: 22) + "$"
                + String(repeating: "A", count: 43))
    }
}
