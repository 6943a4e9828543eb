import Domain

extension ConditionParser {
    /// What stands between the parentheses. `nil` when something is wrong with a name or type in it.
    mutating func call(_ name: String, at place: Int) throws(ConditionFault) -> ConditionTest.Operation? {
        guard let function = ConditionFunction(rawValue: name) else {
            noteUnknown(function: name, at: place)
            passArguments()
            return nil
        }
        switch function {
        case .has: return try argument(of: function).map { .isPresent($0.source) }
        case .owns: return try ownership()
        case .prefix: return try prefix()
        case .feature: return try feature()
        case .isOwnMembership: return try membership()
        case .ownsLabel: return try number(of: function, "a label's number").map { .ownsLabel($0) }
        case .isGatewayAccount: return try text(of: function, "an account's name").map { .isGatewayAccount($0) }
        }
    }

    private typealias Argument = (source: ValueSource, type: ConditionType)

    /// Those of a function that is none, up to its closing parenthesis: names in them are looked at, and nothing is known
    /// of their number, types or form.
    private mutating func passArguments() {
        var open = 0
        var isBehindComma = false
        while here.kind != .end, open > 0 || here.kind != .symbol(")") {
            let token = here
            takeAny()
            switch token.kind {
            case .symbol("("): open += 1
            case .symbol(")"): open -= 1
            // As in owns(project, name), where it is no name of anything.
            case .word("name") where isBehindComma: break
            case .word(let name): noteUnknown(name, at: token.offset)
            case .symbol, .text, .number, .end: break
            }
            isBehindComma = token.kind == .symbol(",")
        }
    }

    /// - Parameter name: the word in front of the one that is next.
    private mutating func noteUnknown(_ name: String, at place: Int) {
        if here.kind == .symbol("(") {
            if ConditionFunction(rawValue: name) == nil, !Self.operators.contains(name) {
                noteUnknown(function: name, at: place)
            }
            return
        }
        guard !Self.operators.contains(name), name != "true", name != "false" else { return }
        do throws(ConditionFault) {
            _ = try scope.resolve(name, at: place)
        } catch {
            faults.append(error)
        }
    }

    private mutating func noteUnknown(function name: String, at place: Int) {
        let known = ConditionFunction.allCases.map(\.rawValue)
        let hint = Suggestion.text(for: name, among: known)
        note(
            "unknown function \"\(name)\"" + (hint.isEmpty ? ": known are \(known.joined(separator: ", "))" : hint),
            at: place)
    }

    private mutating func argument(of function: ConditionFunction) throws(ConditionFault) -> Argument? {
        let place = here.offset
        switch try value() {
        case .source(let source, let type): return (source, type)
        case .faulty: return nil
        case .text, .number, .boolean, .role:
            note("\(function.rawValue)(…) takes a name: a parameter, principal.…, query.… or body.…", at: place)
            return nil
        }
    }

    private mutating func number(
        of function: ConditionFunction, _ expected: String
    ) throws(ConditionFault) -> NumberSource? {
        let place = here.offset
        guard let argument = try argument(of: function) else { return nil }
        if case .number(let number) = argument.source { return number }
        note("\(function.rawValue)(…) takes \(expected), not \(argument.type.name)", at: place)
        return nil
    }

    private mutating func text(
        of function: ConditionFunction, _ expected: String
    ) throws(ConditionFault) -> TextSource? {
        let place = here.offset
        guard let argument = try argument(of: function) else { return nil }
        if case .text(let text) = argument.source { return text }
        note("\(function.rawValue)(…) takes \(expected), not \(argument.type.name)", at: place)
        return nil
    }

    /// A project by name or number.
    private mutating func project(
        of function: ConditionFunction, _ expected: String
    ) throws(ConditionFault) -> ValueSource? {
        let place = here.offset
        guard let argument = try argument(of: function) else { return nil }
        if argument.type == .text || argument.type == .number { return argument.source }
        note("\(function.rawValue)(…) takes \(expected), not \(argument.type.name)", at: place)
        return nil
    }

    private mutating func ownership() throws(ConditionFault) -> ConditionTest.Operation? {
        let project = try project(of: .owns, "a project's name or number")
        guard take(",") else { return project.map { .owns($0) } }
        let problem = "owns(project, name) takes a text, and looks for a project of that name, never of that number"
        let place = here.offset
        guard takeWord("name") else { throw fault(problem) }
        guard let project else { return nil }
        if case .text(let text) = project { return .ownsByName(text) }
        note(problem, at: place)
        return nil
    }

    private mutating func membership() throws(ConditionFault) -> ConditionTest.Operation? {
        let project = try project(of: .isOwnMembership, "a project's name or number first")
        try expect(",")
        guard let number = try number(of: .isOwnMembership, "a member's number second"), let project else { return nil }
        return .isOwnMembership(project: project, number)
    }

    private mutating func prefix() throws(ConditionFault) -> ConditionTest.Operation? {
        let argument = try argument(of: .prefix)
        try expect(",")
        let place = here.offset
        let problem = "prefix(…) takes a text, then the text in quotes that it begins with"
        guard let prefix = try quoted(problem), let argument else { return nil }
        if case .text(let text) = argument.source { return .hasPrefix(text, Array(prefix.utf8)) }
        note(problem, at: place)
        return nil
    }

    private mutating func feature() throws(ConditionFault) -> ConditionTest.Operation? {
        let place = here.offset
        guard let name = try quoted("feature(…) takes the name of a feature in quotes") else { return nil }
        if let isOn = scope.features[name] { return .feature(name, isOn) }
        let hint = Suggestion.text(for: name, among: scope.features.keys)
        let all = scope.features.isEmpty ? "" : ": known are \(scope.features.keys.sorted().joined(separator: ", "))"
        note("unknown feature \"\(name)\"" + (hint.isEmpty ? all : hint), at: place)
        return nil
    }

    /// A text in quotes; `nil` for another value, of which it is told.
    private mutating func quoted(_ problem: String) throws(ConditionFault) -> String? {
        let token = here
        switch token.kind {
        case .symbol, .end: throw fault(problem)
        case .text(let text):
            takeAny()
            return text
        case .word, .number:
            takeAny()
            note(problem, at: token.offset)
            return nil
        }
    }
}

/// What a condition can call.
enum ConditionFunction: String, CaseIterable {
    case has, owns, prefix, feature
    case ownsLabel = "owns-label"
    case isOwnMembership = "is-own-membership"
    case isGatewayAccount = "is-gateway-account"
}
