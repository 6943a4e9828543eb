import Domain

/// One compiled entry of `allow` or `deny`.
package final class AccessRule: Sendable {
    /// What decision records call it, such as `image-delete.deny[0]`.
    package let label: String
    /// A bit for every role number that the rule names; all bits when it does not look at the role.
    let roles: UInt64
    /// Login names; empty when the rule does not look at the user.
    let users: ExactNames
    /// Empty when the rule does not look at the namespace.
    let namespaces: ExactNames
    /// Empty when the rule does not look at the address.
    let addresses: [AddressRange]
    let hours: WeeklyHours?
    /// The Unix seconds between which the rule holds; `until` is not part of it.
    let from: Int64
    let until: Int64
    let when: Condition?
    /// What the operator gave as the reason; shown to a caller whom the rule denies.
    package let reason: String?
    /// For anybody: no token is looked at.
    let isForAnybody: Bool
    let isDenial: Bool
    /// As it was written, in one line.
    package let text: String
    /// As `text`, without its roles and its `when`; empty when nothing else is asked for.
    let restText: String
    /// The `when` in one spelling: blanks and the kind of quotes aside.
    let conditionText: String?
    let readsBody: Bool
    /// Whether its condition asks what only the registry knows.
    let readsFacts: Bool
    /// Whether the rule looks at nothing but the role: the most do.
    let isPlain: Bool

    init(
        _ declaration: RuleDeclaration, label: String, roles: UInt64, isForAnybody: Bool, isDenial: Bool,
        when: Condition?
    ) {
        self.isDenial = isDenial
        self.label = label
        self.roles = roles
        users = ExactNames(declaration.users.map(\.value))
        namespaces = ExactNames(declaration.namespaces.map(\.value))
        addresses = declaration.addresses
        hours = declaration.hours
        from = declaration.from ?? .min
        until = declaration.until ?? .max
        self.when = when
        reason = declaration.reason
        self.isForAnybody = isForAnybody
        text = declaration.summary
        restText = declaration.rest.joined(separator: "; ")
        conditionText = declaration.when.map { ConditionLexer.normalized($0.text) }
        readsBody = when?.readsBody ?? false
        readsFacts = when?.readsFacts ?? false
        isPlain =
            declaration.users.isEmpty && declaration.namespaces.isEmpty && declaration.addresses.isEmpty
            && declaration.hours == nil && declaration.when == nil && declaration.from == nil
            && declaration.until == nil
    }

    /// Whether the rule is about this caller at all; `nil` is somebody without a name. A denial that asks for no name
    /// is about anybody too; a permission for anybody is not asked again when a name is known.
    func isFor(_ principal: Principal?) -> Bool {
        guard let principal else { return isForAnybody || (isDenial && !asksWho) }
        guard !isForAnybody, RoleTable.bit(of: principal.role) & roles != 0 else { return false }
        return isPlain
            || (users.isEmpty || users.contains(principal.name))
                && (namespaces.isEmpty || namespaces.contains(principal.namespace))
    }

    /// Whether it looks at who is calling.
    var asksWho: Bool {
        roles != .max || !users.isEmpty || !namespaces.isEmpty || when?.readsPrincipal == true
    }

    /// Whether time and place are right. Whether `when` is, is another question.
    func isOpen(_ circumstances: Circumstances) -> Bool {
        guard circumstances.now >= from, circumstances.now < until else { return false }
        if let hours, !hours.contains(circumstances.now) { return false }
        if addresses.isEmpty { return true }
        guard let address = circumstances.address else { return false }
        return addresses.contains { $0.contains(address) }
    }

}

extension RuleDeclaration {
    /// One line for `explain`, `who-can` and `diff`.
    fileprivate var summary: String {
        var parts = roles.isEmpty ? [] : ["roles \(roles.map(\.value).joined(separator: ", "))"]
        parts += rest
        if let when { parts.append("when \(when.text)") }
        return parts.joined(separator: "; ")
    }

    /// What is asked for beside the role and the condition.
    fileprivate var rest: [String] {
        var parts: [String] = []
        func list(_ name: String, _ values: [String]) {
            if !values.isEmpty { parts.append("\(name) \(values.joined(separator: ", "))") }
        }
        list("users", users.map(\.value))
        list("namespaces", namespaces.map(\.value))
        list("addresses", addressTexts)
        if let hours { parts.append("hours \(hours.text)") }
        if let from { parts.append("from \(CalendarDate.text(from))") }
        if let until { parts.append("until \(CalendarDate.text(until))") }
        return parts
    }
}
