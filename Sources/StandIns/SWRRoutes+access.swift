import Domain

/// Who may do what with an organization, or with one image.
extension SWRRoutes {
    func readAccess(namespace name: String) throws(SWRFault) -> SWRPayload {
        let namespace = try namespace(name, for: .read)
        return access(
            id: namespace.id, name: namespace.name, creator: namespace.creatorName, grants: namespace.grants,
            own: registry.level(of: caller, in: namespace))
    }

    func readAccess(repository written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, _) = try repository(written, namespace, for: .read)
        return access(
            id: repository.id, name: repository.name, creator: repository.creatorName, grants: repository.grants,
            own: registry.level(of: caller, in: repository))
    }

    mutating func grant(namespace name: String) throws(SWRFault) -> SWRPayload {
        let added = try grants(otherwise: .invalidNamespaceLevel)
        let namespace = try namespace(name, for: .manage)
        let grants = try Self.adding(added, to: namespace.grants, otherwise: .namespaceGrantExists)
        registry.changeNamespace(id: namespace.id) { $0.grants = grants }
        return .done
    }

    mutating func grant(repository written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let added = try grants(otherwise: .invalidImageLevel)
        let (repository, _) = try repository(written, namespace, for: .manage)
        let grants = try Self.adding(added, to: repository.grants, otherwise: .imageGrantExists)
        registry.changeRepository(id: repository.id) { $0.grants = grants }
        return .done
    }

    /// Only those that there are.
    mutating func changeGrants(namespace name: String) throws(SWRFault) -> SWRPayload {
        let changed = try grants(otherwise: .invalidNamespaceLevel)
        let namespace = try namespace(name, for: .manage)
        let grants = try Self.changing(changed, in: namespace.grants, otherwise: .namespaceGrantMissing)
        registry.changeNamespace(id: namespace.id) { $0.grants = grants }
        return .done
    }

    /// Only those that there are.
    mutating func changeGrants(repository written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let changed = try grants(otherwise: .invalidImageLevel)
        let (repository, _) = try repository(written, namespace, for: .manage)
        let grants = try Self.changing(changed, in: repository.grants, otherwise: .imageGrantMissing)
        registry.changeRepository(id: repository.id) { $0.grants = grants }
        return .done
    }

    mutating func revoke(namespace name: String) throws(SWRFault) -> SWRPayload {
        let users = try userIDs()
        let namespace = try namespace(name, for: .manage)
        let grants = try Self.removing(users, from: namespace.grants, otherwise: .namespaceGrantMissing)
        registry.changeNamespace(id: namespace.id) { $0.grants = grants }
        return .deleted
    }

    mutating func revoke(repository written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let users = try userIDs()
        let (repository, _) = try repository(written, namespace, for: .manage)
        let grants = try Self.removing(users, from: repository.grants, otherwise: .imageGrantMissing)
        registry.changeRepository(id: repository.id) { $0.grants = grants }
        return .deleted
    }

    /// The content: at least one user of the account, each once, by id and name.
    /// - Parameter fault: of a level that there is not.
    private func grants(otherwise fault: SWRFault) throws(SWRFault) -> [SWRGrant] {
        var grants: [SWRGrant] = []
        for element in try elements() {
            guard case .object(let members) = element, case .string(let id)? = members["user_id"],
                case .string(let name)? = members["user_name"], case .integer(let number)? = members["auth"]
            else { throw .invalidBody("user_id, user_name and auth are mandatory") }
            guard let level = SWRLevel(rawValue: Int(number)) else { throw fault }
            guard directory.user(id: id)?.name == name else { throw .invalidUser }
            guard !grants.contains(where: { $0.userID == id }) else { throw .invalidBody("user_id is not unique") }
            grants.append(SWRGrant(userID: id, userName: name, level: level))
        }
        return grants
    }

    private func userIDs() throws(SWRFault) -> [String] {
        var users: [String] = []
        for element in try elements() {
            guard case .string(let id) = element else { throw .invalidBody("not an array of user ids") }
            users.append(id)
        }
        return users
    }

    private static func adding(
        _ added: [SWRGrant], to grants: [SWRGrant], otherwise fault: SWRFault
    ) throws(SWRFault) -> [SWRGrant] {
        let known = Set(grants.map(\.userID))
        guard known.isDisjoint(with: added.map(\.userID)) else { throw fault }
        return grants + added
    }

    private static func changing(
        _ changed: [SWRGrant], in grants: [SWRGrant], otherwise fault: SWRFault
    ) throws(SWRFault) -> [SWRGrant] {
        var grants = grants
        for grant in changed {
            guard let position = grants.firstIndex(where: { $0.userID == grant.userID }) else { throw fault }
            grants[position].level = grant.level
        }
        return grants
    }

    private static func removing(
        _ users: [String], from grants: [SWRGrant], otherwise fault: SWRFault
    ) throws(SWRFault) -> [SWRGrant] {
        guard Set(users).isSubset(of: grants.map(\.userID)) else { throw fault }
        return grants.filter { !users.contains($0.userID) }
    }

    /// The caller is told apart from the others, and has a level without a grant when it is an administrator.
    private func access(
        id: Int, name: String, creator: String, grants: [SWRGrant], own: SWRLevel?
    ) -> SWRPayload {
        var members: [String: JSONDocument] = [
            "creator_name": .text(creator), "id": .number(id), "name": .text(name),
            "others_auths": .list(
                grants.filter { $0.userID != caller.id }.map {
                    Self.document(user: $0.userID, $0.userName, $0.level)
                }),
        ]
        if let own { members["self_auth"] = Self.document(user: caller.id, caller.name, own) }
        return SWRPayload(document: .object(members))
    }

    private static func document(user id: String, _ name: String, _ level: SWRLevel) -> JSONDocument {
        ["auth": .number(level.rawValue), "user_id": .text(id), "user_name": .text(name)]
    }
}
