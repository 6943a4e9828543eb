extension HarborRoutes {
    /// Those of every project that the caller sees.
    func allRepositories(_ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        let ids = Set(registry.projects(visibleTo: caller).map(\.id))
        return try list(registry.repositories.filter { ids.contains($0.projectID) }, listing)
    }

    /// The project is a name here even when it is all digits.
    func repositories(of projectName: String, _ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        let project = try visible(registry.project(named: projectName), projectName)
        return try list(registry.repositories(of: project), listing)
    }

    /// To those who may ask, an unknown project is only an unknown repository.
    func repository(_ name: String, of projectName: String) throws(HarborFault) -> HarborPayload {
        let project = registry.project(named: projectName)
        if caller?.isAdministrator != true { _ = try visible(project, projectName) }
        guard let repository = project.flatMap({ registry.repository(name, in: $0) }) else {
            throw .notFound("repository \(projectName)/\(name)")
        }
        return HarborPayload(json: document(of: repository))
    }

    func describeRepository(
        _ name: String, of projectName: String, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let description = try HarborBody(request, "repository").text("description") ?? ""
        let project = registry.project(named: projectName)
        if caller?.isAdministrator != true { _ = try permitted(project, projectName, to: .push) }
        guard let repository = project.flatMap({ registry.repository(name, in: $0) }) else {
            throw .notFound("repository \(projectName)/\(name)")
        }
        for position in registry.repositories.indices where registry.repositories[position].id == repository.id {
            registry.repositories[position].description = description
            registry.repositories[position].updated = .now
        }
        return .empty
    }

    private func list(
        _ repositories: [HarborRepository], _ listing: HarborListing
    ) throws(HarborFault) -> HarborPayload {
        try listing.payload(
            of: repositories, columns: repositoryColumns, standard: "-creation_time,-repository_id"
        ) { document(of: $0) }
    }

    /// The key is `repository_id`; the member of the document is called `id`, which is no column.
    private var repositoryColumns: [HarborColumn<HarborRepository>] {
        [
            HarborColumn("repository_id", "RepositoryID") { .number($0.id) },
            HarborColumn("name", "Name") { .text(registry.fullName(of: $0)) },
            HarborColumn("project_id", "ProjectID") { .number($0.projectID) },
            HarborColumn("pull_count", "PullCount") { _ in .number(0) },
            HarborColumn("creation_time", "CreationTime") { .moment($0.created) },
            HarborColumn("update_time", "UpdateTime") { .moment($0.updated) },
        ]
    }

    private func document(of repository: HarborRepository) -> JSONDocument {
        var members: [String: JSONDocument] = [
            "artifact_count": .number(registry.artifacts(of: repository).count),
            "creation_time": .text(repository.created.text),
            "id": .number(repository.id),
            "name": .text(registry.fullName(of: repository)),
            "project_id": .number(repository.projectID),
            "pull_count": 0,
            "update_time": .text(repository.updated.text),
        ]
        if !repository.description.isEmpty { members["description"] = .text(repository.description) }
        return .object(members)
    }
}
