extension HarborRoutes {
    /// `name` is part of a name, `owner` a whole user name; `public` that is not a word for true asks for private ones.
    func projects(_ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        var found = registry.projects(visibleTo: caller)
        if let part = target.value("name"), !part.isEmpty {
            found = found.filter { $0.name.contains(part.lowercased()) }
        }
        if let text = target.value("public"), !text.isEmpty {
            found = found.filter { $0.isPublic == HarborFlag.isTrue(text) }
        }
        if let owner = target.value("owner"), !owner.isEmpty {
            let id = registry.account(named: owner)?.id
            found = found.filter { $0.ownerID == id }
        }
        let hasDetail = target.value("with_detail").map { HarborFlag.isTrue($0) } ?? true
        return try listing.payload(of: found, columns: projectColumns, standard: "name") { project in
            document(of: project, hasDetail: hasDetail)
        }
    }

    /// HEAD: the one way for those who are not members to learn whether a project exists.
    func projectExists(_ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        guard let name = target.value("project_name"), !name.isEmpty else {
            throw .validation("project_name in query is required")
        }
        _ = try requireAccount()
        guard registry.project(named: name) != nil else { throw .notFound("project \(name)") }
        return .empty
    }

    func project(_ nameOrID: String, byName: Bool) throws(HarborFault) -> HarborPayload {
        let project = try visible(find(nameOrID, byName: byName), nameOrID)
        return HarborPayload(json: document(of: project, hasDetail: true))
    }

    /// Whether deleting it would be refused. Only who may delete it may ask.
    func isDeletable(_ nameOrID: String, byName: Bool) throws(HarborFault) -> HarborPayload {
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        guard let obstacle = obstacle(to: project) else { return HarborPayload(json: ["deletable": true]) }
        return HarborPayload(json: ["deletable": false, "message": .text(obstacle)])
    }

    /// How much is in it, and how many members have which role; roles that nobody has are left out.
    func summary(_ nameOrID: String, byName: Bool) throws(HarborFault) -> HarborPayload {
        let project = try visible(find(nameOrID, byName: byName), nameOrID)
        let repositories = registry.repositories(of: project)
        let used = repositories.flatMap { registry.artifacts(of: $0) }.reduce(0) { $0 + $1.size }
        var members: [String: JSONDocument] = [
            "quota": ["hard": ["storage": .number(project.storageLimit)], "used": ["storage": .number(used)]],
            "repo_count": .number(repositories.count),
        ]
        let names = [
            1: "project_admin_count", 2: "developer_count", 3: "guest_count", 4: "maintainer_count",
            5: "limited_guest_count",
        ]
        for (role, name) in names {
            let count = registry.members.count { $0.projectID == project.id && $0.role == role }
            if count > 0 { members[name] = .number(count) }
        }
        return HarborPayload(json: .object(members))
    }

    /// Why the project cannot be deleted.
    func obstacle(to project: HarborProject) -> String? {
        registry.repositories(of: project).isEmpty ? nil : "the project contains repositories, can not be deleted"
    }

    /// - Parameter byName: else a segment of digits is an id.
    func find(_ nameOrID: String, byName: Bool) -> HarborProject? {
        if !byName, let id = Int(nameOrID) { registry.project(id: id) } else { registry.project(named: nameOrID) }
    }

    private var projectColumns: [HarborColumn<HarborProject>] {
        [
            HarborColumn("project_id", "ProjectID") { .number($0.id) },
            HarborColumn("name", "Name") { .text($0.name) },
            HarborColumn("owner_id", "OwnerID") { .number($0.ownerID) },
            HarborColumn("creation_time", "CreationTime") { .moment($0.created) },
            HarborColumn("update_time", "UpdateTime") { .moment($0.updated) },
        ]
    }

    private func document(of project: HarborProject, hasDetail: Bool) -> JSONDocument {
        var members: [String: JSONDocument] = [
            "creation_time": .text(project.created.text),
            "current_user_role_ids": nil,
            "cve_allowlist": [
                "creation_time": .text(HarborMoment.never.text), "id": .number(project.id), "items": [],
                "project_id": .number(project.id), "update_time": .text(HarborMoment.never.text),
            ],
            "metadata": .object(hasDetail ? project.metadata.mapValues { .text($0) } : [:]),
            "name": .text(project.name),
            "owner_id": .number(project.ownerID),
            "project_id": .number(project.id),
            "repo_count": .number(registry.repositories(of: project).count),
            "update_time": .text(project.updated.text),
        ]
        // Nobody owns what a deleted account owned.
        if let owner = registry.account(id: project.ownerID) { members["owner_name"] = .text(owner.name) }
        if let role = caller.flatMap({ registry.role(of: $0.id, in: project.id) }) {
            members["current_user_role_id"] = .number(role)
            members["current_user_role_ids"] = [.number(role)]
        }
        return .object(members)
    }
}
