import Domain
import Policy
import Proxy

/// `GET /openapi.json`: the description of the API by the policy in force.
struct OpenAPIEndpoint: LocalEndpoint {
    private let library: Library

    /// - Parameters:
    ///   - operations: all that the gateway can carry out.
    ///   - ruleset: the one in force; `nil` while there is none.
    init(operations: [Operation], ruleset: @escaping @Sendable () async -> Ruleset?) {
        library = Library(operations: operations, ruleset: ruleset)
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let document = await library.document() else { throw GatewayError(.draining) }
        // Another policy is another document, at any time.
        return LocalResponse(fields: [("Cache-Control", "no-cache")], body: document)
    }

    /// Keeps the document of one policy: it is written once and asked for often.
    private actor Library {
        private let operations: [Operation]
        private let ruleset: @Sendable () async -> Ruleset?
        private var kept: (identity: String, document: [UInt8])?

        init(operations: [Operation], ruleset: @escaping @Sendable () async -> Ruleset?) {
            self.operations = operations
            self.ruleset = ruleset
        }

        func document() async -> [UInt8]? {
            guard let ruleset = await ruleset() else { return nil }
            if let kept, kept.identity == ruleset.identity { return kept.document }
            let tree = OpenAPIDocument(ruleset, operations: operations, release: Version.current).tree
            let document = tree.bytes + [UInt8(ascii: "\n")]
            kept = (ruleset.identity, document)
            return document
        }
    }
}
