/// Who there is in a CVAT: accounts, organizations and who belongs to which. A plain value.
package struct CVATDirectory: Sendable {
    package var accounts: [CVATAccount]
    package var organizations: [CVATOrganization]

    package init(accounts: [CVATAccount] = [], organizations: [CVATOrganization] = []) {
        self.accounts = accounts
        self.organizations = organizations
    }

    package func account(id: Int) -> CVATAccount? { accounts.first { $0.id == id } }

    package func account(named username: String) -> CVATAccount? { accounts.first { $0.username == username } }

    /// By user name or by e-mail address, as one logs in.
    func account(login: String) -> CVATAccount? {
        account(named: login) ?? accounts.first { !$0.email.isEmpty && $0.email == login }
    }

    func members(of organization: CVATOrganization) -> [CVATAccount] {
        accounts.filter { organization.members.contains($0.id) }
    }

    mutating func replace(_ account: CVATAccount) {
        for position in accounts.indices where accounts[position].id == account.id { accounts[position] = account }
    }

    /// With its memberships.
    mutating func remove(_ account: CVATAccount) {
        accounts.removeAll { $0.id == account.id }
        for position in organizations.indices { organizations[position].members.remove(account.id) }
    }
}

package struct CVATOrganization: Sendable, Equatable {
    package var id: Int
    /// At most 16 characters, unique.
    package var slug: String
    /// Ids of accounts.
    package var members: Set<Int>

    package init(id: Int, slug: String, members: Set<Int>) {
        self.id = id
        self.slug = slug
        self.members = members
    }
}
