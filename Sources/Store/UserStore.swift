package import Cryptography

/// Reads and writes of the users table. Every function may wait for a disk or a network.
package protocol UserStore: Sendable {
    /// The row with exactly this login name; `nil` when there is none.
    func user(named name: String) async throws(StoreError) -> UserRecord?

    func user(id: Int64) async throws(StoreError) -> UserRecord?

    /// Adds an approved system administrator in namespace `default`. `false`, with nothing changed, when the name is
    /// taken, be it by another process a moment ago. `now` is in unix seconds.
    func addSystemAdministrator(
        named name: String, password: PasswordHash, now: Int64
    ) async throws(StoreError) -> Bool
}
