/// What there is to ask of SWR's management API (shared edition), as far as it is stood in for: organizations, the
/// images in them with their tags, who may do what with both, what is set up for an image, what concerns the whole
/// account, docker logins, and versions. Agencies, reports, references, accessories and feature gates are not.
enum SWROperation: Equatable {
    case listVersions
    case readVersion(SWRVersion)
    case listNamespaces
    case createNamespace
    case readNamespace(String)
    case deleteNamespace(String)
    case readAccess(Scope)
    case grant(Scope)
    case changeGrants(Scope)
    case revoke(Scope)
    case listRepositories
    case listRepositoriesByMarker
    case createRepository(String)
    case readRepository(String, String)
    case changeRepository(String, String)
    case deleteRepository(String, String)
    case listTags(String, String)
    case listTagsByMarker(String, String)
    case createTag(String, String)
    case readTag(String, String, tag: String)
    case deleteTag(String, String, tag: String)
    case createLogin
    case listShares(String, String)
    case createShare(String, String)
    case readShare(String, String, domain: String)
    case changeShare(String, String, domain: String)
    case deleteShare(String, String, domain: String)
    case listRetentions(String, String)
    case listRetentionRecords(String, String)
    case createRetention(String, String)
    case readRetention(String, String, id: String)
    case changeRetention(String, String, id: String)
    case deleteRetention(String, String, id: String)
    case listTriggers(String, String)
    case createTrigger(String, String)
    case readTrigger(String, String, trigger: String)
    case changeTrigger(String, String, trigger: String)
    case deleteTrigger(String, String, trigger: String)
    case listSynchronizations(String, String)
    case createSynchronization(String, String)
    case deleteSynchronization(String, String)
    case synchronize(String, String)
    case listSynchronizationJobs(String, String)
    case listShared
    case listSharedByMarker
    case listRegions
    case readOverview
    case listQuotas(project: String)

    /// What a permission is for. Repositories as they are written in a path, with `$` for slashes.
    enum Scope: Equatable {
        case namespace(String)
        case repository(String, String)
    }

    init?(_ method: String, _ segments: [String]) {
        guard let (shape, names) = Self.shape(of: segments) else { return nil }
        switch ("\(method) \(shape)", names.count) {
        case ("GET ", _): self = .listVersions
        case ("GET v2", _): self = .readVersion(.two)
        case ("GET v3", _): self = .readVersion(.three)
        case ("GET v2/manage/namespaces", _): self = .listNamespaces
        case ("POST v2/manage/namespaces", _): self = .createNamespace
        case ("GET v2/manage/namespaces/*", 1): self = .readNamespace(names[0])
        case ("DELETE v2/manage/namespaces/*", 1): self = .deleteNamespace(names[0])
        case ("GET v2/manage/namespaces/*/access", 1): self = .readAccess(.namespace(names[0]))
        case ("POST v2/manage/namespaces/*/access", 1): self = .grant(.namespace(names[0]))
        case ("PATCH v2/manage/namespaces/*/access", 1): self = .changeGrants(.namespace(names[0]))
        case ("DELETE v2/manage/namespaces/*/access", 1): self = .revoke(.namespace(names[0]))
        case ("GET v2/manage/repos", _): self = .listRepositories
        case ("GET v3/manage/repos", _): self = .listRepositoriesByMarker
        case ("POST v2/manage/namespaces/*/repos", 1): self = .createRepository(names[0])
        case ("GET v2/manage/namespaces/*/repos/*", 2): self = .readRepository(names[0], names[1])
        case ("PATCH v2/manage/namespaces/*/repos/*", 2): self = .changeRepository(names[0], names[1])
        case ("DELETE v2/manage/namespaces/*/repos/*", 2): self = .deleteRepository(names[0], names[1])
        case ("GET v2/manage/namespaces/*/repos/*/access", 2): self = .readAccess(.repository(names[0], names[1]))
        case ("POST v2/manage/namespaces/*/repos/*/access", 2): self = .grant(.repository(names[0], names[1]))
        case ("PATCH v2/manage/namespaces/*/repos/*/access", 2): self = .changeGrants(.repository(names[0], names[1]))
        case ("DELETE v2/manage/namespaces/*/repos/*/access", 2): self = .revoke(.repository(names[0], names[1]))
        case ("GET v2/manage/namespaces/*/repos/*/tags", 2): self = .listTags(names[0], names[1])
        case ("GET v3/manage/namespaces/*/repos/*/tags", 2): self = .listTagsByMarker(names[0], names[1])
        case ("POST v2/manage/namespaces/*/repos/*/tags", 2): self = .createTag(names[0], names[1])
        case ("GET v2/manage/namespaces/*/repos/*/tags/*", 3): self = .readTag(names[0], names[1], tag: names[2])
        case ("DELETE v2/manage/namespaces/*/repos/*/tags/*", 3): self = .deleteTag(names[0], names[1], tag: names[2])
        case ("POST v2/manage/utils/secret", _), ("POST v2/manage/utils/authorizationtoken", _): self = .createLogin
        case ("GET v2/manage/shared-repositories", _): self = .listShared
        case ("GET v3/manage/shared-repositories", _): self = .listSharedByMarker
        case ("GET v2/manage/regions", _): self = .listRegions
        case ("GET v2/manage/overview", _): self = .readOverview
        case ("GET v2/manage/projects/*/quotas", 1): self = .listQuotas(project: names[0])
        default:
            guard names.count >= 2,
                let operation = Self.setUp("\(method) \(shape)", names[0], names[1], names.dropFirst(2).first ?? "")
            else { return nil }
            self = operation
        }
    }

