/// What there is to ask of SWR's management API (shared edition), as far as it is stood in for: organizations, the
/// images in them with their tags, who may do what with both, and docker logins.
enum SWROperation: Equatable {
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

    /// What a permission is for. Repositories as they are written in a path, with `$` for slashes.
    enum Scope: Equatable {
        case namespace(String)
        case repository(String, String)
    }

    init?(_ method: String, _ segments: [String]) {
        guard let (shape, names) = Self.shape(of: segments) else { return nil }
        switch ("\(method) \(shape)", names.count) {
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
        default: return nil
        }
    }

    /// The path with a star for each name in it, and the names.
    private static func shape(of segments: [String]) -> (String, [String])? {
        var shape: [String] = []
        var names: [String] = []
        for segment in segments {
            // A name is what follows a word for things of which there are many; what follows a name is a word again.
            if let last = shape.last, ["namespaces", "repos", "tags"].contains(last) {
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
