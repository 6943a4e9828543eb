extension PolicyGenerator {
    /// Names by the type of what they stand for.
    private struct Names {
        var texts: [String] = []
        var numbers: [String] = []
        var flags: [String] = []
        var textLists: [String] = []
        var numberLists: [String] = []
    }

    /// An expression of the language's whole grammar. Its text and its meaning are put together side by side: a text
    /// has parentheses only where the grammar needs them, so that precedence is tried too.
    mutating func condition(_ route: ReferenceRoute, knowsCaller: Bool) -> ReferenceCondition {
        disjunction(names(of: route, knowsCaller: knowsCaller), knowsCaller: knowsCaller, depth: 0)
    }

    private mutating func names(of route: ReferenceRoute, knowsCaller: Bool) -> Names {
        var names = Names(texts: ["query.q", "query.r"])
        if knowsCaller {
            names.texts += ["principal.name", "principal.namespace"]
            names.numbers.append("principal.id")
            if chance(20) {
                names.texts.append("account.name")
                names.numbers.append("account.id")
            }
        }
        for segment in route.path {
            switch segment {
            case .literal: continue
            case .one(let name, .int64): names.numbers += [name, name]
            case .one(let name, _), .rest(let name, _): names.texts += [name, name]
            }
        }
        // Only some conditions look at the body: the others are to be decided without it.
        guard chance(50) else { return names }
        for field in route.body {
            switch (field.type, field.isList) {
            case ("text", false): names.texts += [field.name, field.name]
            case ("int64", false): names.numbers.append(field.name)
            case ("text", true): names.textLists.append(field.name)
            case ("int64", true): names.numberLists.append(field.name)
            default: names.flags.append(field.name)
            }
        }
        return names
    }

    private mutating func disjunction(_ names: Names, knowsCaller: Bool, depth: Int) -> ReferenceCondition {
        var parts = [conjunction(names, knowsCaller: knowsCaller, depth: depth)]
        while chance(20) { parts.append(conjunction(names, knowsCaller: knowsCaller, depth: depth)) }
        return .joined(parts, by: " or ") { facts in parts.contains { $0.holds(facts) } }
    }

    private mutating func conjunction(_ names: Names, knowsCaller: Bool, depth: Int) -> ReferenceCondition {
        var parts = [negation(names, knowsCaller: knowsCaller, depth: depth)]
        while chance(20) { parts.append(negation(names, knowsCaller: knowsCaller, depth: depth)) }
        return .joined(parts, by: " and ") { facts in parts.allSatisfy { $0.holds(facts) } }
    }

    private mutating func negation(_ names: Names, knowsCaller: Bool, depth: Int) -> ReferenceCondition {
        if depth < 3, chance(15) {
            let inner = negation(names, knowsCaller: knowsCaller, depth: depth + 1)
            return .joined([inner], before: "not ") { !inner.holds($0.turned) }
        }
        if depth < 3, chance(15) {
            let inner = disjunction(names, knowsCaller: knowsCaller, depth: depth + 1)
            return .joined([inner], before: "(", after: ")") { inner.holds($0) }
        }
        return test(names, knowsCaller: knowsCaller)
    }

    private mutating func test(_ names: Names, knowsCaller: Bool) -> ReferenceCondition {
        switch Int.random(in: 0..<12, using: &random) {
        case 0 where knowsCaller: return roleTest()
        case 1 where knowsCaller: return ownership(one(of: names.texts + names.numbers))
        case 9 where knowsCaller:
            return chance(50) || names.numbers.isEmpty
                ? ownership(one(of: names.texts + names.numbers)) : label(one(of: names.numbers))
        case 2 where !names.flags.isEmpty: return flagTest(one(of: names.flags))
        case 3 where !names.textLists.isEmpty: return listTest(one(of: names.textLists), literals(Self.texts))
        case 4 where !names.numberLists.isEmpty: return listTest(one(of: names.numberLists), literals(Self.numbers))
        case 5:
            let name = one(of: names.texts + names.numbers + names.flags + names.textLists)
            return ReferenceCondition("has(\(name))", [name]) {
                $0.values[name] != nil || $0.nulls.contains(name)
            }
        case 6:
            let name = one(of: names.texts)
            let prefix = one(of: ["a", "ap", "", "ns", "é"])
            return ReferenceCondition("prefix(\(name), '\(prefix)')", [name]) { facts in
                guard case .text(let text)? = facts.values[name] else { return false }
                return text.starts(with: Array(prefix.utf8))
            }
        case 7 where !names.numbers.isEmpty, 8 where !names.numbers.isEmpty:
            return comparison(names.numbers, literals(Self.numbers))
        default: return comparison(names.texts, literals(Self.texts))
        }
    }

    private static let texts: [(String, ReferenceValue)] =
        ["", "a", "app", "ann", "bob", "ns1", "g", "é", "x y"].map { ("'\($0)'", .text($0)) }
    private static let numbers: [(String, ReferenceValue)] = (0...3).map { ("\($0)", .number($0)) }

    private mutating func literals(_ pool: [(String, ReferenceValue)]) -> [(text: String, value: ReferenceValue)] {
        some(of: pool, atMost: 3).map { ($0.0, $0.1) }
    }

    /// `==`, `!=` and `in`, against literals of the name's own type or another name of it.
    private mutating func comparison(
        _ names: [String], _ literals: [(text: String, value: ReferenceValue)]
    ) -> ReferenceCondition {
        let name = one(of: names)
        let other = one(of: names)
        let (literal, value) = literals[0]
        switch Int.random(in: 0..<6, using: &random) {
        case 0, 1:
            return ReferenceCondition("\(name) == \(literal)", [name]) { $0.values[name] == value }
        case 2:
            return ReferenceCondition("\(literal) != \(name)", [name]) { $0.values[name] != value }
        case 3:
            let list = literals.map(\.text).joined(separator: ", ")
            return ReferenceCondition("\(name) in [\(list)]", [name]) { facts in
                literals.contains { facts.values[name] == $0.value }
            }
        case 4:
            return ReferenceCondition("\(name) == \(other)", [name, other]) { facts in
                facts.values[name] != nil && facts.values[name] == facts.values[other]
            }
        default:
            return ReferenceCondition("\(name) != \(other)", [name, other]) { facts in
                !(facts.values[name] != nil && facts.values[name] == facts.values[other])
            }
        }
    }

    private mutating func roleTest() -> ReferenceCondition {
        let names = some(of: roles.filter { $0.number != nil }.map(\.name), atMost: 2)
        let values = names.map { ReferenceValue.text($0) }
        switch Int.random(in: 0..<3, using: &random) {
        case 0:
            return ReferenceCondition("principal.role == '\(names[0])'", ["principal.role"]) {
                $0.values["principal.role"] == values[0]
            }
        case 1:
            return ReferenceCondition("principal.role != '\(names[0])'", ["principal.role"]) {
                $0.values["principal.role"] != values[0]
            }
        default:
            let list = names.map { "'\($0)'" }.joined(separator: ", ")
            return ReferenceCondition("principal.role in [\(list)]", ["principal.role"]) { facts in
                values.contains { facts.values["principal.role"] == $0 }
            }
        }
    }

    private func ownership(_ name: String) -> ReferenceCondition {
        ReferenceCondition("owns(\(name))", [name], asksOwnership: true) { facts in
            if let supposed = facts.supposed { return facts.values[name] != nil && supposed }
            guard let owned = facts.owned else { return false }
            switch facts.values[name] {
            case .number(let number): return owned.numbers.contains(number)
            case .text(let bytes):
                let text = String(decoding: bytes, as: UTF8.self)
                // Harbor takes digits for a number, but not where a repository's name stands.
                if name != "repository", let number = Int64(text) { return owned.numbers.contains(number) }
                return owned.names.contains(String(text.prefix { $0 != "/" }))
            default: return false
            }
        }
    }

    private func label(_ name: String) -> ReferenceCondition {
        ReferenceCondition("owns-label(\(name))", [name], asksOwnership: true) { facts in
            guard case .number(let number)? = facts.values[name] else { return false }
            if let supposed = facts.supposed { return supposed }
            guard let project = facts.labels[number] else { return false }
            return facts.owned?.numbers.contains(project) ?? false
        }
    }

    private mutating func flagTest(_ name: String) -> ReferenceCondition {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: ReferenceCondition(name, [name]) { $0.values[name] == .flag(true) }
        case 1: ReferenceCondition("\(name) == false", [name]) { $0.values[name] == .flag(false) }
        default: ReferenceCondition("true != \(name)", [name]) { $0.values[name] != .flag(true) }
        }
    }

    /// Every element is among the literals, and there is one.
    private func listTest(_ name: String, _ literals: [(text: String, value: ReferenceValue)]) -> ReferenceCondition {
        let list = literals.map(\.text).joined(separator: ", ")
        return ReferenceCondition("\(name) in [\(list)]", [name]) { facts in
            guard case .list(let elements)? = facts.values[name], !elements.isEmpty else { return false }
            return elements.allSatisfy { element in literals.contains { $0.value == element } }
        }
    }
}

extension ReferenceCondition {
    init(
        _ text: String, _ names: Set<String>, asksOwnership: Bool = false, _ holds: @escaping (ReferenceFacts) -> Bool
    ) {
        // Whose value nobody knows yet, may equal anything, and itself as well.
        let asksAccount = names.contains { $0.hasPrefix("account.") }
        self.init(text: text, names: names, asksOwnership: asksOwnership || asksAccount) { facts in
            if asksAccount, let supposed = facts.supposed { return supposed }
            return holds(facts)
        }
    }

    fileprivate static func joined(
        _ parts: [ReferenceCondition], by separator: String = "", before: String = "", after: String = "",
        _ holds: @escaping (ReferenceFacts) -> Bool
    ) -> ReferenceCondition {
        ReferenceCondition(
            text: before + parts.map(\.text).joined(separator: separator) + after,
            names: parts.reduce(into: []) { $0.formUnion($1.names) },
            asksOwnership: parts.contains(where: \.asksOwnership), holds: holds)
    }
}
