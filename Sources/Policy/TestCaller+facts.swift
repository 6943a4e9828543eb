/// What a test or a question says of the registry. Of what it does not name there is nothing; who is said to own
/// something has an account.
extension TestCaller {
    /// The account of whoever owns something, where nothing else is said of it.
    static let standardAccountID: Int64 = 1_000_001
    static let standardAccountName = "account"

    /// - Parameter projects: names, and numbers in digits; none for an account without projects.
    package mutating func own(_ projects: [String]) {
        facts.projects = RegistryFacts.Projects(
            names: Set(projects.filter { Int64($0) == nil }), numbers: Set(projects.compactMap { Int64($0) }))
    }

    /// - Parameters:
    ///   - label: its number.
    ///   - text: `project 3`, `global` or `absent`.
    /// - Returns: false for anything else.
    package mutating func state(label: String, _ text: String) -> Bool {
        guard let number = Int64(label), number > 0 else { return false }
        switch text {
        case "global": facts.labels[number] = .global
        case "absent": facts.labels[number] = .absent
        default:
            guard text.hasPrefix("project "), let project = Int64(text.dropFirst(8)), project > 0 else { return false }
            facts.labels[number] = .project(project)
        }
        return true
    }

    /// - Parameters:
    ///   - member: `app/21`, a project by name or number and the number of the membership.
    ///   - user: the registry's number of the user.
    /// - Returns: false for anything else.
    package mutating func state(member: String, _ user: String) -> Bool {
        let parts = member.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, let number = Int64(parts[1]), number > 0,
            let user = Int64(user), user >= 0
        else { return false }
        facts.members[RegistryFacts.Member(project: String(parts[0]), number: number)] = user
        return true
    }

    /// Everything that it says, with what follows from it.
    var stated: RegistryFacts {
        var stated = facts
        if stated.account == .unknown {
            stated.account =
                facts.projects == nil
                ? .none : .known(id: Self.standardAccountID, name: Self.standardAccountName)
        }
        if case .known = stated.account, stated.projects == nil {
            stated.projects = RegistryFacts.Projects(names: [], numbers: [])
        }
        return stated
    }

    /// As a gateway begins with: nothing is known of the registry.
    var circumstances: Circumstances {
        Circumstances(address: address, now: now ?? Self.standardTime, features: features)
    }
}
