import Domain
import Policy

/// The description of the `/v1` API in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0): the operations that the
/// policy in force has routes for, with the methods, paths and roles of those routes and with the fields that requests
/// are read with. Routes that answer without an operation are left out.
struct OpenAPIDocument {
    static let version = "3.1.0"

    let tree: JSONTree

    /// - Parameters:
    ///   - operations: all that the gateway can carry out.
    ///   - release: of this program.
    init(_ ruleset: Ruleset, operations: [Operation], release: String) {
        let known = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var responses = SharedResponses()
        var paths: [(path: String, operations: [JSONTree.Member])] = []
        for route in ruleset.routes {
            guard let name = route.operationName, let operation = known[name] else { continue }
            let routed = RoutedOperation(operation, route, ruleset.roles)
            let place = paths.firstIndex { $0.path == routed.path } ?? paths.count
            if place == paths.count { paths.append((routed.path, [])) }
            // Routes of one path and method differ in what else they match, which OpenAPI has no word for: the first
            // stands for them.
            for method in route.methods where !paths[place].operations.contains(where: { $0.name == method.key }) {
                paths[place].operations.append(
                    JSONTree.Member(method.key, routed.description(for: method, &responses)))
            }
        }
        tree = [
            "openapi": .text(Self.version),
            "info": [
                "title": "Breakwater",
                "version": .text(release),
                "description": .text(Self.introduction(ruleset.roles)),
                "x-policy": .text(ruleset.identity),
            ],
            // Where this document came from.
            "servers": [["url": "/"]],
            "paths": .object(paths.map { JSONTree.Member($0.path, .object($0.operations)) }),
            "components": [
                "securitySchemes": [
                    "token": [
                        "type": "http", "scheme": "bearer", "bearerFormat": "JWT",
                        "description": "the token of a login; the scheme may be left out",
                    ]
                ],
                "schemas": RefusalSchemas.tree,
                "responses": responses.tree,
            ],
        ]
    }

    private static func introduction(_ roles: RoleTable) -> String {
        let names = roles.numbered.map { "\($0.number.rawValue) \($0.name)" }.joined(separator: ", ")
        return """
            What this gateway answers itself, by the policy in force: x-roles names who may use an operation, x-access \
            under which conditions where there are any. The roles are \(names); anonymous is anybody. Members of a \
            request that are not described are ignored. Every answer has X-Request-Id, which stands in the logs.
            """
    }
}

extension CompiledRoute {
    /// What carries it out, as the policy names it; `nil` for a route that leads elsewhere.
    var operationName: String? {
        switch destination {
        case .local(let name): name
        case .translate(let name, upstream: _): name
        default: nil
        }
    }
}

extension RequestMethod {
    /// As OpenAPI writes it.
    fileprivate var key: String { name.lowercased() }
}
