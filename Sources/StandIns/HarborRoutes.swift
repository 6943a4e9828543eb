/// Harbor's API for one caller: finds the route of a request and answers it.
///
/// The order of checks is that of the real server: path (404), method (405), parameters (422), permission (401 for
/// nobody, 403 for somebody), existence (404). So who may not see a project cannot find out whether it exists.
struct HarborRoutes {
    private(set) var registry: HarborRegistry
    /// `nil` is anonymous.
    let caller: HarborAccount?

    private enum Route {
        case read(() throws(HarborFault) -> HarborPayload)
        /// Works on a copy, which is kept only when nothing is thrown, as a transaction would be.
        case change((inout HarborRegistry) throws(HarborFault) -> HarborPayload)
    }

    init(registry: HarborRegistry, caller: HarborAccount?) {
        self.registry = registry
        self.caller = caller
    }

    mutating func payload(for request: StandInRequest) -> HarborPayload {
        guard let target = HarborTarget(request.target) else { return HarborPayload(front: 400, "400 Bad Request") }
        guard target.segments.first == "api" else { return HarborPayload(front: 404, "404 Not Found") }
        do throws(HarborFault) {
            let routes = try routes(request, target)
            guard let route = routes[request.method] else {
                throw HarborFault.methodNotAllowed(request.method, but: routes.keys.sorted())
            }
            guard Self.acceptsJSON(request.field("Accept")) else {
                throw HarborFault.validation(
                    "unsupported media type requested, only [application/json] are available")
            }
            switch route {
            case .read(let read):
                return try read()
            case .change(let change):
                var changed = registry
                let payload = try change(&changed)
                registry = changed
                return payload
            }
        } catch {
            return HarborPayload(error)
        }
    }

    /// By method, what there is at a path.
    private func routes(_ request: StandInRequest, _ target: HarborTarget) throws(HarborFault) -> [String: Route] {
        let segments = Array(target.segments.dropFirst())
        if segments == ["version"] { return ["GET": .read(version)] }
        guard segments.first == "v2.0" else { throw .noPath(target.path) }
        switch segments.dropFirst().first {
        case "ping" where segments.count == 2: return ["GET": .read(ping)]
        case "health" where segments.count == 2: return ["GET": .read(health)]
        case "systeminfo" where segments.count == 2: return ["GET": .read(systemInformation)]
        case "statistics" where segments.count == 2: return ["GET": .read(statistics)]
        case "users" where segments.dropFirst(2) == ["current"]: return ["GET": .read(currentAccount)]
        case "repositories" where segments.count == 2:
            return ["GET": .read { () throws(HarborFault) in try allRepositories(target) }]
        case "projects" where segments.count == 2: return projectsRoutes(request, target)
        case "projects" where segments.count < 5:
            return try projectRoutes(Array(segments.dropFirst(2)), request, target)
        case "projects": return try repositoryRoutes(Array(segments.dropFirst(2)), target)
        default: throw .noPath(target.path)
        }
    }

    private func projectsRoutes(_ request: StandInRequest, _ target: HarborTarget) -> [String: Route] {
        [
            "GET": .read { () throws(HarborFault) in try projects(target) },
            "HEAD": .read { () throws(HarborFault) in try projectExists(target) },
            "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                try createProject(request, target, in: &changed)
            },
        ]
    }

    private func projectRoutes(
        _ segments: [String], _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> [String: Route] {
        let byName = HarborFlag.isTrue(request.field("X-Is-Resource-Name"))
        switch segments.dropFirst().first {
        case nil:
            return [
                "GET": .read { () throws(HarborFault) in try project(segments[0], byName: byName) },
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteProject(segments[0], byName: byName, in: &changed)
                },
            ]
        case "_deletable":
            return ["GET": .read { () throws(HarborFault) in try isDeletable(segments[0], byName: byName) }]
        case "repositories":
            return ["GET": .read { () throws(HarborFault) in try repositories(of: segments[0], target) }]
        default: throw .noPath(target.path)
        }
    }

    /// `{project}/repositories/{repository}` and below.
    private func repositoryRoutes(
        _ segments: [String], _ target: HarborTarget
    ) throws(HarborFault) -> [String: Route] {
        guard segments[1] == "repositories" else { throw .noPath(target.path) }
        let project = segments[0]
        let name = segments[2]
        switch (segments.count, segments.dropFirst(3).first, segments.dropFirst(5).first) {
        case (3, _, _):
            return [
                "GET": .read { () throws(HarborFault) in try repository(Self.unescaped(name), of: project) },
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteRepository(Self.unescaped(name), of: project, in: &changed)
                },
            ]
        case (4, "artifacts", _):
            return [
                "GET": .read { () throws(HarborFault) in try artifacts(of: Self.unescaped(name), in: project, target) }
            ]
        case (7, "artifacts", "tags"):
            return [
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteTag(
                        segments[6], ofArtifact: segments[4], of: Self.unescaped(name), in: project, from: &changed)
                }
            ]
        default: throw .noPath(target.path)
        }
    }

    /// The second decoding of a repository's name, which the front server has decoded once: only `%252F` survives as a
    /// slash inside one segment.
    private static func unescaped(_ segment: String) throws(HarborFault) -> String {
        guard let name = HarborTarget.decoded(segment, plusIsSpace: false) else {
            throw .badRequest("invalid URL escape in the repository name")
        }
        return name
    }

    private static func acceptsJSON(_ field: String?) -> Bool {
        guard let field, !field.isEmpty else { return true }
        return field.split(separator: ",").contains { range in
            let media = range.prefix { $0 != ";" }.filter { !$0.isWhitespace }.lowercased()
            return ["*/*", "application/*", "application/json"].contains(media)
        }
    }

    /// Whether the caller is somebody.
    func requireAccount() throws(HarborFault) -> HarborAccount {
        guard let caller else { throw .unauthorized }
        return caller
    }

    /// The project, if there is one and the caller may see it.
    func visible(_ project: HarborProject?, _ name: String) throws(HarborFault) -> HarborProject {
        if let project, project.isVisible(to: caller) { return project }
        throw hidden("project \(name)")
    }

    /// The project, if there is one and the caller is a member whose role lets him do this.
    func permitted(
        _ project: HarborProject?, _ name: String, to action: HarborAction
    ) throws(HarborFault) -> HarborProject {
        if let project, action.isPermitted(caller, in: project) { return project }
        throw hidden("project \(name)")
    }

    /// Why somebody gets nothing: only an administrator is told that there is none.
    private func hidden(_ what: String) -> HarborFault {
        guard let caller else { return .unauthorized }
        return caller.isAdministrator ? .notFound(what) : .forbidden
    }
}

/// What members of a project do, by the role that it takes.
enum HarborAction {
    /// Deleting repositories and tags.
    case maintain
    /// Deleting the project.
    case administer

    func isPermitted(_ caller: HarborAccount?, in project: HarborProject) -> Bool {
        guard let caller else { return false }
        let roles: Set<Int> =
            switch self {
            case .maintain: [1, 4]
            case .administer: [1]
            }
        return caller.isAdministrator || project.members[caller.id].map(roles.contains) ?? false
    }
}

/// How Harbor reads booleans: a few words are true, and everything else is false, never an error.
enum HarborFlag {
    static func isTrue(_ text: String?) -> Bool {
        ["true", "1", "yes", "ok", "y", "on", "t"].contains(text?.lowercased())
    }
}
