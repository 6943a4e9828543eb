import Domain

extension HarborRoutes {
    /// Who makes a project owns it.
    ///
    /// `metadata.public` is a string; a boolean `public` beside the metadata is what an older API had, and counts when
    /// the metadata do not say it.
    func createProject(
        _ request: StandInRequest, _ target: HarborTarget, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "project")
        let name = try body.text("project_name") ?? ""
        let flag = try body.flag("public")
        let limit = try body.integer("storage_limit")
        var metadata = try HarborMetadata.known(in: body)
        if name.unicodeScalars.count > 255 {
            throw .validation("validation failure list:\nproject_name in body should be at most 255 chars long")
        }
        let caller = try requireAccount()
        if caller.isRobot { throw .forbidden }
        guard registry.configuration.letsEverybodyMakeProjects || caller.isAdministrator else {
            throw .forbidden("Only system admin can create project")
        }
        try HarborMetadata.checkPublic(metadata["public"] ?? "")
        guard !name.isEmpty else {
            throw .badRequest("Project name  is illegal in length. (greater than 255 or less than 1)")
        }
        guard ProjectName(name) != nil else {
            throw .badRequest("project name is not in lower case or contains illegal characters")
        }
        let id = registry.nextNumber(.projects)
        guard registry.project(named: name) == nil else {
            throw .conflict("The project named \(name) already exists")
        }
        if metadata["public"]?.isEmpty != false { metadata["public"] = String(flag ?? false) }
        registry.addProject(id, name, isPublic: false, owner: caller.id, created: .now)
        for position in registry.projects.indices where registry.projects[position].id == id {
            registry.projects[position].metadata = metadata
            // A limit of one's own choice is the administrator's.
            if let limit, caller.isAdministrator { registry.projects[position].storageLimit = limit }
        }
        let isNameWanted = HarborFlag.isTrue(request.field("X-Resource-Name-In-Location"))
        return .created("\(target.path)/\(isNameWanted ? name : String(id))")
    }

    /// Changes the metadata that the request names. A boolean `public` beside them changes nothing.
    func updateProject(
        _ nameOrID: String, byName: Bool, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "project")
        _ = try body.flag("public")
        let metadata = try HarborMetadata.known(in: body)
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        try HarborMetadata.checkPublic(metadata["public"] ?? "")
        registry.change(project) { $0.metadata.merge(metadata.filter { !$0.value.isEmpty }) { $1 } }
        return .empty
    }
}
