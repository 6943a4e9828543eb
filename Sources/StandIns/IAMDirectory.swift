package import Domain

/// The users of one account at Huawei's IAM, which calls an account a domain. A plain value.
package struct IAMDirectory: Sendable {
    package var domain: IAMDomain
    /// What a token can be for: one for each region.
    package var projects: [IAMProject]
    package var users: [IAMUser]

    package init(domain: IAMDomain, projects: [IAMProject], users: [IAMUser]) {
        self.domain = domain
        self.projects = projects
        self.users = users
    }

    func user(id: String) -> IAMUser? { users.first { $0.id == id } }

    func user(named name: String) -> IAMUser? { users.first { $0.name == name } }

    /// Whom an access key belongs to, and its secret.
    func owner(ofKey access: String) -> (user: IAMUser, secret: Secret)? {
        for user in users {
            if let key = user.keys.first(where: { $0.access == access }) { return (user, key.secret) }
        }
        return nil
    }
}

extension IAMDirectory {
    /// Who is in a small directory.
    package struct Login: Sendable {
        package let name: String
        package let password: Secret
        package let keys: [IAMAccessKey]

        package init(name: String, password: Secret, keys: [IAMAccessKey] = []) {
            self.name = name
            self.password = password
            self.keys = keys
        }
    }

    /// The same ids every time, in the order of the names.
    package static func seeded(
        domain: String, region: String, administrator: Login, members: [Login]
    ) -> IAMDirectory {
        var numbers = HarborNumbers(seed: 0x1A4)
        let domain = IAMDomain(id: numbers.hex(digits: 32), name: domain)
        let project = IAMProject(id: numbers.hex(digits: 32), name: region)
        let logins = [administrator] + members
        let users = logins.enumerated().map { position, login in
            IAMUser(
                id: numbers.hex(digits: 32), name: login.name, password: login.password,
                isAdministrator: position == 0, keys: login.keys)
        }
        return IAMDirectory(domain: domain, projects: [project], users: users)
    }
}

/// The account that users belong to.
package struct IAMDomain: Sendable, Equatable {
    /// 32 hexadecimal digits, as every id of the IAM.
    package var id: String
    package var name: String
}

package struct IAMProject: Sendable, Equatable {
    package var id: String
    /// That of a region, such as `cn-north-4`.
    package var name: String
}

package struct IAMUser: Sendable, Equatable {
    package var id: String
    package var name: String
    package var password: Secret
    /// May read the directory, and manages every organization of SWR without a grant.
    package var isAdministrator: Bool
    package var keys: [IAMAccessKey]
}

package struct IAMAccessKey: Sendable, Equatable {
    package let access: String
    package let secret: Secret

    package init(access: String, secret: Secret) {
        self.access = access
        self.secret = secret
    }
}
