import Domain

extension HarborRoutes {
    /// One more tag on an artifact; 409 when any artifact of the repository has it.
    func createTag(
        at place: ArtifactPlace, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let name = try HarborBody(request, "tag").text("name") ?? ""
        let (_, _, artifact) = try found(place, to: .push)
        guard TagName(name) != nil else { throw .badRequest("bad request: invalid tag name: \(name)") }
        let id = registry.nextNumber(.tags)
        let others = registry.artifacts.filter { $0.repositoryID == artifact.repositoryID }
        guard !others.contains(where: { $0.isNamed(name) }) else {
            throw .conflict("tag \(name) already exists under the repository \(artifact.repositoryID)")
        }
        for position in registry.artifacts.indices where registry.artifacts[position].id == artifact.id {
            registry.artifacts[position].tags.append(HarborTag(id: id, name: name, pushed: .now))
        }
        return .bare(201)
    }

    /// `?from=project/repository:tag` or `@digest`: a copy with that tag, in a repository that is made when it is not
    /// there. What is not there to be copied is 400.
    func copyArtifact(
        to name: String, in projectName: String, _ target: HarborTarget, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        guard let from = target.value("from"), !from.isEmpty else { throw .validation("from in query is required") }
        let project = try permitted(registry.project(named: projectName), projectName, to: .push)
        let (source, reference) = try self.source(from)
        let repository = registry.repository(name, in: project)?.id ?? registry.nextNumber(.repositories)
        if registry.repository(name, in: project) == nil {
            registry.repositories.append(
                HarborRepository(id: repository, projectID: project.id, name: name, created: .now, updated: .now))
        }
        let present = registry.artifacts.firstIndex {
            $0.repositoryID == repository && $0.digest == source.digest
        }
        if let present {
            if !registry.artifacts[present].isNamed(reference) {
                Self.move(reference, to: registry.artifacts[present].id, of: repository, in: &registry)
            }
        } else {
            var copy = source
            copy.id = registry.nextNumber(.artifacts)
            copy.repositoryID = repository
            copy.pushed = .now
            copy.tags = []
            registry.artifacts.append(copy)
            if reference != source.digest { Self.move(reference, to: copy.id, of: repository, in: &registry) }
        }
        return .created("\(target.path)/\(reference)")
    }

    /// A tag is on one artifact of a repository at most.
    private static func move(
        _ tag: String, to artifact: Int, of repository: Int, in registry: inout HarborRegistry
    ) {
        let tag = HarborTag(id: registry.nextNumber(.tags), name: tag, pushed: .now)
        for position in registry.artifacts.indices where registry.artifacts[position].repositoryID == repository {
            registry.artifacts[position].tags.removeAll { $0.name == tag.name }
            if registry.artifacts[position].id == artifact { registry.artifacts[position].tags.append(tag) }
        }
    }

    /// What `from` names, which the caller has to be able to see.
    private func source(_ from: String) throws(HarborFault) -> (HarborArtifact, String) {
        let mark: Character = from.contains("@") ? "@" : ":"
        let halves = from.split(separator: mark, maxSplits: 1)
        let names = (halves.first ?? "").split(separator: "/", maxSplits: 1)
        guard halves.count == 2, names.count == 2 else { throw .badRequest("invalid reference: \(from)") }
        let project = try visible(registry.project(named: String(names[0])), String(names[0]))
        let artifact = registry.repository(String(names[1]), in: project).flatMap { repository in
            registry.artifacts(of: repository).first { $0.isNamed(String(halves[1])) }
        }
        guard let artifact else { throw .badRequest("artifact \(from) not found") }
        return (artifact, String(halves[1]))
    }
}
