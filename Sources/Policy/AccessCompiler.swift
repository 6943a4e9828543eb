import Domain
import Routing

/// Compiles the rules of one route.
struct AccessCompiler {
    struct Access {
        var allow: [AccessRule] = []
        var deny: [AccessRule] = []
        /// In shadow mode.
        var trialAllow: [AccessRule] = []
        var trialDeny: [AccessRule] = []
    }

    /// `nil` when their file could not be read.
    let roles: RoleTable?
    /// What `feature('…')` can name, and whether each is on.
    let features: [String: Bool]

    /// - Parameter pattern: `nil` when it has a finding: then no condition is looked at.
    func compile(_ route: RouteDeclaration, _ pattern: RoutePattern?, _ log: inout FindingLog) -> Access {
        let scope = pattern.map {
            ConditionScope(pattern: $0, body: route.body.map(\.value), roles: roles, features: features)
        }
        var access = Access()
        for (index, declaration) in route.allow.enumerated() {
            let rule = self.rule(
                declaration, "\(route.id.value).allow[\(index)]", isDenial: false, scope, &log)
            if rule.isForAnybody { checkAnybody(declaration, rule, &log) }
            if declaration.mode == .shadow { access.trialAllow.append(rule) } else { access.allow.append(rule) }
        }
        for (index, declaration) in route.deny.enumerated() {
            let rule = self.rule(
                declaration, "\(route.id.value).deny[\(index)]", isDenial: true, scope, &log)
            if let anonymous = declaration.roles.first(where: { $0.value == RoleTable.anonymous }) {
                log.add("\"anonymous\" cannot be denied: leave it out of \"allow\"", at: anonymous.position)
            }
            if declaration.mode == .shadow { access.trialDeny.append(rule) } else { access.deny.append(rule) }
        }
        if access.allow.isEmpty, !access.trialAllow.isEmpty {
            log.add(
                "every rule of \"allow\" is in shadow mode: the route would let nobody in",
                at: route.allow[0].position)
        }
        checkUnused(route, scope, access, &log)
        ReachabilityCheck(route: route, access: access).report(&log)
        return access
    }

    private func checkAnybody(_ declaration: RuleDeclaration, _ rule: AccessRule, _ log: inout FindingLog) {
        let position = declaration.roles.first { $0.value == RoleTable.anonymous }?.position ?? declaration.position
        if declaration.roles.count > 1 {
            log.add("\"anonymous\" is anybody: the other roles of this rule are among them", at: position)
        }
        if !declaration.users.isEmpty || !declaration.namespaces.isEmpty {
            log.add(
                "\"anonymous\" is anybody, and nobody is asked for a name: it goes with neither \"users\" nor "
                    + "\"namespaces\"", at: position)
        }
        if rule.when?.readsPrincipal == true {
            log.add(
                "\"anonymous\" is anybody: \"when\" cannot ask who is calling", at: declaration.when?.start ?? position)
        }
    }

    private func rule(
        _ rule: RuleDeclaration, _ label: String, isDenial: Bool, _ scope: ConditionScope?, _ log: inout FindingLog
    ) -> AccessRule {
        var mask: UInt64 = rule.roles.isEmpty ? .max : 0
        for role in rule.roles {
            guard let roles else { continue }
            guard let bits = roles.mask(of: role.value) else {
                log.add(
                    "unknown role \"\(role.value)\"" + Suggestion.text(for: role.value, among: roles.names),
                    at: role.position)
                continue
            }
            if bits == 0, role.value != RoleTable.anonymous {
                log.add(
                    "nobody can have the role \"\(role.value)\": it has no number, and no role with one includes it",
                    at: role.position)
            }
            mask |= bits
        }
        return AccessRule(
            rule, label: label, roles: mask,
            isForAnybody: !isDenial && rule.roles.contains { $0.value == RoleTable.anonymous }, isDenial: isDenial,
            when: condition(rule.when, scope, &log))
    }

    private func condition(_ text: LocatedText?, _ scope: ConditionScope?, _ log: inout FindingLog) -> Condition? {
        guard let text, let scope else { return nil }
        do throws(ConditionFaults) {
            return try ConditionParser.parse(text.text, scope)
        } catch {
            for fault in error.faults {
                log.add(fault.problem, at: text.start.advanced(by: fault.offset, in: text.text))
            }
            return nil
        }
    }

    /// A field that no rule looks at would be read from every body for nothing.
    private func checkUnused(
        _ route: RouteDeclaration, _ scope: ConditionScope?, _ access: Access, _ log: inout FindingLog
    ) {
        guard scope != nil, log.isEmpty else { return }
        let rules = access.allow + access.deny + access.trialAllow + access.trialDeny
        let used = Set(rules.flatMap { $0.when?.tests ?? [] }.flatMap(\.sources).compactMap(\.bodyField))
        for (index, field) in route.body.enumerated() where !used.contains(index) && field.value.values.isEmpty {
            log.add("no rule looks at \"\(field.value.name)\"", at: field.position)
        }
    }
}

extension ValueSource {
    fileprivate var bodyField: Int? {
        switch self {
        case .text(.body(let field)), .number(.body(let field)), .bodyField(let field): field
        default: nil
        }
    }
}
