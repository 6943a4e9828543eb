/// What an answer looks like, as a schema and as an example.
extension Operation.Answer {
    package var contentType: String {
        if case .document(let contentType, _, _) = self { contentType } else { "application/json" }
    }

    package var schema: JSONTree {
        switch self {
        case .done: Self.envelope([])
        case .token: Self.envelope([.init("token", Self.tokenSchema)])
        case .list(let fields, let meta):
            Self.envelope(
                Self.list(Self.rows(fields), total: IntegerRule.count.schema, meta.isEmpty ? nil : meta.objectSchema))
        case .texts(let field): Self.envelope([.init("data", ["type": "array", "items": field.schema])])
        case .object(let fields): Self.envelope([.init("data", fields.objectSchema)])
        case .outcomes(let key): Self.envelope([.init("data", Self.outcomes(key))])
        case .document(_, let schema, _): schema
        }
    }

    package var example: JSONTree {
        let end: [JSONTree.Member] = [.init("code", 200), .init("message", "success")]
        return switch self {
        case .done: .object(end)
        case .token: .object([.init("token", "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.e30.c2ln")] + end)
        case .list(let fields, let meta):
            .object(Self.list(.list([fields.example]), total: 1, meta.isEmpty ? nil : meta.example) + end)
        case .texts(let field): .object([.init("data", .list([field.example]))] + end)
        case .object(let fields): .object([.init("data", fields.example)] + end)
        case .outcomes(let key):
            .object([.init("data", .list([([key] + Self.outcomeFields).example]))] + end)
        case .document(_, _, let example): example
        }
    }

    /// The list of outcomes, which also comes with the error of a call of which a part was done.
    package static func outcomes(_ key: FieldDescription) -> JSONTree { rows([key] + outcomeFields) }

    private static let outcomeFields = [
        FieldDescription("code", IntegerRule(200...599), "an HTTP status", example: 200),
        FieldDescription("message", TextRule.anything, "what became of it", example: "success"),
    ]

    private static var tokenSchema: JSONTree {
        ["type": "string", "description": "send it as Authorization, with or without the scheme Bearer"]
    }

    private static func list(_ data: JSONTree, total: JSONTree, _ meta: JSONTree?) -> [JSONTree.Member] {
        var members = [JSONTree.Member("data", data), JSONTree.Member("total", total)]
        if let meta { members.append(JSONTree.Member("meta", meta)) }
        return members
    }

    private static func rows(_ fields: [FieldDescription]) -> JSONTree {
        ["type": "array", "items": fields.objectSchema]
    }

    private static func envelope(_ members: [JSONTree.Member]) -> JSONTree {
        let properties =
            members + [.init("code", ["type": "integer", "const": 200]), .init("message", ["type": "string"])]
        return [
            "type": "object", "properties": .object(properties),
            "required": .list(properties.map { .text($0.name) }),
        ]
    }
}
