package import Domain

/// What the rules of a route give one role, whoever has it and whatever he asks for.
package enum RoleAccess: Hashable, Sendable {
    case never
    /// When one of `conditions` holds (always, when that is empty) and none of `exceptions`.
    case may(conditions: [String], exceptions: [String])

    package var text: String {
        switch self {
        case .never: "no"
        case .may(let conditions, let exceptions):
            (conditions.isEmpty ? "yes" : "if " + conditions.joined(separator: " | "))
                + (exceptions.isEmpty ? "" : ", but not if " + exceptions.joined(separator: " | "))
        }
    }

    /// 0 never, 1 sometimes, 2 always.
    private var width: Int {
        switch self {
        case .never: 0
        case .may(let conditions, let exceptions): conditions.isEmpty && exceptions.isEmpty ? 2 : 1
        }
    }

    package enum Change: String, Sendable {
        case wider, narrower, different
    }

    /// `nil` when nothing changes.
    package func change(to other: RoleAccess) -> Change? {
        if self == other { return nil }
        if width == other.width { return .different }
        return width < other.width ? .wider : .narrower
    }
}

extension CompiledRoute {
    /// - Parameter role: `nil` for somebody without a token.
    package func access(of role: RoleNumber?) -> RoleAccess {
        let bit = role.map { RoleTable.bit(of: $0) }
        /// Whom a rule for anybody lets in needs no other.
        func isFor(_ rule: AccessRule) -> Bool {
            if rule.isForAnybody { return true }
            guard let bit else { return rule.isDenial && !rule.asksWho }
            return rule.roles & bit != 0
        }
        let denials = deny.filter(isFor)
        let permissions = allow.filter(isFor)
        if permissions.isEmpty || denials.contains(where: { $0.isPlainButRoles }) { return .never }
        let isOpen = permissions.contains { $0.isPlainButRoles }
        return .may(
            conditions: isOpen ? [] : permissions.map(\.restText).sorted(),
            exceptions: denials.map(\.restText).sorted())
    }
}

extension AccessRule {
    fileprivate var isPlainButRoles: Bool { isPlain }

    /// What the rule asks for beside the role.
    fileprivate var restText: String {
        text.split(separator: "; ").filter { !$0.hasPrefix("roles ") }.joined(separator: "; ")
    }
}
