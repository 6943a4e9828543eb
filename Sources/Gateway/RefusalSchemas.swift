import Domain

/// The bodies of errors, as `ErrorShape` writes them.
enum RefusalSchemas {
    /// The schemas that every operation refers to, by their names.
    static var tree: JSONTree {
        [
            "Refusal": object([
                ("code", status), ("message", text("what happened, and what to do")), ("reason", reason),
                ("requestId", identifier),
            ]),
            "Problem": object([
                ("type", ["const": "about:blank"]), ("status", status), ("title", text("what happened")),
                ("reason", reason), ("requestId", identifier),
            ]),
            "RegistryRefusal": object([
                (
                    "errors",
                    [
                        "type": "array",
                        "items": object([
                            ("code", text("the registry's name of the status")), ("message", text("what happened")),
                            ("reason", reason), ("requestId", identifier),
                        ]),
                    ]
                )
            ]),
        ]
    }

    /// - Parameter data: the schema of what comes with an error of a call of which a part was done.
    static func envelope(_ code: GatewayError.Code, data: JSONTree? = nil) -> JSONTree {
        let example: JSONTree = [
            "code": .integer(Int64(code.status)), "message": .text(code.message), "reason": .text(code.rawValue),
            "requestId": "r-1",
        ]
        guard let data else { return ["schema": reference("Refusal"), "example": example] }
        let more: JSONTree = ["type": "object", "properties": ["data": data]]
        return ["schema": ["allOf": [reference("Refusal"), more]], "example": example]
    }

    static func problem(_ code: GatewayError.Code) -> JSONTree {
        [
            "schema": reference("Problem"),
            "example": [
                "type": "about:blank", "status": .integer(Int64(code.status)), "title": .text(code.message),
                "reason": .text(code.rawValue), "requestId": "r-1",
            ],
        ]
    }

    static func registry(_ code: GatewayError.Code) -> JSONTree {
        [
            "schema": reference("RegistryRefusal"),
            "example": [
                "errors": [
                    [
                        "code": "UNKNOWN", "message": .text(code.message), "reason": .text(code.rawValue),
                        "requestId": "r-1",
                    ]
                ]
            ],
        ]
    }

    private static func reference(_ name: String) -> JSONTree { ["$ref": .text("#/components/schemas/\(name)")] }

    /// 499 is never sent.
    private static let codes = GatewayError.Code.allCases.filter { $0 != .clientGone }

    private static var status: JSONTree {
        ["type": "integer", "enum": .list(Set(codes.map(\.status)).sorted().map { .integer(Int64($0)) })]
    }

    private static var reason: JSONTree {
        ["type": "string", "enum": .list(codes.map { .text($0.rawValue) })]
    }

    private static var identifier: JSONTree { text("as in X-Request-Id") }

    private static func text(_ description: String) -> JSONTree {
        ["type": "string", "description": .text(description)]
    }

    /// An object all of whose members are always there.
    private static func object(_ members: [(String, JSONTree)]) -> JSONTree {
        [
            "type": "object", "properties": .object(members.map { .init($0.0, $0.1) }),
            "required": .list(members.map { .text($0.0) }),
        ]
    }
}
