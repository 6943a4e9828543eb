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
            let id = registry.account(login: owner)?.id
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
            HarborColumn("update_time", "UpdateTime") { .moment($0.created) },
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
            "metadata": hasDetail ? ["public": .text(String(project.isPublic))] : [:],
            "name": .text(project.name),
            "owner_id": .number(project.ownerID),
            "owner_name": .text(registry.account(id: project.ownerID)?.name ?? ""),
            "project_id": .number(project.id),
            "repo_count": .number(registry.repositories(of: project).count),
            "update_time": .text(project.created.text),
        ]
        if let role = caller.flatMap({ project.members[$0.id] }) {
            members["current_user_role_id"] = .number(role)
            members["current_user_role_ids"] = [.number(role)]
        }
        return .object(members)
    }
}
