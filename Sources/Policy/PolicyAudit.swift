import Domain

/// What a policy says that is valid and yet probably not meant, each kind with an id. A route that means it lists the id
/// under `accepts`.
package struct PolicyAudit: Sendable {
    package enum Rule: String, CaseIterable, Sendable {
        case anonymousWrite = "anonymous-write"
        case wildcardRole = "wildcard-role"
        case unlimitedBody = "unlimited-body"
        case cleartextCredential = "cleartext-credential"
        case sharedCredential = "shared-credential"
        case passedToken = "passed-token"
        case expiredRule = "expired-rule"
        case unreachableRoute = "unreachable-route"
        case widerInside = "wider-inside"
        case noTest = "no-test"
        case staleAcceptance = "stale-acceptance"

        package var explanation: String {
            switch self {
            case .anonymousWrite: "anybody may change something, as often as he likes"
            case .wildcardRole: "a rule lets in every role, also those that will be added"
            case .unlimitedBody: "a body of any size is taken outside the docker registry"
            case .cleartextCredential: "a credential leaves this machine without encryption"
            case .sharedCredential: "one account at the upstream acts for many callers"
            case .passedToken: "the upstream gets the gateway's own token, and can use it"
            case .expiredRule: "a rule holds no more"
            case .unreachableRoute: "nobody is ever let in"
            case .widerInside: "a route lets in roles that the wider route around it keeps out"
            case .noTest: "no test looks at the route"
            case .staleAcceptance: "\"accepts\" names what is not found, or is no id"
            }
        }
    }

    package struct Issue: Sendable {
        package let rule: Rule
        package let route: String
        package let detail: String
        package let file: String
        package let line: Int
    }

    package private(set) var issues: [Issue] = []

    /// - Parameter now: Unix seconds.
    package init(_ ruleset: Ruleset, now: Int64) {
        let tested = Set(ruleset.coverage().covered.map(\.route))
        let surroundings = Surroundings(ruleset)
        for (place, route) in ruleset.routes.enumerated() {
            var found = self.access(route, now: now) + traffic(route, ruleset)
            if let wider = surroundings.wider(place) { found.append((.widerInside, wider)) }
            if !tested.contains(route.id) { found.append((.noTest, "write one in tests/, with a row for each role")) }
            add(found, route)
        }
        auditUpstreams(ruleset)
    }

    /// Once for an upstream, not for each of its routes.
    private mutating func auditUpstreams(_ ruleset: Ruleset) {
        for (place, upstream) in ruleset.upstreams.enumerated() {
            let source = ruleset.upstreamSources[place]
            for acceptance in source.accepts where acceptance.value != Rule.cleartextCredential.rawValue {
                issues.append(
                    Issue(
                        rule: .staleAcceptance, route: upstream.name,
                        detail: "\"\(acceptance.value)\" is not found of upstreams",
                        file: acceptance.position.file.name, line: acceptance.position.line))
            }
            // Whether it is found depends on the environment, so that an acceptance is never stale.
            guard let address = upstream.address, !address.usesTLS, !address.isLoopback, source.accepts.isEmpty,
                ruleset.routes.contains(where: {
                    ruleset.upstreamPlaces(of: $0).contains(place) && Self.takesCredential($0, upstream)
                }) || ruleset.upstreams.contains(where: { $0.logsIn(at: upstream) })
            else { continue }
            issues.append(
                Issue(
                    rule: .cleartextCredential, route: upstream.name, detail: "http://\(address.authority)",
                    file: source.position.file.name, line: source.position.line))
        }
    }

    private typealias Found = (rule: Rule, detail: String)

    private mutating func add(_ found: [Found], _ route: CompiledRoute) {
        let accepted = Set(route.accepts.map(\.value))
        let position = route.position
        for one in found where !accepted.contains(one.rule.rawValue) {
            issues.append(
                Issue(
                    rule: one.rule, route: route.id, detail: one.detail, file: position.file.name, line: position.line))
        }
        let ids = Set(found.map(\.rule.rawValue))
        for acceptance in route.accepts where !ids.contains(acceptance.value) {
            let hint = Suggestion.text(for: acceptance.value, among: Rule.allCases.map(\.rawValue))
            issues.append(
                Issue(
                    rule: .staleAcceptance, route: route.id,
                    detail: "\"\(acceptance.value)\""
                        + (Rule(rawValue: acceptance.value) == nil ? " is no id" + hint : ""),
                    file: acceptance.position.file.name, line: acceptance.position.line))
        }
    }

    private func access(_ route: CompiledRoute, now: Int64) -> [Found] {
        var found: [Found] = []
        let writes = route.methods.filter { ![.get, .head, .options].contains($0) }
        if route.admitsAnybody, !writes.isEmpty, route.limits.rate == nil, Self.doesSomething(route) {
            found.append((.anonymousWrite, writes.map(\.name).joined(separator: ", ") + " without a rate"))
        }
        for rule in route.allow where !rule.isForAnybody && rule.roles == .max && rule.users.isEmpty {
            found.append((.wildcardRole, "\(rule.label) names neither roles nor users"))
        }
        for rule in route.allow + route.deny where rule.until <= now {
            found.append((.expiredRule, "\(rule.label) ended on \(CalendarDate.text(rule.until))"))
        }
        if !route.allow.contains(where: { $0.until > now && ($0.isForAnybody || $0.roles != 0) }) {
            found.append(
                (.unreachableRoute, "every rule of \"allow\" has ended or is for no role that a caller can have"))
        }
        return found
    }

    /// A fixed answer or a file changes nothing.
    static func doesSomething(_ route: CompiledRoute) -> Bool {
        switch route.destination {
        case .local, .translate, .relay: true
        case .redirect, .answer, .folder: false
        }
    }

    private func traffic(_ route: CompiledRoute, _ ruleset: Ruleset) -> [Found] {
        var found: [Found] = []
        if route.limits.body == nil, case .relay = route.destination, !route.path.hasPrefix("/v2/") {
            found.append((.unlimitedBody, "limits.body is unlimited"))
        }
        if case .named(let place) = route.credentialUse {
            let roles = route.admitsAnybody ? ["anybody"] : ruleset.rolesAllowed(on: route)
            if roles.count > 1 || route.admitsAnybody {
                found.append(
                    (.sharedCredential, "\(ruleset.credentials[place].name) acts for \(roles.joined(separator: ", "))"))
            }
        }
        found += sharedAccount(route, ruleset)
        if route.credentialUse == .client, route.admitsPrincipals {
            found.append((.passedToken, "credentials: pass on a route that asks for a token"))
        }
        return found
    }

    /// Where one account acts for everybody, the rules alone keep callers apart: one that looks at nothing of the caller's
    /// own lets each of them at what is all others'.
    private func sharedAccount(_ route: CompiledRoute, _ ruleset: Ruleset) -> [Found] {
        guard case .relay(let place) = route.destination, route.credentialUse == .upstream,
            [.swr, .cvat].contains(ruleset.upstreams[place].kind)
        else { return [] }
        let others = ~RoleTable.bit(of: .systemAdmin)
        return route.allow.filter { rule in
            !rule.isForAnybody && rule.roles & others != 0 && rule.users.isEmpty && rule.namespaces.isEmpty
                && rule.when?.readsPrincipal != true
        }.map { (.sharedCredential, "\($0.label) looks at nothing that is the caller's own") }
    }

    private static func takesCredential(_ route: CompiledRoute, _ upstream: UpstreamSpec) -> Bool {
        switch route.credentialUse {
        case .none: false
        case .client, .named: true
        case .upstream: upstream.hasCredentials
        }
    }
}

extension UpstreamSpec {
    /// Whether passwords go to that other upstream on its account.
    fileprivate func logsIn(at other: UpstreamSpec) -> Bool {
        // Also those of the users that are bound.
        if userBinding?.identityService == other.site { return true }
        guard case .iam(let account) = credentials else { return false }
        return account.upstream == other.site
    }
}
