import Domain
import Foundation
import Store

@testable import Gateway

extension Testbed {
    /// An account in the store, with the administrator's password: no test waits for a hash that it does not try.
    @discardableResult
    func account(
        _ name: String, _ status: UserStatus = .approved, namespace: String = "", isAdministrator: Bool = false
    ) async throws -> UserRecord {
        let password = try await user(Testbed.administrator).password
        let new = NewUser(
            name: name, password: password, realName: "Some One", phone: nil, isAdministrator: isAdministrator,
            namespace: namespace, status: status)
        _ = try await gateway.identity.store.addUser(new, now: Identity.now())
        return try await user(name)
    }

    /// The row as it is now.
    func user(_ name: String) async throws -> UserRecord {
        guard let user = try await gateway.identity.store.user(named: name) else {
            throw Wire.Missing(description: "there is no user \(name)")
        }
        return user
    }

    /// A token as a login of this user gives it, without the time that one takes. Each is of a session of its own,
    /// unless one is named.
    func token(
        of user: UserRecord, session: String = UUID().uuidString, authenticatedAt: Int64? = nil
    ) throws -> String {
        let now = Identity.now()
        return try gateway.identity.token(
            for: user, role: user.role ?? .pending, session: session, authenticatedAt: authenticatedAt ?? now, now: now)
    }

    /// A token of the bootstrap administrator.
    func administratorToken() async throws -> String {
        try token(of: try await user(Testbed.administrator))
    }
}
