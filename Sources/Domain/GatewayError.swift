/// Why an exchange ended without its answer: the one error type of the request path.
///
/// The `code` is all that metrics and clients learn; `detail` is for the log and never leaves the process; `message`
/// replaces the code's public text where the client can act on the difference (a field's name, never a secret).
package struct GatewayError: Error, Sendable {
    package let code: Code
    /// Safe for the client; `nil` means the code's own text.
    package let message: String?
    /// For the log only.
    package let detail: String
    /// The value of `Retry-After`, where the upstream gave one.
    package let retryAfter: String?

    package init(_ code: Code, message: String? = nil, detail: String = "", retryAfter: String? = nil) {
        self.retryAfter = retryAfter
        self.code = code
        self.message = message
        self.detail = detail
    }

    /// Who has to act to make the request succeed.
    package enum Source: String, Sendable {
        case client, gateway, upstream
    }

    /// Every way to fail, closed so that metrics labels and the error table are bounded. The raw value is the `reason`
    /// that a client sees.
    package enum Code: String, CaseIterable, Sendable {
        // What the bytes were.
        case malformedRequest = "malformed-request"
        case malformedTarget = "malformed-target"
        case malformedBody = "malformed-body"
        case requestLineTooLong = "request-line-too-long"
        case fieldsTooLarge = "fields-too-large"
        case versionUnsupported = "version-unsupported"
        case codingUnsupported = "transfer-coding-unsupported"
        case methodUnsupported = "method-unsupported"
        case expectationUnknown = "expectation-unknown"
        case bodyTooLarge = "body-too-large"
        case requestTimeout = "request-timeout"
        // What the policy said.
        case routeUnknown = "route"
        case methodNotAllowed = "method"
        case tokenMissing = "token-missing"
        case tokenInvalid = "token-invalid"
        case tokenExpired = "token-expired"
        case sessionEnded = "session-ended"
        case roleRefused = "role"
        case conditionRefused = "condition"
        case ruleRefused = "rule"
        case accountMissing = "repository-account"
        case rateLimited = "rate"
        // What the endpoint said.
        case mediaTypeUnsupported = "media-type"
        case fieldInvalid = "field"
        case loginRefused = "credentials"
        case accountRefused = "account-status"
        case passwordRefused = "old-password"
        case targetRefused = "target"
        case throttled = "throttle"
        case notFound = "not-found"
        case conflict = "conflict"
        // What the policy says in an endpoint's place.
        case gone = "gone"
        case notOffered = "not-offered"
        // What the registry said.
        case refusedUpstream = "upstream-refused"
        case backendUnsupported = "backend"
        case upstreamLimited = "upstream-rate"
        // What the gateway or the upstream could not do.
        case overloaded = "overloaded"
        case storeUnavailable = "store"
        case recordUnavailable = "decision-log"
        case draining = "draining"
        case upstreamOff = "upstream-off"
        case upstreamBusy = "upstream-busy"
        case upstreamUnreachable = "upstream-unreachable"
        case upstreamClosed = "upstream-closed"
        case upstreamMalformed = "upstream-malformed"
        case upstreamCredential = "upstream-credential"
        case upstreamTimeout = "upstream-timeout"
        case clientGone = "client-gone"
        case `internal` = "internal"
    }
}

extension GatewayError.Code {
    /// The HTTP status (RFC 9110 §15). 499 is never sent: it marks in the log a client that left before its answer, as
    /// nginx does.
    package var status: Int {
        switch self {
        case .malformedRequest, .malformedTarget, .malformedBody, .refusedUpstream, .backendUnsupported: 400
        case .tokenMissing, .tokenInvalid, .tokenExpired, .sessionEnded, .loginRefused: 401
        case .roleRefused, .conditionRefused, .ruleRefused, .accountMissing, .accountRefused, .passwordRefused,
            .targetRefused:
            403
        case .routeUnknown, .notFound: 404
        case .methodNotAllowed: 405
        case .requestTimeout: 408
        case .conflict: 409
        case .gone: 410
        case .bodyTooLarge: 413
        case .requestLineTooLong: 414
        case .mediaTypeUnsupported: 415
        case .expectationUnknown: 417
        case .fieldInvalid: 422
        case .rateLimited, .upstreamLimited, .throttled: 429
        case .fieldsTooLarge: 431
        case .clientGone: 499
        case .internal: 500
        case .codingUnsupported, .methodUnsupported, .notOffered: 501
        case .upstreamClosed, .upstreamMalformed, .upstreamCredential: 502
        case .overloaded, .storeUnavailable, .recordUnavailable, .draining, .upstreamOff, .upstreamBusy,
            .upstreamUnreachable:
            503
        case .upstreamTimeout: 504
        case .versionUnsupported: 505
        }
    }

