import Domain

extension SWRRoutes {
    /// What an image can be filed under.
    static let categories: Set<String> = [
        "app_server", "linux", "framework_app", "database", "lang", "windows", "arm", "other",
    ]

    /// The second version, with pages by number.
    func listRepositories() throws(SWRFault) -> SWRPayload {
        let listing = try SWRListing(target, keys: ["namespace", "name", "category", "is_public"])
        let rows = try listing.sorted(found(by: listing), by: Self.columns) { $1.0.updated < $0.0.updated }
        let page = try listing.page(of: rows)
        let documents = page.rows.map { repository, namespace in
            JSONDocument.object(
                members(of: repository, namespace).merging(["total_range": .number(rows.count)]) { _, new in new })
        }
        return SWRPayload(fields: [page.range], document: .list(documents))
    }

    /// The third version, with pages by marker, in the order that images were made.
    func listRepositoriesByMarker() throws(SWRFault) -> SWRPayload {
        let listing = try SWRListing(target, keys: [])
        let page = try listing.page(of: found(by: listing)) { $0.0.id }
        var document: [String: JSONDocument] = [
            "repos": .list(page.rows.map { .object(members(of: $0, $1)) })
        ]
        if let next = page.next { document["nextMarker"] = .text(next) }
        return SWRPayload(document: .object(document))
    }

    func readRepository(_ written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, namespace) = try repository(written, namespace, for: .read)
        let path = path(of: repository, namespace)
        return SWRPayload(document: [
            "category": .text(repository.category), "created": .text(repository.created.text),
            "creator_id": .text(repository.creatorID), "creator_name": .text(repository.creatorName),
            "description": .text(repository.description), "domain_id": .text(registry.domain.id),
            "id": .number(repository.id), "internal_path": .text(path.internal),
            "is_public": .bool(repository.isPublic), "name": .text(repository.name),
            "ns_id": .number(repository.namespaceID), "num_download": 0, "num_images": .number(repository.tags.count),
            "path": .text(path.external), "priority": 0, "size": .number(size(of: repository)),
            "updated": .text(repository.updated.text), "url": "",
        ])
    }

    /// Those that the caller has a grant for, and the parameters ask for: parts of names in a filter, else names.
    func found(by listing: SWRListing) throws(SWRFault) -> [(SWRRepository, SWRNamespace)] {
        let namespaceName = listing.value("namespace")
        var name = listing.value("name")
        if listing.isFuzzy {
            name = name?.replacing("$", with: "/")
        } else {
            if let namespaceName, !SWRName.isNamespace(namespaceName) { throw .invalidNamespaceName }
            if let written = name { name = try SWRName.repository(written: written) }
        }
        let category = listing.value("category")
        if let category, !Self.categories.contains(category) { throw .invalidParameter("category") }
        let isPublic = try listing.flag("is_public")
        func matches(_ wanted: String?, _ text: String) -> Bool {
            wanted.map { listing.isFuzzy ? text.contains($0) : text == $0 } ?? true
        }
        return registry.repositories.compactMap { repository in
            guard let namespace = registry.namespace(id: repository.namespaceID),
                registry.level(of: caller, in: repository) != nil,
                matches(namespaceName, namespace.name), matches(name, repository.name),
                category == nil || repository.category == category,
                isPublic == nil || repository.isPublic == isPublic
            else { return nil }
            return (repository, namespace)
        }
    }

    typealias Row = (SWRRepository, SWRNamespace)

    /// What a list can be sorted by. The time of the last change has a name in the SDK and another in the reference.
    static var columns: [String: (Row, Row) -> Bool] {
        [
            "name": { $0.0.name < $1.0.name },
            "namespace": { $0.1.name < $1.1.name },
            "tag_count": { $0.0.tags.count < $1.0.tags.count },
            "is_public": { !$0.0.isPublic && $1.0.isPublic },
            "updated_at": { $0.0.updated < $1.0.updated },
            "updated_time": { $0.0.updated < $1.0.updated },
        ]
    }

    func members(of repository: SWRRepository, _ namespace: SWRNamespace) -> [String: JSONDocument] {
        let path = path(of: repository, namespace)
        return [
            "category": .text(repository.category), "created_at": .text(repository.created.text),
            "description": .text(repository.description), "domain_name": .text(registry.domain.name),
            "internal_path": .text(path.internal), "is_public": .bool(repository.isPublic), "logo": "",
            "name": .text(repository.name), "namespace": .text(namespace.name), "num_download": 0,
            "num_images": .number(repository.tags.count), "path": .text(path.external),
            "size": .number(size(of: repository)), "status": false,
            "tags": .list(repository.tags.map { .text($0.name) }), "updated_at": .text(repository.updated.text),
            "url": "",
        ]
    }

    /// Where docker pulls the image from, outside and inside of the region.
    func path(of repository: SWRRepository, _ namespace: SWRNamespace) -> (external: String, internal: String) {
        let name = "\(namespace.name)/\(repository.name)"
        return ("\(registry.host)/\(name)", "10.125.0.198:20202/\(name)")
    }

    func size(of repository: SWRRepository) -> Int {
        repository.tags.map(\.size).reduce(0, +)
    }
}
