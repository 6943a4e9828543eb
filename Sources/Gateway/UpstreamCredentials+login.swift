import Domain
import Policy
import Proxy
import Telemetry
import Translation

/// How credentials come about.
extension UpstreamCredentials {
    /// A credential before it has its number.
    struct Fresh: Sendable {
        var lines: [UInt8] = []
        var changeLines: [UInt8] = []
        var signer: (any RequestSigner)?
        /// What nothing ends but the upstream's refusal, by default.
        var goodUntil = Int64.max
        var user = ""
    }

    /// Harbor ends a session after 60 minutes by default, whether it is used or not.
    private static let sessionLife: Int64 = 1_800
    /// How long a password that was found good is believed to be, since Harbor says nothing when it no longer is.
    private static let proofLife: Int64 = 60
    /// Harbor refuses all passwords of a user for 1.5 s after a wrong one.
    private static let freeze = Duration.milliseconds(1_600)

    /// - Throws: `.upstreamCredential` when, and only when, the upstream was asked and does not take the account.
    func fetch(_ account: ActingAccount, _ upstream: UpstreamSpec) async throws(GatewayError) -> Fresh {
        switch account {
        case .upstream: try await fetch(upstream)
        case .namespace(let namespace): try await fetch(namespace, upstream)
        }
    }

    /// The upstream's own account.
    private func fetch(_ upstream: UpstreamSpec) async throws(GatewayError) -> Fresh {
        let fresh: Fresh?
        switch upstream.credentials {
        case .none: return Fresh()
        case .token(let scheme, let token):
            let lines = Array("Authorization: \(scheme) \(token.reveal())\r\n".utf8)
            return Fresh(lines: lines, changeLines: lines)
        case .signature(let accessKey, let secretKey):
            return Fresh(signer: SDKSignature(accessKey: accessKey, secretKey: secretKey))
        case .basic(let user, let password) where upstream.kind != .harbor:
            let lines = HarborLogin.basic(user: user, password: password)
            return Fresh(lines: lines, changeLines: lines, user: user)
        case .basic(let user, let password), .session(let user, let password):
            fresh = try await logInTwice(user, password, upstream)
        case .iam(let account):
            let token = try await IAMLogin(caller: caller).token(of: account, now: now())
            fresh = token.map { Fresh(lines: $0.lines, changeLines: $0.lines, goodUntil: $0.goodUntil) }
        }
        guard let fresh else { throw Self.refusal(of: .upstream, on: upstream) }
        return fresh
    }

    /// The account of a namespace. A change of its password may have been cut off, by a crash or a connection that was
    /// lost: then the first login finds out which of the two it is.
    private func fetch(_ namespace: String, _ upstream: UpstreamSpec) async throws(GatewayError) -> Fresh {
        guard upstream.kind == .harbor else {
            throw GatewayError(.internal, detail: "\(upstream.name) knows no accounts of namespaces")
        }
        guard let account = try await vault.account(of: namespace) else { throw GatewayError(.accountMissing) }
        // Before the passwords are tried: what is found out of one that may yet be put in place is old in a moment.
        let mayStillChange = account.mayStillChange(at: now())
        let pending = account.pending.flatMap { $0 == account.password ? nil : $0 }
        if let pending {
            if let fresh = try await logIn(account.user, pending, upstream) {
                await settle(namespace) { vault throws(GatewayError) in
                    _ = try await vault.commitPending(of: account)
                }
                return fresh
            }
            await sleep(Self.freeze)
        }
        guard let fresh = try await logInTwice(account.user, account.password, upstream) else {
            throw Self.refusal(of: .namespace(namespace), on: upstream)
        }
        if account.pending != nil, !mayStillChange {
            await settle(namespace) { vault throws(GatewayError) in _ = try await vault.dropPending(of: account) }
        }
        return fresh
    }

    /// A store that does not take it now is told by the next login, and one that another process has told already is
    /// not told again. While somebody changes the password, only he knows which one will be right.
    private func settle(_ namespace: String, _ body: (any AccountVault) async throws(GatewayError) -> Void) async {
        guard !changing.contains(namespace) else { return }
        try? await body(vault)
    }

    /// Whoever knows a user's name can have Harbor refuse his password for a moment: one refusal proves nothing.
    private func logInTwice(
        _ user: String, _ password: Secret, _ upstream: UpstreamSpec
    ) async throws(GatewayError) -> Fresh? {
        if let fresh = try await logIn(user, password, upstream) { return fresh }
        await sleep(Self.freeze)
        return try await logIn(user, password, upstream)
    }

    private func logIn(
        _ user: String, _ password: Secret, _ upstream: UpstreamSpec
    ) async throws(GatewayError) -> Fresh? {
        let harbor = HarborLogin(caller: caller, upstream: upstream)
        // Before it is asked for: the answer may take its time.
        let begin = now()
        let (lines, life) =
            upstream.usesSessions
            ? (try await harbor.session(user: user, password: password), Self.sessionLife)
            : (try await harbor.basic(user: user, password: password), Self.proofLife)
        return lines.map {
            Fresh(lines: $0.safe, changeLines: $0.change, goodUntil: begin + life, user: user)
        }
    }

    /// What everybody is told while the upstream does not take the account.
    static func refusal(of account: ActingAccount, on upstream: UpstreamSpec) -> GatewayError {
        let service = upstream.kind == .cvat ? "service" : "registry"
        let reason =
            switch account {
            case .upstream: "its own credential is refused"
            case .namespace(let namespace): "the password kept for namespace \(namespace) is refused"
            }
        return GatewayError(
            .upstreamCredential, message: "the \(service) does not take the gateway's account: \(reason)",
            detail: "\(upstream.name): \(reason)")
    }
}

extension AuditTrail {
    /// An upstream did not take an account of the gateway's, which is not tried again for `wait` seconds.
    func noteRefusal(of account: ActingAccount, by upstream: String, wait: Int64) {
        let name =
            switch account {
            case .upstream: "the gateway's own account"
            case .namespace(let namespace): "the account of namespace \(namespace)"
            }
        note(
            .refusal, failure: .upstreamCredential, target: upstream,
            detail: "\(name) is not taken; it is tried again in \(wait) s")
    }
}
