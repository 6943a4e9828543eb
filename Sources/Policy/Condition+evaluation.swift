import Domain
import Routing

/// What a condition is evaluated against.
struct ConditionFacts {
    let principal: Principal?
    let layout: RouteLayout
    let circumstances: Circumstances
}

extension Condition {
    func holds(_ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget) -> Bool {
        switch self {
        case .all(let parts):
            for part in parts where !part.holds(facts, target) { return false }
            return true
        case .any(let parts):
            for part in parts where part.holds(facts, target) { return true }
            return false
        case .not(let part):
            return !part.holds(facts, target)
        case .test(let test):
            return test.holds(facts, target)
        }
    }
}

/// A text where it stands, so that comparing it copies nothing.
enum TextView {
    case bytes(ArraySlice<UInt8>)
    case text(String.UTF8View)

    static func == (one: TextView, other: TextView) -> Bool {
        switch (one, other) {
        case (.bytes(let one), .bytes(let other)): one == other
        case (.bytes(let one), .text(let other)): one.elementsEqual(other)
        case (.text(let one), .bytes(let other)): one.elementsEqual(other)
        case (.text(let one), .text(let other)): one.elementsEqual(other)
        }
    }

    func equals(_ literal: [UInt8]) -> Bool {
        switch self {
        case .bytes(let bytes): bytes.elementsEqual(literal)
        case .text(let text): text.elementsEqual(literal)
        }
    }

    func begins(with prefix: [UInt8]) -> Bool {
        switch self {
        case .bytes(let bytes): bytes.starts(with: prefix)
        case .text(let text): text.starts(with: prefix)
        }
    }

    var string: String {
        switch self {
        case .bytes(let bytes): String(decoding: bytes, as: UTF8.self)
        case .text(let text): String(text)
        }
    }
}

extension ConditionTest {
    func holds(_ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget) -> Bool {
        switch operation {
        case .textEquals(let one, let other):
            guard let left = text(one, facts, target), let right = text(other, facts, target) else { return false }
            return left == right
        case .textIsOneOf(let source, let literals):
            guard let text = text(source, facts, target) else { return false }
            return literals.contains { text.equals($0) }
        case .hasPrefix(let source, let prefix):
            return text(source, facts, target)?.begins(with: prefix) ?? false
        case .numberEquals(let one, let other):
            guard let left = number(one, facts, target), let right = number(other, facts, target) else { return false }
            return left == right
        case .numberIsOneOf(let source, let literals):
            return number(source, facts, target).map { literals.contains($0) } ?? false
        case .flagEquals(let field, let flag):
            return facts.body(field) == .flag(flag)
        case .eachTextIsOneOf(let field, let texts):
            return facts.each(of: field) { if case .text(let text) = $0 { texts.contains(text) } else { false } }
        case .eachNumberIsOneOf(let field, let numbers):
            return facts.each(of: field) { if case .number(let one) = $0 { numbers.contains(one) } else { false } }
        case .roleIsOneOf(let mask):
            return facts.principal.map { RoleTable.bit(of: $0.role) & mask != 0 } ?? false
        case .isPresent(let source):
            return isPresent(source, facts, target)
        case .owns(let source):
            return owns(source, facts, target)
        case .ownsByName(let source):
            guard let names = facts.circumstances.facts.projects?.names else { return false }
            return text(source, facts, target).map { Self.isOwned($0.string, names) } ?? false
        case .ownsLabel(let source):
            return number(source, facts, target).map { facts.ownsLabel($0) } ?? false
        case .isOwnMembership(let project, let source):
            guard let member = member(of: project, source, facts, target) else { return false }
            return facts.isOwn(member)
        case .isGatewayAccount(let source):
            guard let name = text(source, facts, target)?.string else { return false }
            return facts.circumstances.facts.gatewayAccounts[name] ?? false
        case .feature(let name, let isOn):
            return facts.circumstances.features.map { $0[name] ?? false } ?? isOn
        }
    }

