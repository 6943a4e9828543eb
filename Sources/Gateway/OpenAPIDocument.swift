import Domain
import Policy

/// The description of the `/v1` API in OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.0): the operations that the
/// policy in force has routes for, with the methods, paths and roles of those routes and with the fields that requests
/// are read with; also what is not built yet and what is handed on, which says so. Routes without an operation are left
/// out: the vendors' own APIs.
struct OpenAPIDocument {
    static let version = "3.1.0"

    let tree: JSONTree

    /// - Parameters:
    ///   - operations: all that there is a description of.
    ///   - release: of this program.
    init(_ ruleset: Ruleset, operations: [Operation], release: String) {
        let known = Dictionary(operations.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
        var responses = SharedResponses()
        var paths: [(path: String, operations: [JSONTree.Member])] = []
        for route in ruleset.routes {
            for method in route.methods {
                guard let operation = route.operation(of: method, among: known) else { continue }
                let routed = RoutedOperation(operation, route, ruleset.roles)
                let place = paths.firstIndex { $0.path == routed.path } ?? paths.count
                if place == paths.count { paths.append((routed.path, [])) }
                // Routes of one path and method differ in what else they match, which OpenAPI has no word for: the
                // first stands for them.
                guard !paths[place].operations.contains(where: { $0.name == method.key }) else { continue }
                paths[place].operations.append(
                    JSONTree.Member(method.key, routed.description(for: method, &responses)))
            }
        }
        tree = [
            "openapi": .text(Self.version),
            "info": [
                "title": "Breakwater",
                "version": .text(release),
                "description": .text(Self.introduction(ruleset)),
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

    private static func introduction(_ ruleset: Ruleset) -> String {
        let names = ruleset.roles.numbered.map { "\($0.number.rawValue) \($0.name)" }.joined(separator: ", ")
        let login = ruleset.routes.first { $0.destination == .local(LocalEndpointName.login.rawValue) }
        return (login.map { tokens($0.path) + " " } ?? "") + """
            What follows is what this gateway does by the policy in force: x-roles names who may use an operation, \
            x-access under which conditions where there are any, x-standing what is planned only or handed on. The \
            roles are \(names); anonymous is anybody. Members of a request that are not described are ignored. Every \
            answer has X-Request-Id, which stands in the logs.
            """
    }

    /// How one gets a token and what one does with it. - Parameter login: the path.
    private static func tokens(_ login: String) -> String {
        """
        To get a token, send POST \(login) with {"user":"…","password":"…"} as application/json. Send the token that \
        comes back with every other request, as Authorization: TOKEN or as Authorization: Bearer TOKEN. The operations \
        refresh and logout exchange it for a new one, and end its session.
        """
    }
}

extension RequestMethod {
    /// As OpenAPI writes it.
    fileprivate var key: String { name.lowercased() }
}
