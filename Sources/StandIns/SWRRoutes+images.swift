import Domain

/// Making, changing and deleting images.
extension SWRRoutes {
    /// The most characters of a description.
    static let longestDescription = 30_000

    /// An image without tags. Here its name has slashes.
    mutating func createRepository(in namespaceName: String) throws(SWRFault) -> SWRPayload {
        let members = try members()
        guard case .string(let name)? = members["repository"], SWRName.isRepository(name) else {
            throw .invalidImageName
        }
        let attributes = try Attributes(members)
        guard let isPublic = attributes.isPublic else { throw .invalidPublicity }
        let namespace = try namespace(namespaceName, for: .edit)
        guard registry.repository(name, in: namespace) == nil else { throw .imageExists }
        var repository = SWRRepository(
            id: registry.nextID(), namespaceID: namespace.id, name: name, isPublic: isPublic, creatorID: caller.id,
            creatorName: caller.name, created: now, updated: now)
        attributes.apply(to: &repository)
        registry.repositories.append(repository)
        return .created
    }

    /// Changes what is said, and nothing else.
    mutating func changeRepository(_ written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let attributes = try Attributes(try members())
        guard !attributes.isEmpty else { throw .invalidBody("nothing to change") }
        let (repository, _) = try repository(written, namespace, for: .edit)
        registry.changeRepository(id: repository.id) { [now] repository in
            attributes.apply(to: &repository)
            repository.updated = now
        }
        return .done
    }

    /// With all its tags, unless it is one that is kept as long as it has any.
    mutating func deleteRepository(_ written: String, _ namespace: String) throws(SWRFault) -> SWRPayload {
        let (repository, _) = try repository(written, namespace, for: .manage)
        guard !repository.isKept || repository.tags.isEmpty else { throw .imageNotEmpty }
        registry.deleteRepository(id: repository.id)
        return .deleted
    }

    /// What a body says of an image, each part only when it is there.
    private struct Attributes {
        var isPublic: Bool?
        var category: String?
        var description: String?

        var isEmpty: Bool { isPublic == nil && category == nil && description == nil }

        init(_ members: [String: JSONValue]) throws(SWRFault) {
            switch members["is_public"] {
            case nil: break
            case .boolean(let flag): isPublic = flag
            default: throw .invalidPublicity
            }
            switch members["category"] {
            case nil: break
            case .string(let text) where SWRRoutes.categories.contains(text): category = text
            default: throw .invalidBody("category")
            }
            switch members["description"] {
            case nil: break
            case .string(let text):
                guard text.count <= SWRRoutes.longestDescription else { throw .descriptionTooLong }
                description = text
            default: throw .invalidBody("description")
            }
        }

        func apply(to repository: inout SWRRepository) {
            if let isPublic { repository.isPublic = isPublic }
            if let category { repository.category = category }
            if let description { repository.description = description }
        }
    }
}
