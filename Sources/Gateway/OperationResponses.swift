import Domain
import Policy
import Routing

/// Every status that an operation can answer on its route, and why.
struct OperationResponses {
    private let operation: Operation
    private let route: CompiledRoute
    private let method: RequestMethod

    init(_ operation: Operation, _ route: CompiledRoute, _ method: RequestMethod) {
        self.operation = operation
        self.route = route
        self.method = method
    }

    func tree(_ shared: inout SharedResponses) -> JSONTree {
        let byStatus = Dictionary(grouping: codes, by: \.status)
        var members = operation.carrier == .upstream ? [] : [JSONTree.Member("200", success)]
        for (status, codes) in byStatus.sorted(by: { $0.key < $1.key }) {
            members.append(.init("\(status)", shared.reference(to: refusal(status, codes), status: status)))
        }
        if operation.carrier == .upstream {
            members.append(.init("default", ["description": "what the service behind this route answers"]))
        }
        return .object(members)
    }

    /// In the order of the table of errors, each once.
    private var codes: [GatewayError.Code] {
        var codes = Set(Self.always + operation.ownRefusals)
        if !route.layout.names.isEmpty {
            // A value that leads elsewhere: one of another type, one that ends the path.
            codes.formUnion([.routeUnknown, .methodNotAllowed])
        }
        if route.admitsPrincipals {
            codes.formUnion([
                .tokenMissing, .tokenInvalid, .tokenExpired, .sessionEnded, .roleRefused, .conditionRefused,
                .ruleRefused,
            ])
        } else if !route.isPublic {
            codes.formUnion([.conditionRefused, .ruleRefused])
        }
        if route.readsBody { codes.formUnion([.mediaTypeUnsupported, .fieldInvalid]) }
        if route.limits.rate != nil { codes.insert(.rateLimited) }
        switch route.destination {
        case .translate: codes.formUnion(Self.upstream)
        case .relay: codes.formUnion(Self.passage)
        case .answer(let answer): if case .refusal(let code, message: _) = answer.content { codes.insert(code) }
        case .local, .redirect, .folder: break
        }
        if operation.reachesUpstream { codes.formUnion(Self.upstream) }
        return GatewayError.Code.allCases.filter(codes.contains)
    }

    /// What any request to any route may end with.
    private static let always: [GatewayError.Code] = [
        .malformedRequest, .malformedTarget, .malformedBody, .requestLineTooLong, .fieldsTooLarge,
        .versionUnsupported, .codingUnsupported, .expectationUnknown, .bodyTooLarge, .requestTimeout, .overloaded,
        .storeUnavailable, .recordUnavailable, .draining, .internal,
    ]

    /// What may come of a service behind the gateway, or of its account there.
    private static let upstream: [GatewayError.Code] =
        passage + [
            .roleRefused, .accountMissing, .notFound, .conflict, .mediaTypeUnsupported, .refusedUpstream,
            .backendUnsupported, .upstreamLimited, .upstreamCredential,
        ]

    /// What may keep an answer of it from coming.
    private static let passage: [GatewayError.Code] = [
        .upstreamOff, .upstreamBusy, .upstreamUnreachable, .upstreamClosed, .upstreamMalformed, .upstreamTimeout,
    ]

    private var success: JSONTree {
        let isBuilt = operation.carrier == .gateway
        var members: [JSONTree.Member] = [.init("description", isBuilt ? "done" : "done, once it is built")]
        if method != .head {
            members.append(
                .init(
                    "content",
                    .object([
                        .init(
                            operation.answer.contentType,
                            ["schema": operation.answer.schema, "example": operation.answer.example])
                    ])))
        }
        return .object(members)
    }

    private func refusal(_ status: Int, _ codes: [GatewayError.Code]) -> JSONTree {
        var members: [JSONTree.Member] = [
            .init("description", .text(codes.map { "`\($0.rawValue)`: \($0.message)" }.joined(separator: "; ")))
        ]
        if let fields = Self.fields(status) { members.append(.init("headers", fields)) }
        // The service's own answer of that status may look otherwise.
        guard method != .head, operation.carrier != .upstream else { return .object(members) }
        members.append(.init("content", content(status, codes)))
        return .object(members)
    }

    private func content(_ status: Int, _ codes: [GatewayError.Code]) -> JSONTree {
        var contents: [JSONTree.Member] = []
        let code = codes.first { !Self.isBeforeRoute($0) } ?? codes[0]
        switch route.errorShape {
        case .envelope: contents.append(.init("application/json", envelope(code)))
        case .registry: contents.append(.init("application/json", RefusalSchemas.registry(code)))
        case .problem: contents.append(.init("application/problem+json", RefusalSchemas.problem(code)))
        }
        // Without a request line there is no path that says in which shape to answer.
        if route.errorShape != .problem, let code = codes.first(where: Self.isBeforeRoute) {
            contents.append(.init("application/problem+json", RefusalSchemas.problem(code)))
        }
        return .object(contents)
    }

    private func envelope(_ code: GatewayError.Code) -> JSONTree {
        guard case .outcomes(let key) = operation.answer else { return RefusalSchemas.envelope(code) }
        return RefusalSchemas.envelope(code, data: Operation.Answer.outcomes(key))
    }

    /// Whether it may be found before the head of the request is read.
    private static func isBeforeRoute(_ code: GatewayError.Code) -> Bool {
        switch code {
        case .malformedRequest, .malformedTarget, .requestLineTooLong, .fieldsTooLarge, .versionUnsupported,
            .codingUnsupported, .expectationUnknown, .requestTimeout:
            true
        default: false
        }
    }

    private static func fields(_ status: Int) -> JSONTree? {
        switch status {
        case 401: ["WWW-Authenticate": ["description": "how to log in", "schema": ["type": "string"]]]
        case 405: ["Allow": ["description": "the methods that there are", "schema": ["type": "string"]]]
        case 429, 503: ["Retry-After": ["description": "seconds to wait, or a date", "schema": ["type": "string"]]]
        default: nil
        }
    }
}
