internal import Cryptography
package import Domain

/// The account that the first start makes, so that somebody can let in everybody else.
///
/// The settings count only when the account is made. Afterwards the store does: a password changed through the API is
/// not undone by a restart with an old setting, and a leaked setting does not open an account whose password was
/// changed because of the leak.
package struct BootstrapAdministrator: Sendable {
    package static let namespace = "default"

    private let name: String
    private let password: Secret?

    package enum Outcome: Sendable, Equatable {
        /// Made with the password of the settings.
        case created
        /// Made with this password, which is nowhere else: print it once.
        case createdWithPassword(Secret)
        /// Was there, and is a system administrator.
        case existing
        /// Was there, but may not act as a system administrator: the name belongs to somebody else, or the account was
        /// banned. Nothing was changed.
        case existingWithoutRole
    }

    /// Without a password (or with an empty one) one is generated. Throws when a setting cannot be used.
    package init(name: String, password: Secret?) throws(StartupError) {
        guard (1...50).contains(name.unicodeScalars.count), !name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f })
        else {
            throw StartupError("admin.user", "this is not a login name", remedy: "use 1 to 50 printable characters")
        }
        let password = password.flatMap { $0.isEmpty ? nil : $0 }
        guard (password?.reveal().utf8.count ?? 0) <= PasswordHash.longestPassword else {
            throw StartupError(
                "admin.password", "this is too long", remedy: "use at most \(PasswordHash.longestPassword) bytes")
        }
        self.name = name
        self.password = password
    }

    /// Makes the account when it is not there. Takes a moment for the hash when it does; `now` in unix seconds.
    package func ensure(in store: any UserStore, now: Int64) async throws(StartupError) -> Outcome {
        do throws(StoreError) {
            if let user = try await store.user(named: name) { return Self.outcome(for: user) }
            let (password, outcome) = try chosenPassword()
            let hash = try Self.hash(password)
            if try await store.addSystemAdministrator(named: name, password: hash, now: now) { return outcome }
            // Another process was faster; its password holds.
            guard let user = try await store.user(named: name) else {
                throw .corrupt("the administrator's name is taken by no row")
            }
            return Self.outcome(for: user)
        } catch {
            throw StartupError("store", "the administrator's account cannot be read or made: \(error.detail)")
        }
    }

    private static func outcome(for user: UserRecord) -> Outcome {
        user.role == .systemAdmin ? .existing : .existingWithoutRole
    }

    private func chosenPassword() throws(StoreError) -> (Secret, Outcome) {
        if let password { return (password, .created) }
        do {
            let made = Secret(try GeneratedPassword.make())
            return (made, .createdWithPassword(made))
        } catch {
            throw .unavailable("no password can be generated: \(error)")
        }
    }

    private static func hash(_ password: Secret) throws(StoreError) -> PasswordHash {
        do {
            return try PasswordHash(hashing: Array(password.reveal().utf8))
        } catch {
            throw .unavailable("no password can be hashed: \(error)")
        }
    }
}