    func text(
        _ source: TextSource, _ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget
    ) -> TextView? {
        switch source {
        case .literal(let bytes): return .bytes(bytes[...])
        case .parameter(let slot): return .bytes(target.parameter(slot, facts.layout))
        case .query(let name):
            guard case .value(let bytes) = target.queryReading(name) else { return nil }
            return .bytes(bytes[...])
        case .principalName: return facts.principal.map { .text($0.name.utf8) }
        case .principalNamespace:
            // No namespace is not a namespace with an empty name.
            guard let namespace = facts.principal?.namespace, !namespace.isEmpty else { return nil }
            return .text(namespace.utf8)
        case .accountName:
            guard case .known(_, let name) = facts.circumstances.facts.account else { return nil }
            return .text(name.utf8)
        case .body(let field):
            guard case .text(let text) = facts.body(field) else { return nil }
            return .text(text.utf8)
        }
    }

    func number(
        _ source: NumberSource, _ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget
    ) -> Int64? {
        switch source {
        case .literal(let number): return number
        // The type of the parameter has seen to it that these are digits.
        case .parameter(let slot): return Int64(String(decoding: target.parameter(slot, facts.layout), as: UTF8.self))
        case .principalID: return facts.principal?.userID
        case .accountID:
            guard case .known(let id, _) = facts.circumstances.facts.account else { return nil }
            return id
        case .body(let field):
            guard case .number(let number) = facts.body(field) else { return nil }
            return number
        }
    }

    func isPresent(
        _ source: ValueSource, _ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget
    ) -> Bool {
        switch source {
        case .text(.body(let field)), .number(.body(let field)): facts.body(field) != .absent
        case .text(let source): text(source, facts, target) != nil
        case .number(let source): number(source, facts, target) != nil
        case .bodyField(let field): facts.body(field) != .absent
        }
    }

    /// Of a repository's name the first part counts.
    private static func isOwned(_ whole: String, _ names: Set<String>) -> Bool {
        let name = String(whole.prefix { $0 != "/" })
        // The set takes equivalent spellings for one.
        return names.contains(name) && names.contains { $0.utf8.elementsEqual(name.utf8) }
    }

    /// A text of digits is a project's number, as Harbor takes it for one where either may stand. A repository's name is
    /// only ever a name: of it the first part counts.
    private func owns(
        _ source: ValueSource, _ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget
    ) -> Bool {
        guard let projects = facts.circumstances.facts.projects else { return false }
        switch source {
        case .number(let source):
            return number(source, facts, target).map { projects.numbers.contains($0) } ?? false
        case .text(let source):
            guard let whole = text(source, facts, target)?.string else { return false }
            if !facts.isRepository(source), let number = Int64(whole) { return projects.numbers.contains(number) }
            return Self.isOwned(whole, projects.names)
        case .bodyField:
            return false
        }
    }
}

extension ConditionFacts {
    fileprivate func isRepository(_ source: TextSource) -> Bool {
        guard case .parameter(let slot) = source else { return false }
        return layout.type(of: slot) == .ociRepository
    }

    fileprivate func body(_ field: Int) -> BodyValue {
        circumstances.body?[field] ?? .absent
    }

    fileprivate func each(of field: Int, _ holds: (BodyValue) -> Bool) -> Bool {
        guard case .list(let values) = body(field), !values.isEmpty else { return false }
        return values.allSatisfy(holds)
    }
}

extension ConditionTest {
    /// The values that it looked at, such as `principal.namespace = "ns2"`, for `explain`.
    func values(_ facts: borrowing ConditionFacts, _ target: borrowing RequestTarget) -> [String] {
        var out: [String] = []
        if case .roleIsOneOf = operation {
            out.append("principal.role = \(facts.principal.map { "\($0.role.rawValue)" } ?? "none")")
        }
        for source in sources {
            switch source {
            case .text(.literal), .number(.literal): continue
            case .text(let text): out.append("\"\(self.text(text, facts, target)?.string ?? "(absent)")\"")
            case .number(let number): out.append(self.number(number, facts, target).map { "\($0)" } ?? "(absent)")
            case .bodyField(let field): out.append(facts.body(field).text)
            }
        }
        return readsFacts ? out + told(facts, target) : out
    }
}
