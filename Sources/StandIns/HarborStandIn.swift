import Synchronization

/// A Harbor 2.x in one value: takes requests for `/api/v2.0` and `/c/login` and answers as the real one was seen to do,
/// down to errors, paging fields, cookies and sessions. What it answers is in `HarborRoutes`.
///
/// Safe to call from any thread.
package final class HarborStandIn: Sendable {
    private let state: Mutex<State>
    private let cost: HarborBasicCost
    private let now: @Sendable () -> ContinuousClock.Instant

    /// From about this size on the real server does not know the length when it starts to write.
    static let chunkedAbove = 2_048

    private struct State {
        var registry: HarborRegistry
        var access = HarborAccess(seed: 0)
        var rules: [Rule] = []
        /// What password checks came to: kept so that their work is not optimised away.
        var paid: UInt64 = 0
        var passwordChecks = 0

        /// The misbehaviour that is meant for a request.
        mutating func misbehaviour(for request: StandInRequest) -> HarborMisbehaviour? {
            guard let index = rules.firstIndex(where: { $0.times > 0 && $0.applies(request) }) else { return nil }
            rules[index].times -= 1
            return rules[index].misbehaviour
        }
    }

    private struct Rule {
        let misbehaviour: HarborMisbehaviour
        var times: Int
        let applies: @Sendable (StandInRequest) -> Bool
    }

    /// - Parameters:
    ///   - cost: of each check of a user's password, at `/c/login` or in `Authorization: Basic`.
    ///   - now: the clock that a frozen name thaws by and a session ends by.
    package init(
        _ registry: HarborRegistry, cost: HarborBasicCost = .none,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        state = Mutex(State(registry: registry))
        self.cost = cost
        self.now = now
    }

    package func respond(to request: StandInRequest) -> StandInResponse {
        // Outside of the lock: the real server checks passwords on all cores at once.
        let name = checkedName(in: request)
        let paid = name.map { cost.pay(for: $0) } ?? 0
        return state.withLock { state in
            state.paid ^= paid
            if name != nil { state.passwordChecks += 1 }
            let misbehaviour = state.misbehaviour(for: request)
            let payload =
                misbehaviour?.instead
                ?? state.access.payload(for: request, in: &state.registry, at: now()) { caller, registry in
                    var routes = HarborRoutes(registry: registry, caller: caller)
                    let payload = routes.payload(for: request)
                    registry = routes.registry
                    return payload
                }
            var response = response(payload, to: request, id: state.access.requestID())
            misbehaviour?.apply(to: &response)
            response.isChunked = response.body.count > Self.chunkedAbove && request.method != "HEAD"
            return response
        }
    }

    private func response(_ payload: HarborPayload, to request: StandInRequest, id: String) -> StandInResponse {
        var fields: [(name: String, value: String)] = [("Server", "nginx")]
        if let contentType = payload.contentType { fields.append(("Content-Type", contentType)) }
        let wanted = request.field("X-Request-Id") ?? ""
        fields.append(("X-Request-Id", wanted.isEmpty ? id : wanted))
        fields += payload.fields
        fields.append(("X-Frame-Options", "DENY"))
        fields.append(("Content-Security-Policy", "frame-ancestors 'none'"))
        return StandInResponse(status: payload.status, fields: fields, body: payload.body)
    }

    /// The user whose password the request makes the server check.
    private func checkedName(in request: StandInRequest) -> String? {
        guard cost.rounds > 0 else { return nil }
        let name =
            HarborBasicCredential(request.field("Authorization"))?.name
            ?? (request.target == "/c/login" ? HarborForm(request)["principal"] : nil)
        return name.flatMap { $0.hasPrefix("robot$") ? nil : $0 }
    }
}

extension HarborStandIn {
    /// What it holds at this moment.
    package var registry: HarborRegistry { state.withLock { $0.registry } }

    /// Changes what it holds behind its back, as another client or an administrator would.
    package func change(_ body: (inout HarborRegistry) -> Void) {
        state.withLock { body(&$0.registry) }
    }

    package var use: HarborUse { state.withLock { $0.access.use } }
    /// Sessions that were opened so far.
    package var logins: Int { use.logins }
    /// Requests that brought a name and a password so far.
    package var basicCalls: Int { use.basicCalls }
    /// Checks of a user's password that were paid for so far; none where they cost nothing.
    package var passwordChecks: Int { state.withLock(\.passwordChecks) }

    /// Logs everybody out, as a restart of the server's session store does.
    package func endSessions() {
        state.withLock { $0.access.endSessions() }
    }

    /// Answers wrongly from now on; of several rules the first that applies counts.
    /// - Parameters:
    ///   - times: how many answers this rule spoils.
    ///   - applies: to which requests; called under a lock, so it must not come back here.
    package func misbehave(
        _ misbehaviour: HarborMisbehaviour, times: Int = .max,
        where applies: @escaping @Sendable (StandInRequest) -> Bool = { _ in true }
    ) {
        state.withLock { $0.rules.append(Rule(misbehaviour: misbehaviour, times: times, applies: applies)) }
    }

    /// Drops every rule of `misbehave`.
    package func behave() {
        state.withLock { $0.rules = [] }
    }
}
