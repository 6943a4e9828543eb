import Domain
package import Routing

/// Routes whose upstream path is their own, so that one table can judge both sides of an exchange. Between them they
/// have every kind of parameter, names that hold slashes, and weaker rules to fall through to.
package struct PathRoutes: Sendable {
    package static let patterns = [
        "/",
        "/api/projects",
        "/api/projects/{project}",
        "/api/projects/{project}/repositories/{repository...}",
        "/api/projects/{project}/repositories/{repository...}/artifacts",
        "/api/projects/{project}/repositories/{repository...}/artifacts/{reference}/tags",
        "/v2/",
        "/v2/{repository...}/manifests/{reference}",
        "/v2/{repository...}/blobs/uploads/",
        "/v2/{repository...}/blobs/uploads/{upload}",
        "/v2/{repository...}/blobs/{reference}",
        "/users/{id}",
        "/hosts/{host}/{rest...}/end",
        "/relay/{rest...}",
        "/relay/admin",
        "/relay/{one}/x/{two}",
        "/{everything...}",
    ]
    /// By name of the parameter; any other is of any type.
    package static let types: [String: ParameterType] = [
        "project": .ociProject, "repository": .ociRepository, "reference": .ociReference, "upload": .uuid,
        "id": .int64, "host": .dnsName,
    ]

    let table: RouteTable
    let layouts: [RouteLayout]
    /// By filter, then by route: every value of the route's path through that filter.
    let templates: [[TargetTemplate]]
    let order: PathOrder
    /// Routes that take every value, so that their structure alone decides.
    let untyped: Set<Int>

    init() throws(PatternFault) {
        var patterns: [RoutePattern] = []
        for text in Self.patterns { patterns.append(try Self.pattern(text)) }
        let entries = patterns.map { RouteTable.Entry($0, methods: [.get]) }
        layouts = entries.map(\.layout)
        do throws(RouteOverlaps) {
            table = try RouteTable.build(entries)
        } catch {
            throw PatternFault(at: 0, error.overlaps.map(\.problem).joined(separator: "; "))
        }
        var templates: [[TargetTemplate]] = []
        for filter in TargetTemplate.Filter.allCases {
            var ofRoutes: [TargetTemplate] = []
            for pattern in patterns {
                ofRoutes.append(try TargetTemplate(parsing: Self.template(of: pattern, filter), for: pattern))
            }
            templates.append(ofRoutes)
        }
        self.templates = templates
        order = PathOrder(patterns)
        untyped = Set(patterns.indices.filter { patterns[$0].parameters.allSatisfy { $0.type == .any } })
    }

    private static func pattern(_ text: String) throws(PatternFault) -> RoutePattern {
        var pattern = try RoutePattern(parsing: text)
        for (index, parameter) in pattern.parameters.enumerated() {
            try pattern.assign(types[parameter.name] ?? .any, to: index)
        }
        return pattern
    }

    private static func template(of pattern: RoutePattern, _ filter: TargetTemplate.Filter) -> String {
        var text = pattern.text
        for parameter in pattern.parameters {
            let written = parameter.isRest ? "{\(parameter.name)...}" : "{\(parameter.name)}"
            text = text.replacing(written, with: "{\(parameter.name)|\(filter.rawValue)}")
        }
        return text
    }
}
