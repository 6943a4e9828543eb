import Domain

extension SWRRoutes {
    /// All that the caller has a grant for; with `mode::visible` in the filter also those where it only has one for an
    /// image. There are no pages.
    func listNamespaces() throws(SWRFault) -> SWRPayload {
        let listing = try SWRListing(target, keys: ["namespace", "mode"])
        let mode = listing.isFuzzy ? listing.value("mode") : nil
        guard mode == nil || mode == "visible" else { throw .invalidFilter }
        let name = listing.value("namespace")
        if let name, !listing.isFuzzy, !SWRName.isNamespace(name) { throw .invalidNamespaceName }
        let found = registry.namespaces.filter { namespace in
            let isNamed = name.map { listing.isFuzzy ? namespace.name.contains($0) : namespace.name == $0 } ?? true
            return isNamed
                && (registry.level(of: caller, in: namespace) != nil
                    || mode == "visible" && hasGrant(inside: namespace))
        }
        return SWRPayload(document: ["namespaces": .list(found.map { document(of: $0, isRow: true) })])
    }

    func readNamespace(_ name: String) throws(SWRFault) -> SWRPayload {
        SWRPayload(document: document(of: try namespace(name, for: .read), isRow: false))
    }

    mutating func createNamespace() throws(SWRFault) -> SWRPayload {
        guard case .string(let name)? = try members()["namespace"], SWRName.isNamespace(name) else {
            throw .invalidNamespaceName
        }
        guard registry.namespace(name) == nil else { throw .namespaceExists }
        guard registry.namespaces.count < registry.namespaceLimit else { throw .tooManyNamespaces }
        registry.addNamespace(name, creator: caller)
        return .created
    }

    /// 406 as long as there is an image in it, even one without tags.
    mutating func deleteNamespace(_ name: String) throws(SWRFault) -> SWRPayload {
        let namespace = try namespace(name, for: .manage)
        guard registry.repositories(of: namespace).isEmpty else { throw .namespaceNotEmpty }
        registry.deleteNamespace(id: namespace.id)
        return .deleted
    }

    private func hasGrant(inside namespace: SWRNamespace) -> Bool {
        registry.repositories(of: namespace).contains { registry.level(of: caller, in: $0) != nil }
    }

    private func document(of namespace: SWRNamespace, isRow: Bool) -> JSONDocument {
        var members: [String: JSONDocument] = [
            "creator_name": .text(namespace.creatorName), "id": .number(namespace.id), "name": .text(namespace.name),
        ]
        if let level = registry.level(of: caller, in: namespace) { members["auth"] = .number(level.rawValue) }
        if isRow, registry.tellsCounts {
            members["access_user_count"] = .number(namespace.grants.count)
            members["repo_count"] = .number(registry.repositories(of: namespace).count)
        }
        return .object(members)
    }
}
