import Domain
import Tokens
import Translation

/// Documents about the gateway, and all operations together.
extension Operation {
    /// Every operation that this gateway has a description of.
    static func all(_ rules: AccountRules) -> [Operation] {
        sessions + accounts(rules) + translations + registries + business + clusters + applications + documents
    }

    private static let documents = [keySet, openAPI, docs]

    private static let keySet = Operation(
        "key-set", "the public keys that tokens are verified with (RFC 7517)",
        answer: .document(
            contentType: KeySet.contentType,
            schema: [
                "type": "object",
                "properties": [
                    "keys": [
                        "type": "array",
                        "items": [
                            "type": "object",
                            "properties": [
                                "kty": ["type": "string"], "kid": ["type": "string"], "alg": ["type": "string"],
                                "use": ["type": "string"],
                            ],
                            "required": ["kty", "kid", "alg", "use"],
                        ],
                    ]
                ],
                "required": ["keys"],
            ],
            example: [
                "keys": [
                    [
                        "kty": "EC", "kid": "k1", "alg": "ES256", "use": "sig", "crv": "P-256",
                        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
                    ]
                ]
            ]))

    private static let openAPI = Operation(
        "openapi", "this description",
        answer: .document(
            contentType: "application/json",
            schema: [
                "type": "object",
                "properties": [
                    "openapi": ["type": "string"], "info": ["type": "object"], "paths": ["type": "object"],
                ],
                "required": ["openapi", "info", "paths"],
            ],
            example: ["openapi": .text(OpenAPIDocument.version), "info": [:], "paths": [:]]),
        refusals: [.draining])

    private static let docs = Operation(
        "docs", "this description as a page",
        answer: .document(
            contentType: "text/html; charset=utf-8", schema: ["type": "string"], example: "<!doctype html>"))
}
