extension HarborRoutes {
    /// `members` of a project, and one of them.
    func memberRoutes(
        _ nameOrID: String, byName: Bool, _ segment: String?, _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> Routes {
        guard let segment else {
            return [
                "GET": .read { () throws(HarborFault) in try members(of: nameOrID, byName: byName, target) },
                "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try addMember(to: nameOrID, byName: byName, request, target, in: &changed)
                },
            ]
        }
        return [
            "GET": .read { () throws(HarborFault) in
                try member(Self.number(segment, "mid"), of: nameOrID, byName: byName)
            },
            "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                try updateMember(Self.number(segment, "mid"), of: nameOrID, byName: byName, request, in: &changed)
            },
            "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                let id = try Self.number(segment, "mid")
                let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
                // Nor is it an error when there was none.
                changed.members.removeAll { $0.projectID == project.id && $0.id == id }
                return .empty
            },
        ]
    }

    /// `entityname` is a whole name, and what it leaves out is counted all the same.
    private func members(
        of nameOrID: String, byName: Bool, _ target: HarborTarget
    ) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .seeMembers)
        let all = registry.members.filter { $0.projectID == project.id }
        let name = target.value("entityname") ?? ""
        let found = name.isEmpty ? all : all.filter { self.name(of: $0) == name }
        let columns = [HarborColumn<HarborMember>("entity_name") { .text(self.name(of: $0)) }]
        return try listing.payload(
            of: found, columns: columns, standard: "entity_name", unlisted: all.count - found.count
        ) { document(of: $0) }
    }

    private func member(_ id: Int, of nameOrID: String, byName: Bool) throws(HarborFault) -> HarborPayload {
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .seeMembers)
        guard let member = registry.members.first(where: { $0.projectID == project.id && $0.id == id }) else {
            throw HarborFault(
                status: 404, code: "NOT_FOUND",
                message: "the project member is not found, project id \(project.id), member id \(id)")
        }
        return HarborPayload(json: document(of: member))
    }

    /// A user by number or name, or a group. Without either the real server breaks down, and so does this one.
    private func addMember(
        to nameOrID: String, byName: Bool, _ request: StandInRequest, _ target: HarborTarget,
        in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "projectMember")
        let role = try body.integer("role_id") ?? 0
        let user = try body.object("member_user")
        let userID = try user?.integer("user_id") ?? 0
        let userName = try user?.text("username") ?? ""
        let group = try body.object("member_group")
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        let entity: HarborMember.Entity
        if userID > 0 {
            guard let account = registry.account(id: userID), !account.isRobot else {
                throw .badRequest("Failed to get user \(userID): user \(userID) not found")
            }
            entity = .user(account.id)
        } else if !userName.isEmpty {
            guard let account = registry.account(named: userName), !account.isRobot else {
                throw HarborFault(status: 404, code: "NOT_FOUND", message: "user \(userName) is not found")
            }
            entity = .user(account.id)
        } else if let group {
            entity = try .group(self.group(group, in: &registry))
        } else {
            throw .unknown
        }
        guard !registry.members.contains(where: { $0.projectID == project.id && $0.entity == entity }) else {
            throw .conflict("The project member specified already exist")
        }
        try Self.checkRole(role)
        let id = registry.nextNumber(.members)
        registry.addMember(id, entity, role: role, in: project.id)
        return .created("\(target.path)/\(id)")
    }

    private func updateMember(
        _ id: Int, of nameOrID: String, byName: Bool, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let role = try HarborBody(request, "role").integer("role_id") ?? 0
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        try Self.checkRole(role)
        for position in registry.members.indices
        where registry.members[position].id == id && registry.members[position].projectID == project.id {
            registry.members[position].role = role
        }
        return .empty
    }

    private static func checkRole(_ role: Int) throws(HarborFault) {
        guard HarborMember.roleNames[role] != nil else {
            throw .badRequest("Failed to update project member, role is not in 1,2,3")
        }
    }

    private func name(of member: HarborMember) -> String {
        switch member.entity {
        case .user(let id): registry.account(id: id)?.name ?? ""
        case .group(let id): registry.groups.first { $0.id == id }?.name ?? ""
        }
    }

    private func document(of member: HarborMember) -> JSONDocument {
        let (entity, type): (Int, JSONDocument) =
            switch member.entity {
            case .user(let id): (id, "u")
            case .group(let id): (id, "g")
            }
        return [
            "entity_id": .number(entity),
            "entity_name": .text(name(of: member)),
            "entity_type": type,
            "id": .number(member.id),
            "project_id": .number(member.projectID),
            "role_id": .number(member.role),
            "role_name": .text(HarborMember.roleNames[member.role] ?? ""),
        ]
    }
}
