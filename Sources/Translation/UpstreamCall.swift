/// One request that a translation wants made.
package struct UpstreamCall: Sendable {
    package let method: String
    /// Origin-form (RFC 9112 §3.2.1), fully encoded: written to the wire as it stands. It starts at the root of the
    /// upstream, so an upstream with a base path gets that put in front.
    package let target: String
    /// Without credential, `X-Request-Id`, `Accept` and framing fields, which the executor adds.
    package let fields: [(name: String, value: String)]
    /// `nil` when there is no content.
    package let body: [UInt8]?
    /// Whether any answer but 401 shows that the credential is good. Of most calls none does: Harbor takes a wrong
    /// password for no password.
    package let provesCredential: Bool
    package let service: Service

    /// Who is asked.
    package enum Service: Sendable {
        /// The translation's own upstream, as the account that acts there.
        case registry
        /// The translation's own upstream, as that upstream's own account, which may do everything: for questions whose
        /// answers the caller is not to see, and for what is done in its name on his behalf.
        case administration
        /// The service that knows the users of that upstream (Huawei's IAM, for SWR), as the gateway's own account.
        case identity
    }

    package init(
        method: String, target: String, fields: [(name: String, value: String)] = [], body: [UInt8]? = nil,
        provesCredential: Bool = false, service: Service = .registry
    ) {
        self.provesCredential = provesCredential
        self.service = service
        self.method = method
        self.target = target
        self.fields = fields
        self.body = body
    }

    /// The same call to somebody else.
    func asked(_ service: Service) -> UpstreamCall {
        UpstreamCall(
            method: method, target: target, fields: fields, body: body, provesCredential: provesCredential,
            service: service)
    }
}

/// The whole answer to an `UpstreamCall`. The executor bounds the size of its body.
package struct UpstreamReply: Sendable {
    package let status: Int
    package let fields: [(name: String, value: String)]
    package let body: [UInt8]

    package init(status: Int, fields: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.fields = fields
        self.body = body
    }

    /// The first value of a field; its name is compared without regard to case (RFC 9110 §5.1).
    package func field(_ name: String) -> String? {
        let wanted = name.lowercased()
        return fields.first { $0.name.lowercased() == wanted }?.value
    }
}
