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

    /// All of it or, when one of its tags is immutable, nothing. To those who may ask, an unknown project is only an
    /// unknown repository.
    func deleteRepository(
        _ name: String, of projectName: String, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let project = registry.project(named: projectName)
        if caller?.isAdministrator != true { _ = try permitted(project, projectName, to: .maintain) }
        guard let project, let repository = registry.repository(name, in: project) else {
            throw .notFound("repository \(projectName)/\(name)")
        }
        if let tag = registry.immutableTag(of: registry.artifacts(of: repository), in: project) {
            throw Self.immutable(tag)
        }
        registry.delete(repository)
        return .empty
    }

    /// With all of its tags, whichever of them named it; its repository stays. 412 with an immutable tag, and for a
    /// part of an index.
    func deleteArtifact(
        at place: ArtifactPlace, from registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let (project, _, artifact) = try found(place, to: .maintain)
        if let tag = registry.immutableTag(of: [artifact], in: project) { throw Self.immutable(tag) }
        guard !registry.artifacts.contains(where: { $0.children.contains(artifact.id) }) else { throw .referenced }
        registry.delete(artifact)
        return .empty
    }

    /// The tag alone: its artifact stays with the other tags, or without any.
    func deleteTag(
        _ tag: String, at place: ArtifactPlace, from registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let (project, _, artifact) = try found(place, to: .maintain)
        guard let found = artifact.tags.first(where: { $0.name == tag }) else {
            throw .notFound("tag \(tag) attached to artifact \(artifact.id)")
        }
        if project.immutableTags.contains(tag) { throw Self.immutable(tag) }
        registry.delete(found, of: artifact)
        return .empty
    }

    private static func immutable(_ tag: String) -> HarborFault {
        .precondition("the tag \(tag) configured as immutable, cannot be deleted")
    }
}
