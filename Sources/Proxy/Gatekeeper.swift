import Domain
import HTTPWire
import NIOCore
import Policy
import Routing
import Telemetry
import Tokens
import Upstream

/// Whether a request may go on, and as what. Synchronous: a decision takes no hop and, for a token seen before, no
/// cryptography. A class, so that asking it costs one reference count instead of one for each of its parts.
final class Gatekeeper {
    enum Admission: ~Copyable {
        case admitted(Permit, RouteRuntime)
        /// Something has to be known first: ask again with it.
        case waits(RouteRuntime, DecisionWait)
        case refused(GatewayError)
    }

    let ruleset: RulesetRuntime
    let verifier: TokenVerifier
    /// Evaluated beside the one in force, never enforced.
    let shadow: Ruleset?

    init(ruleset: RulesetRuntime, verifier: TokenVerifier, shadow: Ruleset?) {
        self.ruleset = ruleset
        self.verifier = verifier
        self.shadow = shadow
    }

    /// Judges the request in `client.reader.head`; leaves what it learnt in `client.record` and `client.target`.
    func admit(_ client: ClientConnection) -> Admission {
        do throws(GatewayError) {
            let route = try findRoute(client)
            return try decide(client, route, Evidence())
        } catch {
            note(client, rule: nil, error: error)
            return .refused(error)
        }
    }

    /// Judges again, on the route that it began with, a request of which more is known now.
    func admit(_ client: ClientConnection, _ route: RouteRuntime, _ evidence: Evidence) -> Admission {
        do throws(GatewayError) {
            return try decide(client, route, evidence)
        } catch {
            note(client, rule: nil, error: error, evidence)
            return .refused(error)
        }
    }

    /// The rules for anybody first: whom they let in is not asked who he is.
    private func decide(
        _ client: ClientConnection, _ route: RouteRuntime, _ evidence: Evidence
    ) throws(GatewayError) -> Admission {
        let now = WallClock.milliseconds() / 1_000
        let policy = route.policy
        var circumstances = Circumstances(address: client.peer, now: now)
        if let body = evidence.body {
            guard JudgedBody.isJSON(client.reader.head, isEmpty: body.isEmpty) else {
                throw GatewayError(.mediaTypeUnsupported)
            }
            circumstances.body = try policy.readBody(body)
        }
        if policy.admitsAnybody {
            switch route.ruleset.decide(policy, principal: nil, target: client.target, circumstances) {
            case .permit(let permit): return try admit(client, route, permit, evidence)
            case .needsBody: return try waitForBody(client, route)
            case .needsFacts(let questions): return try waitForFacts(client, route, questions)
            case .refuse(let refusal):
                let isFinal = refusal.code != .conditionRefused && refusal.code != .roleRefused
                guard policy.admitsPrincipals, !isFinal else { return refuse(client, refusal, evidence) }
            }
        }
        // A token that was looked at before the body came is looked at again.
        if client.record.token != nil || client.record.isKnownByPassword {
            try confirm(client, route, now: now)
        } else {
            if let login = try identify(client, route.policy.authentication, route.takesSupersededTokens, now: now) {
                return .waits(route, .caller(login))
            }
        }
        if let facts = evidence.facts(about: client.record.principal) { circumstances.facts = facts }
        switch route.ruleset.decide(
            policy, principal: client.record.principal, target: client.target, circumstances)
        {
        case .permit(let permit): return try admit(client, route, permit, evidence)
        case .needsBody: return try waitForBody(client, route)
        case .needsFacts(let questions): return try waitForFacts(client, route, questions)
        case .refuse(let refusal): return refuse(client, refusal, evidence)
        }
    }

    /// A body that says how long it is need not be waited for to be too long.
    private func waitForBody(_ client: ClientConnection, _ route: RouteRuntime) throws(GatewayError) -> Admission {
        if let error = client.bodyTooLarge(route) { throw error }
        return .waits(route, .body)
    }

    /// Whoever comes too often does not get to make the gateway ask either.
    private func waitForFacts(
        _ client: ClientConnection, _ route: RouteRuntime, _ questions: [FactQuestion]
    ) throws(GatewayError) -> Admission {
        if let error = takeRate(client, route) { throw error }
        return .waits(route, .facts(questions))
    }

