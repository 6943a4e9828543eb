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
            (conditions.isEmpty ? "yes" : "if " + Self.choice(of: conditions))
                + (exceptions.isEmpty ? "" : ", but not if " + Self.choice(of: exceptions))
        }
    }

    /// Behind a word that says `when` already.
    fileprivate static func choice(of requirements: [String]) -> String {
        requirements.map { String($0.hasPrefix("when ") ? $0.dropFirst(5) : $0[...]) }.joined(separator: " | ")
    }

    package enum Change: String, Sendable {
        case wider, narrower, different
    }

    /// `nil` when nothing changes.
    package func change(to other: RoleAccess) -> Change? {
        switch (other.includes(self), includes(other)) {
        case (true, true): nil
        case (true, false): .wider
        case (false, true): .narrower
        case (false, false): .different
        }
    }

    /// Whether whatever `other` gives is given here, as far as texts of conditions tell.
    private func includes(_ other: RoleAccess) -> Bool {
        switch (self, other) {
        case (_, .never): true
        case (.never, .may): false
        case (.may(let conditions, let exceptions), .may(let others, let otherExceptions)):
            (conditions.isEmpty || (!others.isEmpty && Set(conditions).isSuperset(of: others)))
                && Set(exceptions).isSubset(of: otherExceptions)
        }
    }
}

extension CompiledRoute {
    /// Asked in two steps, as a request is: the rules for anybody first, with the denials that do not ask who calls; then,
    /// by the role of the token, the others with all denials.
    ///
    /// - Parameters:
    ///   - role: `nil` for somebody without a token.
    ///   - isSettled: takes the features as the settings had them when the policy was compiled, and tells of none.
    package func access(of role: RoleNumber?, isSettled: Bool = false) -> RoleAccess {
        let open = AccessStep(
            allow.filter(\.isForAnybody), but: deny.filter { !$0.asksWho }, Known(bit: nil, isSettled: isSettled))
        guard let role else { return open.access }
        let bit = RoleTable.bit(of: role)
        let named = AccessStep(
            allow.filter { !$0.isForAnybody && $0.roles & bit != 0 }, but: deny.filter { $0.roles & bit != 0 },
            Known(bit: bit, isSettled: isSettled))
        return open.joined(with: named).access
    }
}

/// What a condition is told to know.
private struct Known {
    /// The caller's role; `nil` where nobody asks who he is.
    let bit: UInt64?
    /// Which features are on.
    let isSettled: Bool
}

/// What one of the two lists of rules gives.
private struct AccessStep {
    /// The empty text stands for "always".
    var conditions: Set<String>
    var exceptions: Set<String>

    init(_ permissions: [AccessRule], but denials: [AccessRule], _ known: Known) {
        conditions = Set(permissions.compactMap { $0.requirement(known) })
        exceptions = Set(denials.compactMap { $0.requirement(known) })
        if conditions.contains("") { conditions = [""] }
        if exceptions.contains("") { conditions = [] }
    }

    /// - Parameter other: the step behind this one, whose exceptions hold all of this one's.
    func joined(with other: AccessStep) -> AccessStep {
        if conditions.isEmpty { return other }
        if other.conditions.isEmpty || conditions == [""] { return self }
        // What is an exception from the other's rules only is told with each of them.
        let own = RoleAccess.choice(of: other.exceptions.subtracting(exceptions).sorted())
        var joined = self
        for condition in other.conditions {
            joined.conditions.insert(
                own.isEmpty ? condition : condition.isEmpty ? "not (\(own))" : "\(condition) and not (\(own))")
        }
        if joined.conditions.contains("") { joined.conditions = [""] }
        return joined
    }

    var access: RoleAccess {
        conditions.isEmpty
            ? .never : .may(conditions: conditions.filter { !$0.isEmpty }.sorted(), exceptions: exceptions.sorted())
    }
}

extension AccessRule {
    /// What the rule asks of a caller beside what is known of him; `nil` when it never holds for him.
    fileprivate func requirement(_ known: Known) -> String? {
        guard let when, let conditionText else { return restText }
        var condition = conditionText
        if when.tests.contains(where: { $0.decision(known) != nil }) {
            switch when.remainder(known) {
            case .constant(false): return nil
            case .constant(true): return restText
            case .text(let text, _): condition = ConditionLexer.normalized(text)
            }
        }
        return (restText.isEmpty ? "" : restText + "; ") + "when " + condition
    }
}

/// What is left of a condition when some of it is known.
private enum ConditionRemainder {
    case constant(Bool)
    case text(String, isCompound: Bool)
}

extension ConditionTest {
    /// `nil` for what is not known.
    fileprivate func decision(_ known: Known) -> Bool? {
        switch operation {
        case .roleIsOneOf(let roles): known.bit.map { roles & $0 != 0 }
        case .feature(_, let isOn): known.isSettled ? isOn : nil
        default: nil
        }
    }
}

extension Condition {
    fileprivate func remainder(_ known: Known) -> ConditionRemainder {
        switch self {
        case .all(let parts): Self.join(parts, " and ", decidedBy: false, known)
        case .any(let parts): Self.join(parts, " or ", decidedBy: true, known)
        case .test(let test):
            test.decision(known).map(ConditionRemainder.constant) ?? .text(test.text, isCompound: false)
        case .not(let part):
            switch part.remainder(known) {
            case .constant(let holds): .constant(!holds)
            case .text(let text, let isCompound): .text(part.negated(text, isCompound), isCompound: false)
            }
        }
    }

    /// `x != 'a'` is a negated test already, whose text says so.
    private func negated(_ text: String, _ isCompound: Bool) -> String {
        if case .test = self, ConditionLexer.isInequality(text) { return text }
        return isCompound ? "not (\(text))" : "not \(text)"
    }

    private static func join(
        _ parts: [Condition], _ word: String, decidedBy decisive: Bool, _ known: Known
    ) -> ConditionRemainder {
        var left: [(text: String, isCompound: Bool)] = []
        for part in parts {
            switch part.remainder(known) {
            case .constant(let holds): if holds == decisive { return .constant(decisive) }
            case .text(let text, let isCompound): left.append((text, isCompound))
            }
        }
        guard let first = left.first else { return .constant(!decisive) }
        if left.count == 1 { return .text(first.text, isCompound: first.isCompound) }
        return .text(left.map { $0.isCompound ? "(\($0.text))" : $0.text }.joined(separator: word), isCompound: true)
    }
}

extension ConditionLexer {
    /// The same words with one blank between them: what is written differently and means the same is one text.
    static func normalized(_ text: String) -> String {
        guard let tokens = try? tokens(text) else { return text }
        var written = ""
        var previous = ""
        for token in tokens {
            let piece: String
            switch token.kind {
            case .word(let word): piece = word
            case .text(let text): piece = text.contains("'") ? "\"\(text)\"" : "'\(text)'"
            case .number(let number): piece = "\(number)"
            case .symbol(let symbol): piece = symbol
            case .end: continue
            }
            let isCall = piece == "(" && ConditionFunction(rawValue: previous) != nil
            if !written.isEmpty, !["(", "["].contains(previous), ![")", "]", ","].contains(piece), !isCall {
                written += " "
            }
            written += piece
            previous = piece
        }
        return written
    }

    fileprivate static func isInequality(_ text: String) -> Bool {
        (try? tokens(text))?.contains { $0.kind == .symbol("!=") } ?? false
    }
}
