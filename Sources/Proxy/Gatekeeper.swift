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
        case refused(GatewayError)
    }

    let ruleset: RulesetRuntime
    let verifier: TokenVerifier

    init(ruleset: RulesetRuntime, verifier: TokenVerifier) {
        self.ruleset = ruleset
        self.verifier = verifier
    }

    /// Judges the request in `client.reader.head`; leaves what it learnt in `client.record` and `client.target`.
    func admit(_ client: ClientConnection) -> Admission {
        do throws(GatewayError) {
            let route = try findRoute(client)
            let now = WallClock.milliseconds() / 1_000
            if route.policy.needsToken { try identify(client, route, now: now) }
            let verdict = ruleset.policy.decide(
                route.policy, principal: client.record.principal, target: client.target, now: now)
            switch consume verdict {
            case .refuse(let refusal):
                note(client, rule: refusal.rule, error: refusal.error)
                return .refused(refusal.error)
            case .permit(let permit):
                // The upstream's own account sees everything: it acts for a system administrator only.
                if route.policy.usesUpstreamCredential, client.record.principal?.role != .systemAdmin {
                    let error = GatewayError(.accountMissing)
                    note(client, rule: permit.rule, error: error)
                    return .refused(error)
                }
                note(client, rule: permit.rule, error: nil)
                return .admitted(permit, route)
            }
        } catch {
            note(client, rule: nil, error: error)
            return .refused(error)
        }
    }

    /// Judges again a request whose body has come in after it was admitted: what ended its session meanwhile counts, and
    /// what changed about its account. `nil`: it may go on, with the principal that is now in the record.
    func reconsider(_ client: ClientConnection) -> GatewayError? {
        guard let route = client.record.route, let token = client.record.token else { return nil }
        let now = WallClock.milliseconds() / 1_000
        do throws(GatewayError) {
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
            let verdict = route.ruleset.decide(
                route.policy, principal: client.record.principal, target: client.target, now: now)
            if case .refuse(let refusal) = consume verdict { throw refusal.error }
            if route.policy.usesUpstreamCredential, client.record.principal?.role != .systemAdmin {
                throw GatewayError(.accountMissing)
            }
            return nil
        } catch {
            note(client, rule: nil, error: error)
            return error
        }
    }

    private func findRoute(_ client: ClientConnection) throws(GatewayError) -> RouteRuntime {
        let head = client.reader.head
        if head.method == .connect || head.method == .trace {
            throw GatewayError(.methodUnsupported)
        }
        let block = head.fields.bytes
        let bytes = block.readableBytesUInt8Span
        do throws(TargetFault) {
            try client.target.read(bytes.extracting(head.target.range))
        } catch {
            throw GatewayError(.malformedTarget, detail: "\(error)")
        }
        try checkAuthority(client, head: head, bytes: bytes)
        switch ruleset.policy.route(for: client.target, method: head.method) {
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

    /// The caller, from exactly one `Authorization` field.
    private func identify(_ client: ClientConnection, _ route: RouteRuntime, now: Int64) throws(GatewayError) {
        let head = client.reader.head
        guard let line = head.fields.first(.authorization) else { throw GatewayError(.tokenMissing) }
        // Two fields are two callers to whom an upstream or a log might listen.
        guard head.fields.count(.authorization) == 1 else { throw GatewayError(.tokenInvalid, detail: "token-twice") }
        let block = head.fields.bytes
        let value = block.readableBytesUInt8Span.extracting(line.value.range)
        guard let range = AuthorizationField.token(in: value) else {
            throw GatewayError(.tokenInvalid, detail: TokenFault.malformed.rawValue)
        }
        let token = value.extracting(range)
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
            guard !admitted.isSuperseded || route.takesSupersededTokens else { throw .superseded }
            client.record.token = admitted.token
            client.record.keyEpoch = loop.keyEpoch
            client.record.isSuperseded = admitted.isSuperseded
        } catch {
            if client.record.principal == nil { client.record.principal = loop.tokens.claimant(token) }
            throw error.gatewayError
        }
    }

    /// Counts the decision and writes its record.
    private func note(_ client: ClientConnection, rule: String?, error: GatewayError?) {
        let loop = client.loop
        let slot = client.record.route?.slot ?? .none
        loop.metrics.record(route: slot, decision: error == nil ? .allow : .deny, reason: error?.code)
        if let error, error.code.isDenial { audit(client, error) }
        let sink = loop.services.decisionLog
        guard !sink.isOff else { return }
        let record = DecisionRecord(
            time: WallClock.milliseconds(), ruleset: (client.record.route?.ruleset ?? ruleset.policy).identity,
            route: client.record.route?.policy.id,
            rule: rule, decision: error == nil ? .allow : .deny, reason: error?.code.rawValue ?? "",
            principal: client.record.principal, method: client.record.method, client: client.address,
            upstream: client.record.route?.upstream?.pool.endpoint.name, status: error?.code.status)
        loop.writeLine(
            to: sink, id: client.record.id, target: client.record.target, head: client.reader.head
        ) { id, path, line in
            record.write(requestID: id, path: path, into: &line)
        }
    }

    /// Writes who was refused what, and why, into the audit log.
    private func audit(_ client: ClientConnection, _ error: GatewayError) {
        let sink = client.loop.services.auditLog
        guard !sink.isOff else { return }
        var record = AuditRecord(time: WallClock.milliseconds(), event: .refusal, outcome: .failure)
        record.requestID = client.record.id.text(head: client.reader.head)
        record.reason = error.detail.isEmpty ? error.code.rawValue : error.detail
        record.actor = client.record.principal?.name
        record.actorID = client.record.principal?.userID
        record.target = client.record.route?.policy.id
        record.address = client.address
        var line = JSONLine()
        record.write(into: &line)
        sink.append(line)
    }
}