    /// Counts the request, once, against the route's rate.
    private func takeRate(_ client: ClientConnection, _ route: RouteRuntime) -> GatewayError? {
        guard !client.record.isCounted, let limiter = route.limiter, let subject = client.rateSubject(limiter.limit.per)
        else { return nil }
        client.record.isCounted = true
        return limiter.take(subject, now: client.record.started).map { wait in
            GatewayError(.rateLimited, retryAfter: "\(wait)")
        }
    }

    private func refuse(_ client: ClientConnection, _ refusal: Refusal, _ evidence: Evidence) -> Admission {
        note(client, rule: refusal.rule, error: refusal.error, evidence)
        return .refused(refusal.error)
    }

    /// What the rules allow still has to keep to the route's rate, and what administrators change has to be recorded.
    private func admit(
        _ client: ClientConnection, _ route: RouteRuntime, _ permit: consuming Permit, _ evidence: Evidence
    ) throws(GatewayError) -> Admission {
        if let error = client.bodyTooLarge(route) { throw error }
        if let error = takeRate(client, route) {
            note(client, rule: permit.rule, error: error, evidence)
            return .refused(error)
        }
        if route.policy.credentialUse == .client, client.reader.head.fields.count(.authorization) > 1 {
            throw GatewayError(.malformedRequest, detail: "Authorization twice, and it goes upstream")
        }
        client.record.upstream = permit.upstream.flatMap { route.upstreams[$0] }
        let mustBeRecorded = client.isChangeByAdministrator && !route.isAboutOwnSession
        let isUnrecorded = mustBeRecorded && client.loop.services.decisionLog.isFailing
        if isUnrecorded || (!note(client, rule: permit.rule, error: nil, evidence) && mustBeRecorded) {
            // The line of this refusal is what shows that the log can be written again.
            let error = GatewayError(.recordUnavailable)
            note(client, rule: permit.rule, error: error, evidence)
            return .refused(error)
        }
        return .admitted(permit, route)
    }

    /// Judges again a request whose body has come in after it was admitted: what ended its session meanwhile counts, and
    /// what changed about its account. `nil`: it may go on, with the principal that is now in the record.
    func reconsider(_ client: ClientConnection) -> GatewayError? {
        guard let route = client.record.route, client.record.token != nil || client.record.isKnownByPassword else {
            return nil
        }
        let now = WallClock.milliseconds() / 1_000
        let admitted = client.record.principal
        do throws(GatewayError) {
            try confirm(client, route, now: now)
            let verdict = route.ruleset.decide(
                route.policy, principal: client.record.principal, target: client.target,
                Circumstances(address: client.peer, now: now))
            // What it takes beside the token was judged before: a body, and what the registry says.
            if case .refuse(let refusal) = consume verdict { throw refusal.error }
            // In whose name the request goes upstream is settled, and what the registry said was about that caller.
            let goesUpstream = route.policy.upstream != nil || route.policy.goesByRegistry
            if goesUpstream, let admitted, let now = client.record.principal,
                admitted.role != now.role || admitted.namespace != now.namespace
            {
                throw GatewayError(.sessionEnded, detail: "role or namespace changed under way")
            }
            return nil
        } catch {
            note(client, rule: nil, error: error)
            return error
        }
    }

    /// Whether the token that this request came with still counts.
    private func confirm(_ client: ClientConnection, _ route: RouteRuntime, now: Int64) throws(GatewayError) {
        if let version = client.record.passwordVersion, let user = client.record.principal {
            guard client.loop.standing.isCurrent(userID: user.userID, version: version) else {
                throw GatewayError(.sessionEnded, detail: "the account changed under way")
            }
        }
        guard let token = client.record.token else { return }
        do throws(TokenFault) {
            if let fault = token.fault(at: now) { throw fault }
            // A key that was retired meanwhile vouches for nothing any more.
            if client.record.keyEpoch != client.loop.keyEpoch { try verifier.confirm(token, now: now) }
            let judgement = try client.loop.standing.judge(token)
            guard now < judgement.goodUntil || route.takesSupersededTokens else { throw .superseded }
            client.record.principal = judgement.principal
        } catch {
            throw error.gatewayError
        }
    }