    /// Whether the policy said so, rather than the form of the request or how often it came: 401 and 403, and what no
    /// route is there for.
    package var isPolicyDenial: Bool { isDenial || self == .routeUnknown || self == .methodNotAllowed }

    /// Whether it says who somebody is or what he may do, rather than how he asked.
    package var isDenial: Bool { status == 401 || status == 403 }

    package var source: GatewayError.Source {
        switch self {
        case .overloaded, .storeUnavailable, .recordUnavailable, .draining, .internal: .gateway
        case .upstreamOff, .upstreamBusy, .upstreamUnreachable, .upstreamClosed, .upstreamMalformed,
            .upstreamCredential, .upstreamTimeout, .refusedUpstream, .upstreamLimited:
            .upstream
        default: .client
        }
    }

    /// Whether what follows on the connection could be taken for something else than the client meant: then it is closed
    /// behind the answer.
    package var endsConnection: Bool {
        switch self {
        case .malformedRequest, .malformedTarget, .malformedBody, .requestLineTooLong, .fieldsTooLarge,
            .versionUnsupported, .codingUnsupported, .methodUnsupported, .expectationUnknown, .requestTimeout:
            true
        default: false
        }
    }

    /// What the client is told: what happened and, where it helps, what to do.
    package var message: String {
        switch self {
        case .malformedRequest: "the request is not valid HTTP/1.1"
        case .malformedTarget: "the request path is not in its plain form"
        case .malformedBody: "the request body is not framed correctly"
        case .requestLineTooLong: "the request line is too long"
        case .fieldsTooLarge: "the header fields are too large or too many"
        case .versionUnsupported: "this HTTP version is not supported: use HTTP/1.1"
        case .codingUnsupported: "this Transfer-Encoding is not supported: use chunked"
        case .methodUnsupported: "this method is not supported"
        case .expectationUnknown: "only Expect: 100-continue is supported"
        case .bodyTooLarge: "the request body is larger than this route allows"
        case .requestTimeout: "the request did not arrive in time"
        case .routeUnknown: "no such route"
        case .methodNotAllowed: "this route does not take that method"
        case .tokenMissing: "log in first: send Authorization with a token"
        case .tokenInvalid: "the token is not valid"
        case .tokenExpired: "the token has expired: log in again"
        case .sessionEnded: "the session has ended: log in again"
        case .roleRefused: "your role may not do this"
        case .conditionRefused: "you may do this under conditions that this request does not meet"
        case .ruleRefused: "a rule refuses this"
        case .accountMissing: "repository account not created"
        case .mediaTypeUnsupported: "send Content-Type: application/json"
        case .fieldInvalid: "a field is not valid"
        case .loginRefused: "user or password is wrong"
        case .accountRefused: "this account may not log in"
        case .passwordRefused: "the old password is wrong"
        case .targetRefused: "this may not be done to that account"
        case .throttled: "too many attempts: wait before the next one"
        case .notFound: "not found"
        case .conflict: "this exists already"
        case .gone: "this is gone for good"
        case .notOffered: "this is not offered here"
        case .refusedUpstream: "the registry refused the request"
        case .backendUnsupported: "not supported by this backend"
        case .rateLimited, .upstreamLimited: "too many requests: try again later"
        case .overloaded: "too many requests at once: try again shortly"
        case .storeUnavailable: "the account store is not available"
        case .recordUnavailable: "what administrators change cannot be recorded now: try again later"
        case .draining: "the gateway is stopping: try again"
        case .upstreamOff: "the service behind this route is not configured"
        case .upstreamBusy: "the service behind this route is busy: try again shortly"
        case .upstreamUnreachable: "the service behind this route cannot be reached"
        case .upstreamClosed: "the service behind this route closed the connection"
        case .upstreamMalformed: "the service behind this route gave an answer that cannot be used"
        case .upstreamCredential: "the service behind this route refused the gateway's credential"
        case .upstreamTimeout: "the service behind this route did not answer in time"
        case .clientGone: "the client left"
        case .internal: "internal error"
        }
    }
}
