import Domain
import Policy
import Routing

/// An operation on the route that the policy gives it.
struct RoutedOperation {
    private let operation: Operation
    private let route: CompiledRoute
    private let roles: RoleTable
    /// As OpenAPI writes templates: a rest parameter is one like any other.
    let path: String
    private let parameters: [String]

    init(_ operation: Operation, _ route: CompiledRoute, _ roles: RoleTable) {
        self.operation = operation
        self.route = route
        self.roles = roles
        path = route.path.split(separator: "...}", omittingEmptySubsequences: false).joined(separator: "}")
        parameters = route.layout.names
    }

    func description(for method: RequestMethod, _ shared: inout SharedResponses) -> JSONTree {
        var members: [JSONTree.Member] = [
            .init("operationId", .text(route.operationIdentifier(method))), .init("summary", .text(operation.summary)),
        ]
        let notes = [standing?.text, operation.note].compactMap { $0 }.filter { !$0.isEmpty }
        if !notes.isEmpty { members.append(.init("description", .text(notes.joined(separator: " ")))) }
        if let standing { members.append(.init("x-standing", .text(standing.word))) }
        members += [.init("tags", [.text(tag)]), .init("x-roles", .list(allowed.map { .text($0.name) }))]
        let conditional = allowed.filter(\.isConditional)
        if !conditional.isEmpty {
            members.append(.init("x-access", .object(conditional.map { .init($0.name, .text($0.access.text)) })))
        }
        members.append(.init("security", security))
        let fields = pathFields + queryFields
        if !fields.isEmpty { members.append(.init("parameters", .list(fields))) }
        if !operation.body.isEmpty { members.append(.init("requestBody", requestBody)) }
        members.append(.init("responses", OperationResponses(operation, route, method).tree(&shared)))
        return .object(members)
    }

    /// What there is to know where the gateway does not carry it out, for programs and for people.
    private var standing: (word: String, text: String)? {
        switch operation.carrier {
        case .gateway: return nil
        case .nobody:
            return (
                "planned",
                "Not built yet: whoever may use it gets 501, and neither parameters nor bodies are judged so far."
            )
        case .upstream:
            let token = route.credentialUse == .client ? ", with the caller's own token," : ""
            return (
                "handed-on",
                """
                Handed on\(token) to a service behind the gateway: query and body are its own to judge, and its answers \
                come back as they are.
                """
            )
        }
    }

    /// What stands behind `/v1/` first, or what the path begins with.
    private var tag: String {
        let segments = path.split(separator: "/")
        return (segments.first == "v1" ? segments.dropFirst().first : segments.first).map(String.init) ?? "/"
    }

    private struct Allowed {
        let name: String
        let access: RoleAccess

        /// Whether it takes more than the role.
        var isConditional: Bool {
            guard case .may(let conditions, let exceptions) = access else { return false }
            return !conditions.isEmpty || !exceptions.isEmpty
        }
    }

    /// By the numbers of the roles, anybody first; who is always let in as anybody is not named again.
    private var allowed: [Allowed] {
        let anybody = Allowed(name: "anonymous", access: route.access(of: nil, isSettled: true))
        let others = roles.numbered.map {
            Allowed(name: $0.name, access: route.access(of: $0.number, isSettled: true))
        }
        if route.isPublic { return [anybody] }
        return ([anybody] + others).filter { $0.access != .never }
    }

    private var security: JSONTree {
        switch (route.admitsAnybody, route.admitsPrincipals) {
        case (true, false): []
        case (true, true): [[:], ["token": []]]
        case (false, _): [["token": []]]
        }
    }

    /// Every parameter of the route's path, which is more than the operation knows where a policy is unusual.
    private var pathFields: [JSONTree] {
        parameters.map { name in
            let field = operation.path.first { $0.name == name }
            return Self.parameter(
                name, in: "path", isRequired: true, schema: field?.schema ?? TextRule.notEmpty.schema,
                note: field?.note ?? "", example: field?.example)
        }
    }

    private var queryFields: [JSONTree] {
        operation.query.map { field in
            Self.parameter(
                field.name, in: "query", isRequired: field.isRequired, schema: field.schema, note: field.note,
                example: field.example)
        }
    }

    private static func parameter(
        _ name: String, in place: JSONTree, isRequired: Bool, schema: JSONTree, note: String, example: JSONTree?
    ) -> JSONTree {
        var members: [JSONTree.Member] = [
            .init("name", .text(name)), .init("in", place), .init("required", .flag(isRequired)),
            .init("schema", schema),
        ]
        if !note.isEmpty { members.append(.init("description", .text(note))) }
        if let example { members.append(.init("example", example)) }
        return .object(members)
    }

    private var requestBody: JSONTree {
        [
            "required": true,
            "content": [
                "application/json": ["schema": operation.body.objectSchema, "example": operation.body.example]
            ],
        ]
    }
}
