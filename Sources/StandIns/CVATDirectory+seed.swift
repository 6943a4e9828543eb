package import Domain

extension CVATDirectory {
    /// A small directory that is the same every time:
    ///
    /// | accounts | id | what they are | organization |
    /// |---|---|---|---|
    /// | the administrator | 1 | group admin, staff, superuser | none |
    /// | boss, mia, ann and ten more | 2 to 14 | group user; wes is not active | ns1 |
    /// | bea, leo | 15, 16 | group user | ns2 |
    /// | tom | 17 | group worker | ns1 and ns2 |
    /// | sol | 18 | group user | none |
    ///
    /// - Parameter password: of every account.
    package static func seeded(administrator: String = "gateway", password: Secret) -> CVATDirectory {
        var directory = CVATDirectory(
            organizations: [
                CVATOrganization(id: 1, slug: "ns1", members: []), CVATOrganization(id: 2, slug: "ns2", members: []),
            ])
        directory.add(administrator, "", "", password, group: "admin", to: [])
        for (name, first, last) in people {
            directory.add(name, first, last, password, to: ["ns1"])
        }
        directory.add("bea", "Bea", "Ng", password, to: ["ns2"])
        directory.add("leo", "Leo", "Park", password, to: ["ns2"])
        directory.add("tom", "Tom", "Reed", password, group: "worker", to: ["ns1", "ns2"])
        directory.add("sol", "Sol", "Vega", password, to: [])
        for position in directory.accounts.indices where directory.accounts[position].username == "wes" {
            directory.accounts[position].isActive = false
        }
        return directory
    }

    private static let people = [
        ("boss", "Bo", "Ross"), ("mia", "Mia", "Hall"), ("ann", "Ann", "Lee"), ("robin", "Robin", "Day"),
        ("eve", "Eve", "Stone"), ("ida", "Ida", "Lund"), ("jan", "Jan", "Lee"), ("kim", "Kim", "Cho"),
        ("max", "Max", "Weber"), ("nia", "Nia", "Okoro"), ("pat", "Pat", "Quinn"), ("uma", "Uma", "Rao"),
        ("wes", "Wes", "Long"),
    ]

    private mutating func add(
        _ username: String, _ firstName: String, _ lastName: String, _ password: Secret, group: String = "user",
        to slugs: Set<String>
    ) {
        let id = accounts.count + 1
        let isAdministrator = group == "admin"
        accounts.append(
            CVATAccount(
                id: id, username: username, password: password, email: "\(username)@example.org", firstName: firstName,
                lastName: lastName, groups: [group], isStaff: isAdministrator, isSuperuser: isAdministrator,
                isActive: true, lastLogin: nil, joined: "2026-01-02T03:04:05.678000Z"))
        for position in organizations.indices where slugs.contains(organizations[position].slug) {
            organizations[position].members.insert(id)
        }
    }
}
