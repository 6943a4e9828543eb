extension HarborRoutes {
    /// - Parameter segments: those below `users`.
    func userRoutes(
        _ segments: [String], _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> Routes {
        switch (segments.first, segments.dropFirst().first, segments.count) {
        case (nil, _, _):
            return [
                "GET": .read { () throws(HarborFault) in try users(target) },
                "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try createUser(request, target, in: &changed)
                },
            ]
        case ("current", nil, _): return ["GET": .read(currentUser)]
        case ("current", "permissions", 2):
            return ["GET": .read { () throws(HarborFault) in try permissions(target) }]
        case ("search", nil, _): return ["GET": .read { () throws(HarborFault) in try searchUsers(target) }]
        case (let segment?, nil, _):
            return [
                "GET": .read { () throws(HarborFault) in try user(Self.number(segment, "user_id")) },
                "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try updateUser(Self.number(segment, "user_id"), request, in: &changed)
                },
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteUser(Self.number(segment, "user_id"), in: &changed)
                },
            ]
        case (let segment?, "password", 2):
            return [
                "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try changePassword(of: Self.number(segment, "user_id"), request, in: &changed)
                }
            ]
        case (let segment?, "sysadmin", 2):
            return [
                "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try changeRank(of: Self.number(segment, "user_id"), request, in: &changed)
                }
            ]
        case (let segment?, "cli_secret", 2):
            return [
                "PUT": .change { (_: inout HarborRegistry) throws(HarborFault) in
                    try changeSecret(of: Self.number(segment, "user_id"), request)
                }
            ]
        default: throw .noPath(target.path)
        }
    }

    /// Without the first administrator, and without robots.
    private func users(_ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        try requireAdministrator()
        var found = registry.accounts.filter(Self.isListed)
        if let part = target.value("username"), !part.isEmpty { found = found.filter { $0.name.contains(part) } }
        if let part = target.value("email"), !part.isEmpty { found = found.filter { $0.email.contains(part) } }
        return try listing.payload(of: found, columns: userColumns, standard: "username") { document(of: $0) }
    }

    /// Numbers and names only. Deleted accounts are counted, though they are not shown.
    private func searchUsers(_ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        guard let part = target.value("username"), !part.isEmpty else {
            throw .validation("username in query is required")
        }
        _ = try requireAccount()
        let found = registry.accounts.filter { Self.isListed($0) && $0.name.contains(part) }
        let deleted = registry.deletedAccounts.count { $0.name.contains(part) }
        return try listing.payload(of: found, columns: userColumns, standard: "username", unlisted: deleted) {
            ["user_id": .number($0.id), "username": .text($0.name)]
        }
    }

    private static func isListed(_ account: HarborAccount) -> Bool { account.id != 1 && !account.isRobot }

    private func user(_ id: Int) throws(HarborFault) -> HarborPayload {
        HarborPayload(json: document(of: try own(id)))
    }

    private func currentUser() throws(HarborFault) -> HarborPayload {
        let caller = try requireAccount()
        if caller.isRobot {
            throw .precondition("get current user not available for security context: robot")
        }
        return HarborPayload(json: document(of: caller))
    }

    /// `scope`: `/project/<id>`; without it there is nothing that one may do.
    private func permissions(_ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let caller = try requireAccount()
        let parts = (target.value("scope") ?? "").split(separator: "/")
        guard parts.count == 2, parts[0] == "project", let id = Int(parts[1]),
            let project = registry.project(id: id)
        else { return HarborPayload(json: []) }
        let isRelative = HarborFlag.isTrue(target.value("relative"))
        let granted = HarborAction.permissions.filter {
            registry.isPermitted($0.needs, to: caller, in: project)
        }
        return HarborPayload(
            json: .list(
                granted.map { permission in
                    let whole = permission.resource == "." ? "" : "/\(permission.resource)"
                    return [
                        "action": .text(permission.action),
                        "resource": .text(isRelative ? permission.resource : "/project/\(id)\(whole)"),
                    ]
                }))
    }

    /// The account, if it is the caller's own or the caller is an administrator. Others are told nothing but their
    /// name.
    func own(_ id: Int) throws(HarborFault) -> HarborAccount {
        let caller = try requireAccount()
        guard caller.isAdministrator || caller.id == id else { throw .forbidden(caller.name) }
        guard let account = registry.account(id: id), !account.isRobot else { throw .notFound("user \(id)") }
        return account
    }

    private var userColumns: [HarborColumn<HarborAccount>] {
        [
            HarborColumn("user_id", "UserID") { .number($0.id) },
            HarborColumn("username", "Username") { .text($0.name) },
            HarborColumn("email", "Email") { .text($0.email) },
            HarborColumn("realname", "Realname") { .text($0.realName) },
            HarborColumn("creation_time", "CreationTime") { .moment($0.created) },
            HarborColumn("update_time", "UpdateTime") { .moment($0.updated) },
        ]
    }

    /// Empty texts are left out.
    private func document(of account: HarborAccount) -> JSONDocument {
        var members: [String: JSONDocument] = [
            "admin_role_in_auth": false,
            "creation_time": .text(account.created.text),
            "sysadmin_flag": .bool(account.isAdministrator),
            "update_time": .text(account.updated.text),
            "user_id": .number(account.id),
            "username": .text(account.name),
        ]
        let texts = ["email": account.email, "realname": account.realName, "comment": account.comment]
        for (name, text) in texts where !text.isEmpty { members[name] = .text(text) }
        return .object(members)
    }
}
