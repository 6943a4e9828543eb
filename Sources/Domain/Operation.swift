/// One operation of the `/v1` API as its description shows it: what goes in, what comes out, how it is refused.
///
/// It stands beside what carries it out, and its fields are those that the request is read with. Methods, paths and
/// roles are the policy's.
package struct Operation: Sendable {
    /// What the body of a 200 holds.
    package enum Answer: Sendable {
        /// Nothing beside code and message.
        case done
        case token
        /// Rows, and how many there are before paging.
        case list([FieldDescription])
        case object([FieldDescription])
        /// What became of each item, called by this field.
        case outcomes(FieldDescription)
        /// Not an envelope of `/v1`.
        case document(contentType: String, schema: JSONTree, example: JSONTree)
    }

    /// What policies name behind `local:` or `translate:`.
    package let name: String
    package let summary: String
    /// More about it; may be empty.
    package let note: String
    /// Of the path, by the names that routes give them.
    package let path: [FieldDescription]
    package let query: [FieldDescription]
    /// The members of the JSON object; empty for an operation that needs no body.
    package let body: [FieldDescription]
    package let answer: Answer
    /// How it may be refused beside what its fields, its route and its destination bring along.
    package let refusals: [GatewayError.Code]
    /// Whether a service behind the gateway is asked. A translation always asks one.
    package let reachesUpstream: Bool

    package init(
        _ name: String, _ summary: String, note: String = "", path: [FieldDescription] = [],
        query: [FieldDescription] = [], body: [FieldDescription] = [], answer: Answer,
        refusals: [GatewayError.Code] = [], reachesUpstream: Bool = false
    ) {
        self.name = name
        self.summary = summary
        self.note = note
        self.path = path
        self.query = query
        self.body = body
        self.answer = answer
        self.refusals = refusals
        self.reachesUpstream = reachesUpstream
    }

    /// `refusals` and those of the fields.
    package var ownRefusals: [GatewayError.Code] {
        var codes = refusals
        if !body.isEmpty { codes += [.mediaTypeUnsupported, .fieldInvalid] }
        if !query.isEmpty { codes.append(.fieldInvalid) }
        return codes
    }
}

extension Operation.Answer {
    package var contentType: String {
        if case .document(let contentType, _, _) = self { contentType } else { "application/json" }
    }

    package var schema: JSONTree {
        switch self {
        case .done: Self.envelope([])
        case .token: Self.envelope([.init("token", Self.tokenSchema)])
        case .list(let fields):
            Self.envelope([.init("data", Self.rows(fields)), .init("total", IntegerRule.count.schema)])
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
        case .list(let fields): .object([.init("data", .list([fields.example])), .init("total", 1)] + end)
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
