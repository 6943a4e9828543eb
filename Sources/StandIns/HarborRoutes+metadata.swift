extension HarborRoutes {
    /// `metadatas` of a project, and one key of them.
    func metadataRoutes(
        _ nameOrID: String, byName: Bool, _ key: String?, _ request: StandInRequest
    ) -> Routes {
        guard let key else {
            return [
                "GET": .read { () throws(HarborFault) in try metadata(nameOrID, byName: byName) },
                "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try addMetadata(nameOrID, byName: byName, request, in: &changed)
                },
            ]
        }
        return [
            "GET": .read { () throws(HarborFault) in try metadata(key, of: nameOrID, byName: byName) },
            "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                try updateMetadata(key, of: nameOrID, byName: byName, request, in: &changed)
            },
            "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                try deleteMetadata(key, of: nameOrID, byName: byName, in: &changed)
            },
        ]
    }

    private func metadata(_ nameOrID: String, byName: Bool) throws(HarborFault) -> HarborPayload {
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .listMetadata)
        return HarborPayload(json: .object(project.metadata.mapValues { .text($0) }))
    }

    private func metadata(
        _ key: String, of nameOrID: String, byName: Bool
    ) throws(HarborFault) -> HarborPayload {
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .seeMetadata)
        let value = try present(key, in: project)
        return HarborPayload(json: .object([key: .text(value)]))
    }

    /// 409 for a key that is there.
    private func addMetadata(
        _ nameOrID: String, byName: Bool, _ request: StandInRequest, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "metadata")
        _ = try body.texts()
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        let (key, value) = try HarborMetadata.pair(in: body)
        guard project.metadata[key] == nil else {
            throw .conflict("the metadata \(key) of project \(project.id) already exists")
        }
        registry.change(project) { $0.metadata[key] = value }
        return .empty
    }

    /// The body names the key once more.
    private func updateMetadata(
        _ key: String, of nameOrID: String, byName: Bool, _ request: StandInRequest,
        in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let body = try HarborBody(request, "metadata")
        _ = try body.texts()
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        guard body.members[key] != nil else { throw .badRequest("must contains key: \(key)") }
        let pair = try HarborMetadata.pair(in: body)
        _ = try present(key, in: project)
        registry.change(project) { $0.metadata[pair.key] = pair.value }
        return .empty
    }

    private func deleteMetadata(
        _ key: String, of nameOrID: String, byName: Bool, in registry: inout HarborRegistry
    ) throws(HarborFault) -> HarborPayload {
        let project = try permitted(find(nameOrID, byName: byName), nameOrID, to: .administer)
        _ = try present(key, in: project)
        registry.change(project) { $0.metadata[key] = nil }
        return .empty
    }

    private func present(_ key: String, in project: HarborProject) throws(HarborFault) -> String {
        guard let value = project.metadata[key] else {
            throw .notFound("the metadata \(key) of project \(project.id)")
        }
        return value
    }
}
