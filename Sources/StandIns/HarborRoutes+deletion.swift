extension HarborRoutes {
    /// 412 as long as there is a repository in it, even an empty one.
    func deleteProject(
        _ nameOrID: String, byName: Bool, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        if let obstacle = obstacle(to: project) { throw .precondition("precondition failed: \(obstacle)") }
        registry.delete(project)
        return .empty
    }

    /// All of it or, when one of its tags is immutable, nothing.
    func deleteRepository(
        _ name: String, of projectName: String, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let repository = try maintained(name, of: projectName)
        guard let repository else { throw .notFound("repository \(projectName)/\(name)") }
        if let tag = registry.immutableTag(of: repository) { throw Self.immutable(tag) }
        registry.delete(repository)
        return .empty
    }

    /// The tag alone: its artifact stays with the other tags, or without any.
    /// - Parameter reference: a tag or a digest.
    func deleteTag(
        _ tag: String, ofArtifact reference: String, of name: String, in projectName: String,
        from registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let repository = try maintained(name, of: projectName)
        let artifacts = repository.map { registry.artifacts(of: $0) } ?? []
        let artifact = artifacts.first { artifact in
            artifact.digest == reference || artifact.tags.contains { $0.name == reference }
        }
        guard let repository, let artifact else {
            throw .notFound("artifact \(projectName)/\(name):\(reference)")
        }
        guard let found = artifact.tags.first(where: { $0.name == tag }) else {
            throw .notFound("tag \(tag) attached to artifact \(artifact.id)")
        }
        if registry.project(id: repository.projectID)?.immutableTags.contains(tag) == true {
            throw Self.immutable(tag)
        }
        registry.delete(found, of: artifact)
        return .empty
    }

    /// The repository, if there is one. To those who may ask, an unknown project is only an unknown repository.
    private func maintained(_ name: String, of projectName: String) throws(HarborFault) -> HarborRepository? {
        let project = registry.project(named: projectName)
        if caller?.isAdministrator != true { _ = try permitted(project, projectName, to: .maintain) }
        return project.flatMap { registry.repository(name, in: $0) }
    }

    private static func immutable(_ tag: String) -> HarborFault {
        .precondition("the tag \(tag) configured as immutable, cannot be deleted")
    }
}
