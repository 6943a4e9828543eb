extension HarborRoutes {
    /// - Parameter segments: those below `usergroups`.
    func groupRoutes(
        _ segments: [String], _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> Routes {
        guard segments.count < 2 else { throw .noPath(target.path) }
        switch segments.first {
        case nil:
            return [
                "GET": .read { () throws(HarborFault) in
                    try listGroups(target, part: "") { () throws(HarborFault) in try requireAdministrator() }
                },
                "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    let body = try HarborBody(request, "usergroup")
                    try requireAdministrator()
                    let known = Set(changed.groups.map(\.id))
                    let id = try group(body, in: &changed)
                    if known.contains(id) { throw .conflict("user group \(id) already exists") }
                    return .created("\(target.path)/\(id)")
                },
            ]
        case "search":
            return [
                "GET": .read { () throws(HarborFault) in
                    guard let part = target.value("groupname"), !part.isEmpty else {
                        throw .validation("groupname in query is required")
                    }
                    return try listGroups(target, part: part) { () throws(HarborFault) in _ = try requireAccount() }
                }
            ]
        case let segment?:
            return [
                "GET": .read { () throws(HarborFault) in
                    let group = try knownGroup(segment)
                    return HarborPayload(json: ["group_name": .text(group.name), "group_type": .number(group.type)])
                },
                "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    let name = try HarborBody(request, "usergroup").text("group_name") ?? ""
                    let group = try knownGroup(segment)
                    guard !name.isEmpty else { throw .badRequest("group name cannot be empty") }
                    for position in changed.groups.indices where changed.groups[position].id == group.id {
                        changed.groups[position].name = name
                    }
                    return .empty
                },
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    let group = try knownGroup(segment)
                    changed.groups.removeAll { $0.id == group.id }
                    changed.members.removeAll { $0.entity == .group(group.id) }
                    return .empty
                },
            ]
        }
    }

    private func listGroups(
        _ target: HarborTarget, part: String, _ check: () throws(HarborFault) -> Void
    ) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        try check()
        let found = registry.groups.filter { part.isEmpty || $0.name.contains(part) }
        let columns = [HarborColumn<HarborGroup>("id", "ID") { .number($0.id) }]
        return try listing.payload(of: found, columns: columns, standard: "id") {
            ["group_name": .text($0.name), "group_type": .number($0.type), "id": .number($0.id)]
        }
    }

    private func knownGroup(_ segment: String) throws(HarborFault) -> HarborGroup {
        let id = try Self.number(segment, "group_id")
        try requireAdministrator()
        guard let group = registry.groups.first(where: { $0.id == id }) else { throw .notFound("user group \(id)") }
        return group
    }

    /// The number of the group that a body describes, which is made when there is none of its name and type.
    func group(_ body: HarborBody, in registry: inout HarborRegistry) throws(HarborFault) -> Int {
        let id = try body.integer("id") ?? 0
        let name = try body.text("group_name") ?? ""
        let type = try body.integer("group_type") ?? 0
        if id > 0 {
            guard registry.groups.contains(where: { $0.id == id }) else { throw .notFound("user group \(id)") }
            return id
        }
        // There is no LDAP server that would know one.
        guard type != 1 else {
            throw .badRequest("LDAP Group DN is not found: DN:\(try body.text("ldap_group_dn") ?? "")")
        }
        guard (2...3).contains(type), !name.isEmpty else { throw .badRequest("invalid user group") }
        if let known = registry.groups.first(where: { $0.name == name && $0.type == type }) { return known.id }
        let new = registry.nextNumber(.groups)
        registry.groups.append(HarborGroup(id: new, name: name, type: type))
        return new
    }
}
