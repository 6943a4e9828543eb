import Domain

extension HarborRoutes {
    /// Where a request points; the repository's name still in its second encoding.
    struct ArtifactPlace {
        let project: String
        let repository: String
        /// A tag or a digest.
        let reference: String
    }

    /// An unknown repository in a known project has no artifacts; that is not an error.
    func artifacts(
        of name: String, in projectName: String, _ target: HarborTarget
    ) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        let project = try visible(registry.project(named: projectName), projectName)
        let repository = registry.repository(name, in: project)
        let all = repository.map { registry.artifacts(of: $0) } ?? []
        // What is only part of an index is not listed by itself.
        let parts = Set(all.flatMap(\.children))
        return try listing.payload(
            of: all.filter { !$0.tags.isEmpty || !parts.contains($0.id) }, columns: artifactColumns,
            standard: "-push_time,-id"
        ) { artifact in
            document(of: artifact, in: project, name, hasTags: Self.wantsTags(target))
        }
    }

    func artifact(at place: ArtifactPlace, _ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let (project, name, artifact) = try found(place, to: .see)
        return HarborPayload(json: document(of: artifact, in: project, name, hasTags: Self.wantsTags(target)))
    }

    func tags(at place: ArtifactPlace, _ target: HarborTarget) throws(HarborFault) -> HarborPayload {
        let listing = try HarborListing(target)
        let (project, _, artifact) = try found(place, to: .see)
        let immutable = HarborFlag.isTrue(target.value("with_immutable_status")) ? project.immutableTags : []
        return try listing.payload(of: artifact.tags, columns: tagColumns, standard: "-push_time,-id") { tag in
            document(of: tag, artifact, isImmutable: immutable.contains(tag.name))
        }
    }

    /// The artifact at a place, if the caller may do this there. To those who may ask, an unknown project is only an
    /// unknown artifact.
    func found(
        _ place: ArtifactPlace, to action: HarborAction
    ) throws(HarborFault) -> (HarborProject, String, HarborArtifact) {
        let name = try Self.unescaped(place.repository)
        let project = registry.project(named: place.project)
        if caller?.isAdministrator != true { _ = try permitted(project, place.project, to: action) }
        let repository = project.flatMap { registry.repository(name, in: $0) }
        let artifact = repository.flatMap { repository in
            registry.artifacts(of: repository).first { $0.isNamed(place.reference) }
        }
        guard let project, let artifact else {
            throw .notFound("artifact \(place.project)/\(name):\(place.reference)")
        }
        return (project, name, artifact)
    }

    private static func wantsTags(_ target: HarborTarget) -> Bool {
        target.value("with_tag").map { HarborFlag.isTrue($0) } ?? true
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

    private var tagColumns: [HarborColumn<HarborTag>] {
        [
            HarborColumn("id", "ID") { .number($0.id) },
            HarborColumn("name", "Name") { .text($0.name) },
            HarborColumn("push_time", "PushTime") { .moment($0.pushed) },
            HarborColumn("pull_time", "PullTime") { _ in .moment(.never) },
        ]
    }

    private func document(
        of artifact: HarborArtifact, in project: HarborProject, _ repository: String, hasTags: Bool
    ) -> JSONDocument {
        let encoded = repository.split(separator: "/").joined(separator: "%252F")
        let path = "/api/v2.0/projects/\(project.name)/repositories/\(encoded)/artifacts/\(artifact.digest)"
        let isIndex = !artifact.children.isEmpty
        let tags = artifact.tags.reversed().map { document(of: $0, artifact, isImmutable: false) }
        let parts = artifact.children.compactMap { id in registry.artifacts.first { $0.id == id } }
        var members: [String: JSONDocument] = [
            "accessories": nil,
            "digest": .text(artifact.digest),
            "id": .number(artifact.id),
            "labels": nil,
            "project_id": .number(project.id),
            "pull_time": .text(HarborMoment.never.text),
            "push_time": .text(artifact.pushed.text),
            "references": parts.isEmpty ? nil : .list(parts.map { reference(to: $0, from: artifact) }),
            "repository_id": .number(artifact.repositoryID),
            "repository_name": .text("\(project.name)/\(repository)"),
            "size": .number(artifact.size),
            "tags": tags.isEmpty || !hasTags ? nil : .list(tags),
            "type": "IMAGE",
        ]
        if isIndex {
            members["manifest_media_type"] = "application/vnd.oci.image.index.v1+json"
            members["media_type"] = "application/vnd.oci.image.index.v1+json"
        } else {
            members["addition_links"] = [
                "build_history": ["absolute": false, "href": .text("\(path)/additions/build_history")]
            ]
            members["artifact_type"] = "application/vnd.oci.image.config.v1+json"
            members["extra_attrs"] = ["architecture": "amd64", "config": ["Cmd": ["/app"]], "os": "linux"]
            members["manifest_media_type"] = "application/vnd.oci.image.manifest.v1+json"
            members["media_type"] = "application/vnd.oci.image.config.v1+json"
        }
        return .object(members)
    }

    private func reference(to part: HarborArtifact, from index: HarborArtifact) -> JSONDocument {
        [
            "child_digest": .text(part.digest),
            "child_id": .number(part.id),
            "parent_id": .number(index.id),
            "platform": ["OsFeatures": nil, "architecture": "amd64", "os": "linux"],
            "urls": nil,
        ]
    }

    private func document(of tag: HarborTag, _ artifact: HarborArtifact, isImmutable: Bool) -> JSONDocument {
        [
            "artifact_id": .number(artifact.id),
            "id": .number(tag.id),
            "immutable": .bool(isImmutable),
            "name": .text(tag.name),
            "pull_time": .text(HarborMoment.never.text),
            "push_time": .text(tag.pushed.text),
            "repository_id": .number(artifact.repositoryID),
        ]
    }
}
