import Domain

/// The calls of `/v1` that delete, on Harbor. Each reads all of its request before the first item is touched.
extension ItemDeletion {
    /// The most items of one request, the same one twice counted once. They are deleted one after the other while the
    /// client waits.
    static let mostItems = 100

    /// `DELETE /v1/repository/image`: whole repositories, with all that is in them.
    static func images(
        query: String, body: [UInt8], contentType: String?, harbor: HarborContext
    ) throws(GatewayError) -> ItemDeletion {
        let fields = try CallFields(query: query, body: body, contentType: contentType, lists: ["imageName"])
        let images = try fields.texts("imageName").map { text throws(GatewayError) in
            try RepositoryName(text, field: "imageName")
        }
        let items = try distinct(images, field: "imageName").map { image in
            Item(
                key: .name(image.description), call: .harbor(image.harborPath, byName: true, method: "DELETE"),
                place: .name(image.project))
        }
        return ItemDeletion(
            items, wording: Wording(kept: "a tag of this image is immutable", absent: "imageName: no such image"),
            ownership: ownership(of: items, field: "imageName", harbor))
    }

    /// `DELETE /v1/repository/image/tag`: tags of one image, and nothing but the tags.
    ///
    /// A tag is deleted below the artifact that it names. That artifact itself is never the target: with it, Harbor
    /// deletes every other tag that it has.
    static func imageTags(
        query: String, body: [UInt8], contentType: String?, harbor: HarborContext
    ) throws(GatewayError) -> ItemDeletion {
        let fields = try CallFields(
            query: query, body: body, contentType: contentType, texts: ["imageName"], lists: ["tag"])
        let image = try RepositoryName(try fields.text("imageName"), field: "imageName")
        let tags = try fields.texts("tag").map { text throws(GatewayError) in try TagName(text, field: "tag") }
        let items = try distinct(tags, field: "tag").map { tag in
            Item(
                key: .name(tag.value),
                call: .harbor("\(image.harborPath)/artifacts/\(tag)/tags/\(tag)", byName: true, method: "DELETE"),
                place: .name(image.project))
        }
        return ItemDeletion(
            items, wording: Wording(kept: "this tag is immutable", absent: "tag: no such tag"),
            ownership: ownership(of: items, field: "imageName", harbor))
    }

    /// `DELETE /v1/repository/project`: projects that are empty.
    static func projects(
        query: String, body: [UInt8], contentType: String?, harbor: HarborContext
    ) throws(GatewayError) -> ItemDeletion {
        let fields = try CallFields(query: query, body: body, contentType: contentType, lists: ["projectId"])
        // Harbor's ids are 32-bit integers of its database; what is larger there is a failure and not a 404.
        let ids = try fields.integers("projectId", in: 1...Int64(Int32.max))
        let items = try distinct(ids, field: "projectId").map { id in
            // Without a scope it is the upstream's own account that is at work, and it knows what is not there.
            Item(
                key: .projectID(id), call: .harbor("/projects/\(id)", byName: false, method: "DELETE"),
                place: harbor.scope == nil ? nil : .number(id),
                change: harbor.scope?.granted[id] == nil ? nil : .withdraw(number: id))
        }
        return ItemDeletion(
            items, wording: Wording(kept: "project not empty", absent: "projectId: no such project"),
            ownership: ownership(of: items, field: "projectId", harbor))
    }

    /// What is in a project of others is not deleted, even where Harbor lets the namespace's account into it.
    private static func ownership(of items: [Item], field: String, _ harbor: HarborContext) -> OwnershipCheck? {
        harbor.scope.map { OwnershipCheck(of: items.compactMap(\.place), in: $0, field: field) }
    }

    /// The values in their order, each once.
    static func distinct<Value: Hashable>(_ values: [Value], field: String) throws(GatewayError) -> [Value] {
        var seen: Set<Value> = []
        let distinct = values.filter { seen.insert($0).inserted }
        guard distinct.count <= mostItems else {
            throw GatewayError(.fieldInvalid, message: "\(field): must be at most \(mostItems) at once")
        }
        return distinct
    }
}
