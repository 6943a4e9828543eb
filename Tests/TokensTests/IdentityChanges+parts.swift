import Domain

extension IdentityChanges {
    init(accounts: [AccountChange] = [], ended: [EndedSession] = [], superseded: [SupersededToken] = []) {
        self.init()
        self.accounts = accounts
        self.ended = ended
        self.superseded = superseded
    }
}

extension AccountChange {
    /// What became of an account with the given version of its row; unless said otherwise, that of `TestToken`'s user,
    /// whose sessions go on.
    static func version(
        _ version: Int64, user: Int64 = 7, name: String = "ann", role: RoleNumber? = .member,
        namespace: String = "ns7", floor: Int64 = 0, keeping session: String = "", until expiresAt: Int64 = 9000
    ) -> AccountChange {
        AccountChange(
            userID: user, version: version, name: name, role: role, namespace: namespace, floor: floor,
            keptSession: session, expiresAt: expiresAt)
    }
}