    private func findRoute(_ client: ClientConnection) throws(GatewayError) -> RouteRuntime {
        let head = client.reader.head
        // Its target is no path (RFC 9110 §9.3.6), so that there is nothing that could take other methods.
        if head.method == .connect { throw GatewayError(.methodUnsupported) }
        let block = head.fields.bytes
        let bytes = block.readableBytesUInt8Span
        do throws(TargetFault) {
            try client.target.read(bytes.extracting(head.target.range))
        } catch {
            throw GatewayError(.malformedTarget, detail: "\(error)")
        }
        try checkAuthority(client, head: head, bytes: bytes)
        switch ruleset.policy.route(for: client.target, method: head.method, RequestFields(head: head)) {
        case .route(let route):
            let runtime = ruleset.routes[route.ordinal]
            client.record.route = runtime
            return runtime
        case .refused(let code, let allow):
            client.allowedMethods = allow ?? ""
            throw GatewayError(code)
        }
    }

    /// An absolute-form target names a host of its own: one that differs from `Host` means that two hops see two
    /// different hosts (RFC 9112 §3.2.2 would let the target win).
    private func checkAuthority(
        _ client: ClientConnection, head: RequestHead, bytes: Span<UInt8>
    ) throws(GatewayError) {
        guard let inTarget = client.target.authority else { return }
        let start = Int(head.target.start)
        let range = start + inTarget.lowerBound..<start + inTarget.upperBound
        guard let host = head.host, HostField.equals(bytes, range, host.range) else {
            throw GatewayError(.malformedRequest, detail: "the target's host is not that of Host")
        }
    }

    /// The caller of a request whose route asked nobody for a name, where a good token came along all the same. Leaves
    /// no trace in the record.
    ///
    /// - Returns: whether he is unknown because nobody has looked at the password that came along, beside who he is.
    func known(_ client: ClientConnection, by schemes: AuthenticationSchemes) -> (Principal?, isOpen: Bool) {
        guard client.reader.head.fields.first(.authorization) != nil else { return (nil, false) }
        let kept = client.record
        defer { client.record = kept }
        do throws(GatewayError) {
            let login = try identify(client, schemes, false, now: WallClock.milliseconds() / 1_000)
            return login == nil ? (client.record.principal, false) : (nil, true)
        } catch {
            return (nil, false)
        }
    }

    /// The caller, from exactly one `Authorization` field.
    ///
    /// - Returns: a user name and password that somebody off the loop has to look at; `nil` when the caller is known.
    private func identify(
        _ client: ClientConnection, _ schemes: AuthenticationSchemes, _ takesSuperseded: Bool, now: Int64
    ) throws(GatewayError) -> PasswordLogin? {
        let head = client.reader.head
        guard let line = head.fields.first(.authorization) else { throw PasswordLogin.missing(schemes) }
        // Two fields are two callers to whom an upstream or a log might listen.
        guard head.fields.count(.authorization) == 1 else { throw GatewayError(.tokenInvalid, detail: "token-twice") }
        let block = head.fields.bytes
        let value = block.readableBytesUInt8Span.extracting(line.value.range)
        if schemes.contains(.basic), PasswordLogin.isBasic(value) {
            guard let login = PasswordLogin(value) else { throw GatewayError(.loginRefused, detail: "basic-malformed") }
            // Any user name with a token: for clients that know no other way to send one.
            guard login.holdsToken else { return login }
            let password = Array(login.password.reveal().utf8)
            try identify(client, token: password.span, takesSuperseded: takesSuperseded, now: now)
            return nil
        }
        // One word could be a token, but for the name of the other scheme.
        guard schemes.contains(.bearer), !PasswordLogin.isBasic(value),
            let range = AuthorizationField.token(in: value)
        else { throw PasswordLogin.noToken(value) }
        try identify(client, token: value.extracting(range), takesSuperseded: takesSuperseded, now: now)
        return nil
    }

    private func identify(
        _ client: ClientConnection, token: Span<UInt8>, takesSuperseded: Bool, now: Int64
    ) throws(GatewayError) {
        let loop = client.loop
        do throws(TokenFault) {
            let admitted: VerifiedTokenCache.Admitted
            if let known = try loop.tokens.find(token, now: now, standing: loop.standing) {
                admitted = known
            } else {
                let verified = try verifier.verify(token, now: now)
                // Whoever is refused from here on is known: that stands in the logs.
                client.record.principal = verified.principal
                admitted = try loop.tokens.insert(verified, now: now, standing: loop.standing)
            }
            client.record.principal = admitted.principal
            guard !admitted.isSuperseded || takesSuperseded else { throw .superseded }
            client.record.token = admitted.token
            client.record.keyEpoch = loop.keyEpoch
            client.record.isSuperseded = admitted.isSuperseded
        } catch {
            if client.record.principal == nil { client.record.principal = loop.tokens.claimant(token) }
            throw error.gatewayError
        }
    }
}
