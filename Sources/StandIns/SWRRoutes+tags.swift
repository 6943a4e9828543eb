import Domain

extension SWRRoutes {
    /// The second version, with pages by number. The name of a tag is called `Tag` here.
    func listTags(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, namespace) = try repository(written, namespace, for: .read)
        let listing = try SWRListing(target, keys: ["tag"])
        let page = try listing.page(of: sorted(repository.tags, listing))
        let documents = page.rows.map { document(of: $0, in: repository, namespace, name: "Tag") }
        return SWRPayload(fields: [page.range], document: .list(documents))
    }

    /// The third version, with pages by marker. The name of a tag is called `tag` here.
    func listTagsByMarker(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, namespace) = try repository(written, namespace, for: .read)
        let listing = try SWRListing(target, keys: [])
        let page = try listing.page(of: sorted(repository.tags, listing)) { $0.id }
        let hasManifest = listing.value("with_manifest") == "true"
        var members: [String: JSONDocument] = [
            "has_more": .bool(page.next != nil),
            "tags": .list(
                page.rows.map {
                    document(of: $0, in: repository, namespace, name: "tag", hasManifest: hasManifest)
                }),
        ]
        if let next = page.next { members["nextMarker"] = .text(next) }
        return SWRPayload(document: .object(members))
    }

    func readTag(_ name: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        guard SWRName.isTag(name) else { throw .invalidTag }
        let (repository, namespace) = try repository(written, namespace, for: .read)
        guard let tag = repository.tags.first(where: { $0.name == name }) else { throw .tagMissing }
        return SWRPayload(document: document(of: tag, in: repository, namespace, name: "tag"))
    }

    /// Another name for what a tag names.
    mutating func createTag(of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let members = try members()
        guard case .string(let source)? = members["source_tag"], case .string(let name)? = members["destination_tag"],
            SWRName.isTag(source), SWRName.isTag(name)
        else { throw .invalidTag }
        let overrides: Bool
        switch members["override"] {
        case nil: overrides = false
        case .boolean(let flag): overrides = flag
        default: throw .invalidBody("override")
        }
        let (repository, _) = try repository(written, namespace, for: .edit)
        guard let origin = repository.tags.first(where: { $0.name == source }) else { throw .tagMissing }
        let taken = repository.tags.first { $0.name == name }
        guard taken == nil || overrides else { throw .imageExists }
        let tag = SWRTag(
            id: taken?.id ?? registry.nextID(), name: name, digest: origin.digest, imageID: origin.imageID,
            size: origin.size, created: taken?.created ?? now, updated: now)
        registry.changeRepository(id: repository.id) { [now] repository in
            repository.tags.removeAll { $0.name == name }
            repository.tags.append(tag)
            repository.updated = now
        }
        return .done
    }

    /// The tag alone: others of the same manifest stay.
    mutating func deleteTag(_ name: String, of written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        guard SWRName.isTag(name) else { throw .invalidTag }
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard repository.tags.contains(where: { $0.name == name }) else { throw .tagMissing }
        registry.changeRepository(id: repository.id) { [now] repository in
            repository.tags.removeAll { $0.name == name }
            repository.updated = now
        }
        return .deleted
    }

    /// The one that is asked for, or all; the last changed first unless something else is asked for.
    private func sorted(_ tags: [SWRTag], _ listing: SWRListing) throws(SWRFault) -> [SWRTag] {
        let name = listing.value("tag")
        let columns: [String: (SWRTag, SWRTag) -> Bool] = [
            "tag": { $0.name < $1.name },
            "updated_at": { $0.updated < $1.updated },
        ]
        return try listing.sorted(tags.filter { name == nil || $0.name == name }, by: columns) {
            $1.updated < $0.updated
        }
    }

    /// - Parameter member: the member that the tag's name is in.
    private func document(
        of tag: SWRTag, in repository: SWRRepository, _ namespace: SWRNamespace, name member: String,
        hasManifest: Bool = true
    ) -> JSONDocument {
        let path = path(of: repository, namespace)
        return [
            member: .text(tag.name), "created": .text(tag.created.text), "deleted": nil, "digest": .text(tag.digest),
            "domain_id": .text(registry.domain.id), "id": .number(tag.id), "image_id": .text(tag.imageID),
            "internal_path": .text("\(path.internal):\(tag.name)"), "is_trusted": false,
            "manifest": .text(hasManifest ? Self.manifest(of: tag) : ""), "path": .text("\(path.external):\(tag.name)"),
            "repo_id": .number(repository.id), "scanned": false, "schema": 2, "size": .number(tag.size),
            "tag_type": 0, "updated": .text(tag.updated.text),
        ]
    }

    /// A manifest without layers, as a text inside of the document.
    private static func manifest(of tag: SWRTag) -> String {
        let document: JSONDocument = [
            "config": [
                "digest": .text("sha256:\(tag.imageID)"),
                "mediaType": "application/vnd.docker.container.image.v1+json", "size": 1_862,
            ],
            "layers": [],
            "mediaType": "application/vnd.docker.distribution.manifest.v2+json", "schemaVersion": 2,
        ]
        return String(decoding: document.bytes.dropLast(), as: UTF8.self)
    }
}
