import Domain

/// SWR's API for one caller: answers an operation, and changes the registry when it is one that changes it.
///
/// A value of its own for each request: whoever keeps `registry` only when nothing was thrown has a transaction. The
/// order of checks is names and body (400), existence (404), permission (403), and the rest.
struct SWRRoutes {
    var registry: SWRRegistry
    let caller: IAMUser
    /// Whom a grant can be for.
    let directory: IAMDirectory
    let now: SWRMoment
    let request: StandInRequest
    let target: SWRTarget

    mutating func answer(_ operation: SWROperation) throws(SWRFault) -> SWRPayload {
        // Every operation wants it, those without a body as well.
        guard Self.isJSON(request.field("Content-Type")) else { throw .invalidContentType }
        switch operation {
        case .listVersions: return listVersions()
        case .readVersion(let version): return readVersion(version)
        case .listNamespaces: return try listNamespaces()
        case .createNamespace: return try createNamespace()
        case .readNamespace(let name): return try readNamespace(name)
        case .deleteNamespace(let name): return try deleteNamespace(name)
        case .readAccess(.namespace(let name)): return try readAccess(namespace: name)
        case .grant(.namespace(let name)): return try grant(namespace: name)
        case .changeGrants(.namespace(let name)): return try changeGrants(namespace: name)
        case .revoke(.namespace(let name)): return try revoke(namespace: name)
        case .readAccess(.repository(let namespace, let name)): return try readAccess(repository: name, namespace)
        case .grant(.repository(let namespace, let name)): return try grant(repository: name, namespace)
        case .changeGrants(.repository(let namespace, let name)): return try changeGrants(repository: name, namespace)
        case .revoke(.repository(let namespace, let name)): return try revoke(repository: name, namespace)
        case .listRepositories: return try listRepositories()
        case .listRepositoriesByMarker: return try listRepositoriesByMarker()
        case .createRepository(let namespace): return try createRepository(in: namespace)
        case .readRepository(let namespace, let name): return try readRepository(name, namespace)
        case .changeRepository(let namespace, let name): return try changeRepository(name, namespace)
        case .deleteRepository(let namespace, let name): return try deleteRepository(name, namespace)
        case .listTags(let namespace, let name): return try listTags(of: name, namespace)
        case .listTagsByMarker(let namespace, let name): return try listTagsByMarker(of: name, namespace)
        case .createTag(let namespace, let name): return try createTag(of: name, namespace)
        case .readTag(let namespace, let name, let tag): return try readTag(tag, of: name, namespace)
        case .deleteTag(let namespace, let name, let tag): return try deleteTag(tag, of: name, namespace)
        case .createLogin: return try createLogin()
        case .listShares(let namespace, let name): return try listShares(of: name, namespace)
        case .createShare(let namespace, let name): return try createShare(of: name, namespace)
        case .readShare(let namespace, let name, let domain): return try readShare(domain, of: name, namespace)
        case .changeShare(let namespace, let name, let domain): return try changeShare(domain, of: name, namespace)
        case .deleteShare(let namespace, let name, let domain): return try deleteShare(domain, of: name, namespace)
        case .listRetentions(let namespace, let name): return try listRetentions(of: name, namespace)
        case .listRetentionRecords(let namespace, let name): return try listRetentionRecords(of: name, namespace)
        case .createRetention(let namespace, let name): return try createRetention(of: name, namespace)
        case .readRetention(let namespace, let name, let id): return try readRetention(id, of: name, namespace)
        case .changeRetention(let namespace, let name, let id): return try changeRetention(id, of: name, namespace)
        case .deleteRetention(let namespace, let name, let id): return try deleteRetention(id, of: name, namespace)
        case .listTriggers(let namespace, let name): return try listTriggers(of: name, namespace)
        case .createTrigger(let namespace, let name): return try createTrigger(of: name, namespace)
        case .readTrigger(let namespace, let name, let trigger): return try readTrigger(trigger, of: name, namespace)
        case .changeTrigger(let namespace, let name, let trigger):
            return try changeTrigger(trigger, of: name, namespace)
        case .deleteTrigger(let namespace, let name, let trigger):
            return try deleteTrigger(trigger, of: name, namespace)
        case .listSynchronizations(let namespace, let name): return try listSynchronizations(of: name, namespace)
        case .createSynchronization(let namespace, let name): return try createSynchronization(of: name, namespace)
        case .deleteSynchronization(let namespace, let name): return try deleteSynchronization(of: name, namespace)
        case .synchronize(let namespace, let name): return try synchronize(name, namespace)
        case .listSynchronizationJobs(let namespace, let name):
            return try listSynchronizationJobs(of: name, namespace)
        case .listShared: return try listShared()
        case .listSharedByMarker: return try listSharedByMarker()
        case .listRegions: return listRegions()
        case .readOverview: return readOverview()
        case .listQuotas(let project): return try listQuotas(project: project)
        }
    }

    /// `application/json`, with or without parameters.
    static func isJSON(_ field: String?) -> Bool {
        guard let field else { return false }
        return field.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased() == "application/json"
    }

    /// The organization, if there is one and the caller may do with it what takes `level`.
    func namespace(_ name: String, for level: SWRLevel) throws(SWRFault) -> SWRNamespace {
        guard SWRName.isNamespace(name) else { throw .invalidNamespaceName }
        guard let namespace = registry.namespace(name) else { throw .namespaceMissing }
        let own = registry.level(of: caller, in: namespace)
        guard let own, own >= level else { throw own == nil ? .forbidden : .namespaceForbidden }
        return namespace
    }

    /// The image, if there is one and the caller may do with it what takes `level`. Everybody reads public ones.
    /// - Parameter written: the name as it stands in a path, with `$` for slashes.
    func repository(
        _ written: String, _ namespace: String, for level: SWRLevel
    ) throws(SWRFault) -> (SWRRepository, SWRNamespace) {
        guard SWRName.isNamespace(namespace) else { throw .invalidNamespaceName }
        let name = try SWRName.repository(written: written)
        guard let namespace = registry.namespace(namespace) else { throw .namespaceMissing }
        guard let repository = registry.repository(name, in: namespace) else { throw .imageMissing }
        if repository.isPublic, level == .read { return (repository, namespace) }
        let own = registry.level(of: caller, in: repository)
        guard let own, own >= level else { throw own == nil ? .forbidden : .imageForbidden }
        return (repository, namespace)
    }

    /// The object that the content is.
    func members() throws(SWRFault) -> [String: JSONValue] {
        guard let members = JSONValue.members(of: request.body) else { throw .invalidBody("not a JSON object") }
        return members
    }

    /// The list that the content is, which is never empty.
    func elements() throws(SWRFault) -> [JSONValue] {
        guard case .array(let elements)? = JSONValue.document(of: request.body), !elements.isEmpty else {
            throw .invalidBody("not a JSON array with elements")
        }
        return elements
    }
}
