extension HarborRoutes {
    /// What there is at a path, by method.
    typealias Routes = [String: Route]

    func routes(_ request: StandInRequest, _ target: HarborTarget) throws(HarborFault) -> Routes {
        let segments = Array(target.segments.dropFirst())
        if segments == ["version"] { return ["GET": .read(version)] }
        guard segments.first == "v2.0", segments.count > 1 else { throw .noPath(target.path) }
        let rest = Array(segments.dropFirst(2))
        switch segments[1] {
        case "ping" where rest.isEmpty: return ["GET": .read(ping)]
        case "health" where rest.isEmpty: return ["GET": .read(health)]
        case "systeminfo" where rest.isEmpty: return ["GET": .read(systemInformation)]
        case "statistics" where rest.isEmpty: return ["GET": .read(statistics)]
        case "configurations" where rest.isEmpty: return configurationRoutes(request)
        case "repositories" where rest.isEmpty:
            return ["GET": .read { () throws(HarborFault) in try allRepositories(target) }]
        case "users": return try userRoutes(rest, request, target)
        case "usergroups": return try groupRoutes(rest, request, target)
        case "labels": return try labelRoutes(rest, request, target)
        case "projects" where rest.isEmpty: return projectsRoutes(request, target)
        case "projects": return try projectRoutes(rest, request, target)
        default: throw .noPath(target.path)
        }
    }

    private func projectsRoutes(_ request: StandInRequest, _ target: HarborTarget) -> Routes {
        [
            "GET": .read { () throws(HarborFault) in try projects(target) },
            "HEAD": .read { () throws(HarborFault) in try projectExists(target) },
            "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                try createProject(request, target, in: &changed)
            },
        ]
    }

    /// - Parameter segments: those below `projects`, at least one.
    private func projectRoutes(
        _ segments: [String], _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> Routes {
        let name = segments[0]
        let byName = HarborFlag.isTrue(request.field("X-Is-Resource-Name"))
        switch (segments.count, segments.dropFirst().first) {
        case (1, _):
            return [
                "GET": .read { () throws(HarborFault) in try project(name, byName: byName) },
                "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try updateProject(name, byName: byName, request, in: &changed)
                },
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteProject(name, byName: byName, in: &changed)
                },
            ]
        case (2, "_deletable"):
            return ["GET": .read { () throws(HarborFault) in try isDeletable(name, byName: byName) }]
        case (2, "summary"):
            return ["GET": .read { () throws(HarborFault) in try summary(name, byName: byName) }]
        case (2...3, "members"):
            return try memberRoutes(name, byName: byName, segments.dropFirst(2).first, request, target)
        case (2...3, "metadatas"):
            return metadataRoutes(name, byName: byName, segments.dropFirst(2).first, request)
        case (2, "repositories"):
            return ["GET": .read { () throws(HarborFault) in try repositories(of: name, target) }]
        case (3..., "repositories"): return try repositoryRoutes(segments, request, target)
        default: throw .noPath(target.path)
        }
    }

    /// `{project}/repositories/{repository}` and below.
    private func repositoryRoutes(
        _ segments: [String], _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> Routes {
        let project = segments[0]
        let name = segments[2]
        switch (segments.count, segments.dropFirst(3).first, segments.dropFirst(5).first) {
        case (3, _, _):
            return [
                "GET": .read { () throws(HarborFault) in try repository(Self.unescaped(name), of: project) },
                "PUT": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try describeRepository(Self.unescaped(name), of: project, request, in: &changed)
                },
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteRepository(Self.unescaped(name), of: project, in: &changed)
                },
            ]
        case (4, "artifacts", _):
            return [
                "GET": .read { () throws(HarborFault) in try artifacts(of: Self.unescaped(name), in: project, target) },
                "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try copyArtifact(to: Self.unescaped(name), in: project, target, in: &changed)
                },
            ]
        case (5..., "artifacts", nil), (6..., "artifacts", "tags"):
            return try artifactRoutes(segments, request, target)
        default: throw .noPath(target.path)
        }
    }

    /// `{project}/repositories/{repository}/artifacts/{reference}` and below.
    private func artifactRoutes(
        _ segments: [String], _ request: StandInRequest, _ target: HarborTarget
    ) throws(HarborFault) -> Routes {
        let place = ArtifactPlace(project: segments[0], repository: segments[2], reference: segments[4])
        switch segments.count {
        case 5:
            return [
                "GET": .read { () throws(HarborFault) in try artifact(at: place, target) },
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteArtifact(at: place, from: &changed)
                },
            ]
        case 6:
            return [
                "GET": .read { () throws(HarborFault) in try tags(at: place, target) },
                "POST": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try createTag(at: place, request, in: &changed)
                },
            ]
        case 7:
            return [
                "DELETE": .change { (changed: inout HarborRegistry) throws(HarborFault) in
                    try deleteTag(segments[6], at: place, from: &changed)
                }
            ]
        default: throw .noPath(target.path)
        }
    }

    /// A number in a path.
    static func number(_ segment: String, _ name: String) throws(HarborFault) -> Int {
        guard let number = Int(segment) else {
            throw .validation("\(name) in path must be of type int64: \"\(segment)\"")
        }
        return number
    }

    /// The second decoding of a repository's name, which the front server has decoded once: only `%252F` survives as a
    /// slash inside one segment.
    static func unescaped(_ segment: String) throws(HarborFault) -> String {
        guard let name = HarborTarget.decoded(segment, plusIsSpace: false) else {
            throw .badRequest("invalid URL escape in the repository name")
        }
        return name
    }
}