    /// What is set up for an image.
    /// - Parameter name: the last of the path, where it has a third one.
    private static func setUp(
        _ operation: String, _ namespace: String, _ repository: String, _ name: String
    ) -> SWROperation? {
        let image = "v2/manage/namespaces/*/repos/*"
        // Here, and only here, images are called repositories.
        let shares = "v2/manage/namespaces/*/repositories/*/access-domains"
        return switch operation {
        case "GET \(shares)": .listShares(namespace, repository)
        case "POST \(shares)": .createShare(namespace, repository)
        case "GET \(shares)/*": .readShare(namespace, repository, domain: name)
        case "PATCH \(shares)/*": .changeShare(namespace, repository, domain: name)
        case "DELETE \(shares)/*": .deleteShare(namespace, repository, domain: name)
        case "GET \(image)/retentions": .listRetentions(namespace, repository)
        case "GET \(image)/retentions/histories": .listRetentionRecords(namespace, repository)
        case "POST \(image)/retentions": .createRetention(namespace, repository)
        case "GET \(image)/retentions/*": .readRetention(namespace, repository, id: name)
        case "PATCH \(image)/retentions/*": .changeRetention(namespace, repository, id: name)
        case "DELETE \(image)/retentions/*": .deleteRetention(namespace, repository, id: name)
        case "GET \(image)/triggers": .listTriggers(namespace, repository)
        case "POST \(image)/triggers": .createTrigger(namespace, repository)
        case "GET \(image)/triggers/*": .readTrigger(namespace, repository, trigger: name)
        case "PATCH \(image)/triggers/*": .changeTrigger(namespace, repository, trigger: name)
        case "DELETE \(image)/triggers/*": .deleteTrigger(namespace, repository, trigger: name)
        case "GET \(image)/sync_repo": .listSynchronizations(namespace, repository)
        case "POST \(image)/sync_repo": .createSynchronization(namespace, repository)
        case "DELETE \(image)/sync_repo": .deleteSynchronization(namespace, repository)
        case "POST \(image)/sync_images": .synchronize(namespace, repository)
        case "GET \(image)/sync_job": .listSynchronizationJobs(namespace, repository)
        default: nil
        }
    }

    /// Words for things of which there are many: what follows one is a name, and a word again follows that.
    private static let plurals: Set<String> = [
        "namespaces", "repos", "repositories", "tags", "access-domains", "retentions", "triggers", "projects",
    ]

    /// The path with a star for each name in it, and the names.
    private static func shape(of segments: [String]) -> (String, [String])? {
        var shape: [String] = []
        var names: [String] = []
        for segment in segments {
            // What the retention did has its place among the rules, which have numbers.
            if let last = shape.last, plurals.contains(last), (last, segment) != ("retentions", "histories") {
                // Decoded, a slash in a name would be another path.
                guard !segment.isEmpty, !segment.contains("/") else { return nil }
                shape.append("*")
                names.append(segment)
            } else {
                shape.append(segment)
            }
        }
        return (shape.joined(separator: "/"), names)
    }
}
