import Domain

/// Compiles the rules of one route.
struct AccessCompiler {
    struct Access {
        var allow: [AccessRule] = []
        var deny: [AccessRule] = []
        /// The label of the rule that lets anybody in.
        var anonymousRule: String?
    }

    /// `nil` when their file could not be read.
    let roles: RoleTable?

    func compile(_ route: RouteDeclaration, _ log: inout FindingLog) -> Access {
        var access = Access()
        for (index, rule) in route.allow.enumerated() {
            let label = "\(route.id.value).allow[\(index)]"
            guard let anonymous = rule.roles.first(where: { $0.value == RoleTable.anonymous }) else {
                access.allow.append(self.rule(rule, label, &log))
                continue
            }
            if !rule.users.isEmpty || rule.until != nil {
                log.add(
                    "\"anonymous\" is anybody at any time: it goes with neither \"users\" nor \"until\"",
                    at: anonymous.position)
            }
            _ = self.rule(rule, label, &log)
            access.anonymousRule = access.anonymousRule ?? label
        }
        for (index, rule) in route.deny.enumerated() {
            if let anonymous = rule.roles.first(where: { $0.value == RoleTable.anonymous }) {
                log.add("\"anonymous\" cannot be denied: leave it out of \"allow\"", at: anonymous.position)
            } else if access.anonymousRule != nil {
                log.add(
                    "this has no effect: the route allows \"anonymous\", so no token is looked at and nobody is known",
                    at: rule.position)
            }
            access.deny.append(self.rule(rule, "\(route.id.value).deny[\(index)]", &log))
        }
        return access
    }

    private func rule(_ rule: RuleDeclaration, _ label: String, _ log: inout FindingLog) -> AccessRule {
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
            label: label, roles: mask, users: Set(rule.users.map(\.value)), reason: rule.reason, until: rule.until)
    }
}
