package import Domain

/// One line of the decision log: who asked for what, and what the policy said, under which ruleset and rule. These
/// lines can be replayed against another ruleset, so all that a decision depends on is here.
package struct DecisionRecord {
    /// When it was decided; milliseconds since 1970-01-01T00:00:00Z.
    package var time: Int64
    /// The identity (hash) of the ruleset that decided.
    package var ruleset: String
    /// `nil` when no route matched.
    package var route: String?
    /// The rule that decided; `nil` when none did (default deny, no token).
    package var rule: String?
    package var decision: LoopMetrics.Decision
    /// Empty for a permit.
    package var reason: String
    package var principal: Principal?
    package var method: RequestMethod
    /// The peer's address and port.
    package var client: String
    package var upstream: String?
    /// The status of the answer where it is known when the line is written: that of a refusal.
    package var status: Int?
    /// What would have been said in shadow mode.
    package var shadow: Shadow

    /// Written as one text, such as `deny`, `policy:deny` or `allow policy:deny`: what stands without a mark is of the
    /// policy in force. `null` when neither had anything to say.
    package struct Shadow: Equatable, Sendable {
        /// By the policy in force with its rules, or the route, in shadow mode.
        package var rules: LoopMetrics.ShadowWord?
        /// By a second policy.
        package var policy: LoopMetrics.ShadowWord?

        package init(rules: LoopMetrics.ShadowWord? = nil, policy: LoopMetrics.ShadowWord? = nil) {
            self.rules = rules
            self.policy = policy
        }

        /// In front of what a second policy says.
        package static let policyMark = "policy:"

        var text: String? {
            guard let policy else { return rules?.rawValue }
            let marked = Self.policyMark + policy.rawValue
            return rules.map { "\($0.rawValue) \(marked)" } ?? marked
        }
    }

    package init(
        time: Int64, ruleset: String, route: String?, rule: String? = nil, decision: LoopMetrics.Decision,
        reason: String, principal: Principal? = nil, method: RequestMethod, client: String, upstream: String? = nil,
        status: Int? = nil, shadow: Shadow = Shadow()
    ) {
        self.time = time
        self.ruleset = ruleset
        self.route = route
        self.rule = rule
        self.decision = decision
        self.reason = reason
        self.principal = principal
        self.method = method
        self.client = client
        self.upstream = upstream
        self.status = status
        self.shadow = shadow
    }

    /// Writes the whole line. The members are always the same ones, in the same order, `null` when absent; `role` is
    /// the role's number.
    /// - Parameters:
    ///   - path: the request target as it came; from `?` or `#` on nothing is written.
    package func write(requestID: Span<UInt8>, path: Span<UInt8>, into line: inout JSONLine) {
        line.begin()
        line.time("time", milliseconds: time)
        line.string("requestId", requestID)
        line.string("ruleset", ruleset)
        line.string("route", route)
        line.string("rule", rule)
        line.string("decision", decision.rawValue)
        line.string("reason", reason)
        line.string("user", principal?.name)
        line.integer("userId", principal?.userID)
        line.integer("role", principal.map { Int64($0.role.rawValue) })
        line.string("namespace", principal?.namespace)
        line.string("method", method.name)
        line.path("path", path)
        line.string("client", client)
        line.string("upstream", upstream)
        line.integer("status", status.map(Int64.init))
        line.string("shadow", shadow.text)
        line.end()
    }
}
