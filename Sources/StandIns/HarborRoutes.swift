/// Harbor's read-only API for one caller: finds the route of a request and answers it.
///
/// The order of checks is that of the real server: path (404), method (405), parameters (422), permission (401 for
/// nobody, 403 for somebody), existence (404). So who may not see a project cannot find out whether it exists.
struct HarborRoutes {
    let registry: HarborRegistry
    /// `nil` is anonymous.
    let caller: HarborAccount?

    private typealias Route = () throws(HarborFault) -> HarborPayload

    func payload(for request: StandInRequest) -> HarborPayload {
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
            return try route()
        } catch {
            return HarborPayload(error)
        }
    }

    /// By method, what there is at a path.
    private func routes(_ request: StandInRequest, _ target: HarborTarget) throws(HarborFault) -> [String: Route] {
        let segments = Array(target.segments.dropFirst())
        if segments == ["version"] { return ["GET": version] }
        guard segments.first == "v2.0" else { throw .noPath(target.path) }
        let byName = HarborFlag.isTrue(request.field("X-Is-Resource-Name"))
        switch segments.dropFirst().first {
        case "ping" where segments.count == 2: return ["GET": ping]
        case "health" where segments.count == 2: return ["GET": health]
        case "systeminfo" where segments.count == 2: return ["GET": systemInformation]
        case "statistics" where segments.count == 2: return ["GET": statistics]
        case "users" where segments.dropFirst(2) == ["current"]: return ["GET": currentAccount]
        case "repositories" where segments.count == 2:
            return ["GET": { () throws(HarborFault) in try allRepositories(target) }]
        case "projects": return try projectRoutes(Array(segments.dropFirst(2)), target, byName: byName)
        default: throw .noPath(target.path)
        }
    }

    private func projectRoutes(
        _ segments: [String], _ target: HarborTarget, byName: Bool
    ) throws(HarborFault) -> [String: Route] {
        switch (segments.count, segments.dropFirst().first, segments.last) {
        case (0, _, _):
            return [
                "GET": { () throws(HarborFault) in try projects(target) },
                "HEAD": { () throws(HarborFault) in try projectExists(target) },
            ]
        case (1, _, _):
            return ["GET": { () throws(HarborFault) in try project(segments[0], byName: byName) }]
        case (2, "repositories", _):
            return ["GET": { () throws(HarborFault) in try repositories(of: segments[0], target) }]
        case (3, "repositories", _):
            return [
                "GET": { () throws(HarborFault) in try repository(Self.unescaped(segments[2]), of: segments[0]) }
            ]
        case (4, "repositories", "artifacts"):
            return [
                "GET": { () throws(HarborFault) in
                    try artifacts(of: Self.unescaped(segments[2]), in: segments[0], target)
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
        guard let caller else { throw .unauthorized }
        guard caller.isAdministrator else { throw .forbidden }
        throw .notFound("project \(name)")
    }
}

/// How Harbor reads booleans: a few words are true, and everything else is false, never an error.
enum HarborFlag {
    static func isTrue(_ text: String?) -> Bool {
        ["true", "1", "yes", "ok", "y", "on", "t"].contains(text?.lowercased())
    }
}
