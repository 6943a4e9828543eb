import Domain
import Routing

/// What a condition comes to while not everything is known, in Kleene's three values.
enum ConditionTruth {
    case no, open, yes
}

/// What is taken for unknown.
enum ConditionGap {
    /// What the registry has not been asked.
    case unanswered
    /// What hangs on the account that the caller's namespace has not.
    case account
}

extension Condition {
    /// - Parameter questions: gets what has to be asked about what is open, and nothing that makes no difference.
    func truth(
        _ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget, _ gap: ConditionGap,
        _ questions: inout [FactQuestion]
    ) -> ConditionTruth {
        switch self {
        case .all(let parts):
            return Self.join(parts, decidedBy: .no, facts, target, gap, &questions)
        case .any(let parts):
            return Self.join(parts, decidedBy: .yes, facts, target, gap, &questions)
        case .not(let part):
            switch part.truth(facts, target, gap, &questions) {
            case .no: return .yes
            case .open: return .open
            case .yes: return .no
            }
        case .test(let test):
            guard test.readsFacts else { return test.holds(facts, target) ? .yes : .no }
            switch gap {
            case .account:
                if test.hangsOnAccount(facts, target) { return .open }
            case .unanswered:
                let missing = test.unanswered(facts, target)
                for question in missing where !questions.contains(question) { questions.append(question) }
                if !missing.isEmpty { return .open }
            }
            return test.holds(facts, target) ? .yes : .no
        }
    }

    private static func join(
        _ parts: [Condition], decidedBy decisive: ConditionTruth, _ facts: borrowing ConditionFacts,
        _ target: borrowing RequestTarget, _ gap: ConditionGap, _ questions: inout [FactQuestion]
    ) -> ConditionTruth {
        let asked = questions.count
        var isOpen = false
        for part in parts {
            let truth = part.truth(facts, target, gap, &questions)
            if truth == decisive {
                // Whatever the others come to: nothing of it needs to be known.
                questions.removeSubrange(asked...)
                return decisive
            }
            if truth == .open { isOpen = true }
        }
        return isOpen ? .open : decisive == .no ? .yes : .no
    }
}

extension ConditionTest {
    /// What it has to know and nobody has asked. A value that is absent settles it without a question.
    fileprivate func unanswered(
        _ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget
    ) -> [FactQuestion] {
        let known = facts.circumstances.facts
        var missing: [FactQuestion] = []
        if known.account == .unknown, sources.contains(where: \.isAccount) { missing.append(.account) }
        switch operation {
        case .owns(let source):
            if !known.knowsProjects, isPresent(source, facts, target) { missing.append(.projects) }
        case .ownsByName(let source):
            if !known.knowsProjects, text(source, facts, target) != nil { missing.append(.projects) }
        case .ownsLabel(let source):
            guard known.account != .none, let number = number(source, facts, target) else { break }
            switch known.labels[number] {
            case .absent?, .global?: break
            case .project?: if !known.knowsProjects { missing.append(.projects) }
            case nil: missing += known.knowsProjects ? [.label(number)] : [.label(number), .projects]
            }
        case .isOwnMembership(let project, let source):
            guard known.account != .none, let member = member(of: project, source, facts, target) else { break }
            if known.account == .unknown { missing.append(.account) }
            if known.members[member] == nil {
                missing.append(.member(project: member.project, number: member.number))
            }
        case .isGatewayAccount(let source):
            guard let name = text(source, facts, target)?.string, known.gatewayAccounts[name] == nil else { break }
            missing.append(.gatewayAccount(name))
        default: break
        }
        return missing
    }

    /// Whether it might come out otherwise if the caller's namespace had an account, which it has not.
    fileprivate func hangsOnAccount(
        _ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget
    ) -> Bool {
        if sources.contains(where: \.isAccount) { return true }
        let ownsNothing = facts.circumstances.facts.projects?.isEmpty ?? true
        switch operation {
        case .owns(let source): return ownsNothing && isPresent(source, facts, target)
        case .ownsByName(let source): return ownsNothing && text(source, facts, target) != nil
        case .ownsLabel(let source): return ownsNothing && number(source, facts, target) != nil
        case .isOwnMembership(let project, let source): return member(of: project, source, facts, target) != nil
        default: return false
        }
    }

    /// `nil` when one of the two is absent.
    func member(
        of project: ValueSource, _ number: NumberSource, _ facts: borrowing ConditionFacts,
        _ target: borrowing RequestTarget
    ) -> RegistryFacts.Member? {
        guard let number = self.number(number, facts, target) else { return nil }
        switch project {
        case .text(let source):
            return text(source, facts, target).map { RegistryFacts.Member(project: $0.string, number: number) }
        case .number(let source):
            return self.number(source, facts, target).map { RegistryFacts.Member(project: "\($0)", number: number) }
        case .bodyField:
            return nil
        }
    }

    /// What it was told by the registry, for `explain`.
    func told(_ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget) -> [String] {
        let known = facts.circumstances.facts
        var out: [String] = []
        if operation.asksForProjects, let projects = known.projects { out.append("owned: \(projects.text)") }
        switch operation {
        case .ownsLabel(let source):
            guard let number = number(source, facts, target), let label = known.labels[number] else { break }
            out.append(label.text)
        case .isOwnMembership(let project, let source):
            guard let member = member(of: project, source, facts, target) else { break }
            if let user = known.members[member] { out.append(user > 0 ? "user \(user)" : "no user") }
            if case .known(let id, _) = known.account { out.append("account \(id)") }
        default: break
        }
        if known.account == .none, !isAboutOthers { out.append("the namespace has no registry account") }
        return out
    }

    private var isAboutOthers: Bool {
        if case .isGatewayAccount = operation { return true }
        return false
    }
}

extension ConditionFacts {
    func ownsLabel(_ number: Int64) -> Bool {
        guard case .project(let project)? = circumstances.facts.labels[number] else { return false }
        return circumstances.facts.projects?.numbers.contains(project) ?? false
    }

    /// Whether the member is the account of the caller's namespace. A group, or nobody, has no number.
    func isOwn(_ member: RegistryFacts.Member) -> Bool {
        guard case .known(let id, _) = circumstances.facts.account, id > 0 else { return false }
        return circumstances.facts.members[member] == id
    }
}

extension RegistryFacts.Projects {
    var isEmpty: Bool { names.isEmpty && numbers.isEmpty }

    fileprivate var text: String {
        isEmpty ? "nothing" : (names.sorted() + numbers.sorted().map { "\($0)" }).joined(separator: ", ")
    }
}

extension RegistryFacts.Label {
    fileprivate var text: String {
        switch self {
        case .absent: "no such label"
        case .global: "a global label"
        case .project(let number): "a label of project \(number)"
        }
    }
}
