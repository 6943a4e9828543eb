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

    /// An unknown repository in a known project has no artifacts; that is not an error.
    func artifacts(
        of name: String, in projectName: String, _ target: HarborTarget
    ) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        let project = try visible(registry.project(named: projectName), projectName)
        let repository = registry.repository(name, in: project)
        let hasTags = target.value("with_tag").map { HarborFlag.isTrue($0) } ?? true
        let found = repository.map { registry.artifacts(of: $0) } ?? []
        return try listing.payload(of: found, columns: artifactColumns, standard: "-push_time,-id") { artifact in
            document(of: artifact, in: project, name, hasTags: hasTags)
        }
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

    private var artifactColumns: [HarborColumn<HarborArtifact>] {
        [
            HarborColumn("id", "ID") { .number($0.id) },
            HarborColumn("digest", "Digest") { .text($0.digest) },
            HarborColumn("size", "Size") { .number($0.size) },
            HarborColumn("push_time", "PushTime") { .moment($0.pushed) },
            HarborColumn("pull_time", "PullTime") { _ in .moment(.never) },
            HarborColumn("tags", values: { $0.tags.map { .text($0.name) } }),
        ]
    }

    private func document(of repository: HarborRepository) -> JSONDocument {
        [
            "artifact_count": .number(registry.artifacts(of: repository).count),
            "creation_time": .text(repository.created.text),
            "id": .number(repository.id),
            "name": .text(registry.fullName(of: repository)),
            "project_id": .number(repository.projectID),
            "pull_count": 0,
            "update_time": .text(repository.updated.text),
        ]
    }

    private func document(
        of artifact: HarborArtifact, in project: HarborProject, _ repository: String, hasTags: Bool
    ) -> JSONDocument {
        let encoded = repository.split(separator: "/").joined(separator: "%252F")
        let path = "/api/v2.0/projects/\(project.name)/repositories/\(encoded)/artifacts/\(artifact.digest)"
        let tags: JSONDocument =
            artifact.tags.isEmpty || !hasTags
            ? nil : .list(artifact.tags.reversed().map { document(of: $0, artifact) })
        return [
            "accessories": nil,
            "addition_links": [
                "build_history": ["absolute": false, "href": .text("\(path)/additions/build_history")]
            ],
            "artifact_type": "application/vnd.oci.image.config.v1+json",
            "digest": .text(artifact.digest),
            "extra_attrs": ["architecture": "amd64", "config": ["Cmd": ["/app"]], "os": "linux"],
            "id": .number(artifact.id),
            "labels": nil,
            "manifest_media_type": "application/vnd.oci.image.manifest.v1+json",
            "media_type": "application/vnd.oci.image.config.v1+json",
            "project_id": .number(project.id),
            "pull_time": .text(HarborMoment.never.text),
            "push_time": .text(artifact.pushed.text),
            "references": nil,
            "repository_id": .number(artifact.repositoryID),
            "repository_name": .text("\(project.name)/\(repository)"),
            "size": .number(artifact.size),
            "tags": tags,
            "type": "IMAGE",
        ]
    }

    private func document(of tag: HarborTag, _ artifact: HarborArtifact) -> JSONDocument {
        [
            "artifact_id": .number(artifact.id),
            "id": .number(tag.id),
            "immutable": false,
            "name": .text(tag.name),
            "pull_time": .text(HarborMoment.never.text),
            "push_time": .text(tag.pushed.text),
            "repository_id": .number(artifact.repositoryID),
        ]
    }
}
