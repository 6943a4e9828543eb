/// What is shared between accounts. There is one here, so nobody shares anything with it.
extension SWRRoutes {
    /// The second version, with pages by number.
    func listShared() throws(SWRFault) -> SWRPayload {
        let listing = try SWRListing(target, keys: ["namespace", "name", "center"])
        let rows = try listing.sorted(
            shared(listing, by: listing.value("center"), "center"), by: Self.columns
        ) { $1.0.updated < $0.0.updated }
        let page = try listing.page(of: rows)
        let documents = page.rows.map { repository, namespace in
            JSONDocument.object(
                members(of: repository, namespace).merging(["total_range": .number(rows.count)]) { _, new in new })
        }
        return SWRPayload(fields: [page.range], document: .list(documents))
    }

    /// The third version. Its marker is a number, unlike that of other lists.
    func listSharedByMarker() throws(SWRFault) -> SWRPayload {
        let listing = try SWRListing(target, keys: [])
        var rows = try shared(listing, by: listing.value("shared_by"), "shared_by").sorted { $0.0.id < $1.0.id }[...]
        // Only what others share has an end.
        guard [nil, "true", "false"].contains(listing.value("status")) else { throw .invalidParameter("status") }
        if let marker = listing.value("marker") {
            guard let last = SWRListing.number(marker) else { throw .invalidParameter("marker") }
            rows = rows.drop { $0.0.id <= last }
        }
        let page = rows.prefix(try listing.limit())
        var document: [String: JSONDocument] = ["repos": .list(page.map { thirdDocument(of: $0, $1) })]
        if page.count < rows.count, let last = page.last { document["nextMarker"] = .number(last.0.id) }
        return SWRPayload(document: .object(document))
    }

    /// - Parameter side: `self`, or `thirdparty` for what others share.
    private func shared(
        _ listing: SWRListing, by side: String?, _ parameter: String
    ) throws(SWRFault) -> [Row] {
        let found = try found(by: listing)
        switch side {
        case nil, "self"?: return found.filter { repository, _ in !repository.shares.isEmpty }
        case "thirdparty"?: return []
        default: throw .invalidParameter(parameter)
        }
    }

    private func thirdDocument(of repository: SWRRepository, _ namespace: SWRNamespace) -> JSONDocument {
        [
            "category": .text(repository.category), "created_at": .text(repository.created.text),
            "description": .text(repository.description), "domain_name": .text(registry.domain.name),
            "id": .number(repository.id), "is_public": .bool(repository.isPublic), "name": .text(repository.name),
            "namespace_name": .text(namespace.name), "num_download": 0, "num_images": .number(repository.tags.count),
            "size": .number(size(of: repository)), "status": false, "updated_at": .text(repository.updated.text),
        ]
    }
}
