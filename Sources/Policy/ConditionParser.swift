import Domain
import Routing

/// Compiles a `when` expression against the names of one route: every name and type is checked here, so that nothing can
/// go wrong when a request is judged.
///
/// ```
/// expression := conjunction { "or" conjunction }
/// conjunction := negation { "and" negation }
/// negation := "not" negation | "(" expression ")" | call | comparison
/// call := "has" "(" name ")" | "owns" "(" name [ "," "name" ] ")" | "prefix" "(" name "," text ")"
///       | "owns-label" "(" name ")" | "is-own-membership" "(" name "," name ")" | "is-gateway-account" "(" name ")"
///       | "feature" "(" text ")"
/// comparison := value ( "==" | "!=" ) value | value "in" "[" literal { "," literal } "]" | boolean name
/// ```
struct ConditionParser {
    let scope: ConditionScope
    private let text: [Unicode.Scalar]
    private var tokens: [ConditionToken]
    private var index = 0
    private var depth = 0
    /// Nesting; deeper is a program, and the evaluator recurses.
    private static let deepest = 32

    static func parse(_ text: String, _ scope: ConditionScope) throws(ConditionFault) -> Condition {
        var parser = ConditionParser(
            scope: scope, text: Array(text.unicodeScalars), tokens: try ConditionLexer.tokens(text))
        let condition = try parser.expression()
        guard parser.here.kind == .end else {
            throw parser.fault("this does not belong here: combine conditions with and, or and not")
        }
        return condition
    }

    private init(scope: ConditionScope, text: [Unicode.Scalar], tokens: [ConditionToken]) {
        self.scope = scope
        self.text = text
        self.tokens = tokens
    }

    private var here: ConditionToken { tokens[min(index, tokens.count - 1)] }

    private func fault(_ problem: String, at offset: Int? = nil) -> ConditionFault {
        ConditionFault(offset: offset ?? here.offset, problem: problem)
    }

    private mutating func take(_ symbol: String) -> Bool {
        guard here.kind == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    private mutating func takeWord(_ word: String) -> Bool {
        guard here.kind == .word(word) else { return false }
        index += 1
        return true
    }

    private mutating func expect(_ symbol: String) throws(ConditionFault) {
        guard take(symbol) else { throw fault("\"\(symbol)\" is missing here") }
    }

    private mutating func expression() throws(ConditionFault) -> Condition {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw fault("more than \(Self.deepest) levels of parentheses and not") }
        var parts = [try conjunction()]
        while takeWord("or") { parts.append(try conjunction()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func conjunction() throws(ConditionFault) -> Condition {
        var parts = [try negation()]
        while takeWord("and") { parts.append(try negation()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func negation() throws(ConditionFault) -> Condition {
        if takeWord("not") {
            depth += 1
            defer { depth -= 1 }
            guard depth <= Self.deepest else { throw fault("more than \(Self.deepest) levels of parentheses and not") }
            return .not(try negation())
        }
        if take("(") {
            let inner = try expression()
            try expect(")")
            return inner
        }
        let start = index
        if case .word(let word) = here.kind, tokens[min(index + 1, tokens.count - 1)].kind == .symbol("(") {
            guard let function = ConditionFunction(rawValue: word) else {
                let known = ConditionFunction.allCases.map(\.rawValue)
                let hint = Suggestion.text(for: word, among: known)
                throw fault(
                    "unknown function \"\(word)\""
                        + (hint.isEmpty ? ": known are \(known.joined(separator: ", "))" : hint))
            }
            index += 2
            let operation = try call(function)
            try expect(")")
            return .test(ConditionTest(operation, text: written(from: start)))
        }
        return try comparison(from: start)
    }

    /// What stands between the parentheses.
    private mutating func call(_ function: ConditionFunction) throws(ConditionFault) -> ConditionTest.Operation {
        let place = here.offset
        switch function {
        case .feature: return try feature()
        case .has: return .isPresent(try argument(of: function).source)
        case .owns: return try ownership(try argument(of: function), at: place)
        case .isOwnMembership: return try membership(try argument(of: function), at: place)
        case .prefix:
            let source = try argument(of: function).source
            try expect(",")
            guard case .text(let prefix) = here.kind, case .text(let text) = source else {
                throw fault("prefix(…) takes a text, then the text in quotes that it begins with")
            }
            index += 1
            return .hasPrefix(text, Array(prefix.utf8))
        case .ownsLabel:
            let (source, type) = try argument(of: function)
            guard case .number(let number) = source else {
                throw fault("owns-label(…) takes a label's number, not \(type.name)", at: place)
            }
            return .ownsLabel(number)
        case .isGatewayAccount:
            let (source, type) = try argument(of: function)
            guard case .text(let text) = source else {
                throw fault("is-gateway-account(…) takes an account's name, not \(type.name)", at: place)
            }
            return .isGatewayAccount(text)
        }
    }

    private mutating func argument(
        of function: ConditionFunction
    ) throws(ConditionFault) -> (source: ValueSource, type: ConditionType) {
        let place = here.offset
        guard case .source(let source, let type) = try value() else {
            throw fault(
                "\(function.rawValue)(…) takes a name: a parameter, principal.…, query.… or body.…", at: place)
        }
        return (source, type)
    }

    private mutating func ownership(
        _ project: (source: ValueSource, type: ConditionType), at place: Int
    ) throws(ConditionFault) -> ConditionTest.Operation {
        guard project.type == .text || project.type == .number else {
            throw fault("owns(…) takes a project's name or number, not \(project.type.name)", at: place)
        }
        guard take(",") else { return .owns(project.source) }
        guard takeWord("name"), case .text(let text) = project.source else {
            throw fault(
                "owns(project, name) takes a text, and looks for a project of that name, never of that number")
        }
        return .ownsByName(text)
    }

    private mutating func membership(
        _ project: (source: ValueSource, type: ConditionType), at place: Int
    ) throws(ConditionFault) -> ConditionTest.Operation {
        guard project.type == .text || project.type == .number else {
            throw fault(
                "is-own-membership(…) takes a project's name or number first, not \(project.type.name)", at: place)
        }
        try expect(",")
        let second = here.offset
        let (source, type) = try argument(of: .isOwnMembership)
        guard case .number(let number) = source else {
            throw fault("is-own-membership(…) takes a member's number second, not \(type.name)", at: second)
        }
        return .isOwnMembership(project: project.source, number)
    }

    private mutating func feature() throws(ConditionFault) -> ConditionTest.Operation {
        guard case .text(let name) = here.kind else { throw fault("feature(…) takes the name of a feature in quotes") }
        guard let isOn = scope.features[name] else {
            let hint = Suggestion.text(for: name, among: scope.features.keys)
            let all =
                scope.features.isEmpty ? "" : ": known are \(scope.features.keys.sorted().joined(separator: ", "))"
            throw fault("unknown feature \"\(name)\"" + (hint.isEmpty ? all : hint))
        }
        index += 1
        return .feature(name, isOn)
    }

    private mutating func comparison(from start: Int) throws(ConditionFault) -> Condition {
        let place = here.offset
        let left = try value()
        if takeWord("in") { return .test(ConditionTest(try membership(left, at: place), text: written(from: start))) }
        let isNegated: Bool
        if take("==") {
            isNegated = false
        } else if take("!=") {
            isNegated = true
        } else if case .source(.bodyField(let field), .boolean) = left {
            return .test(ConditionTest(.flagEquals(field, true), text: written(from: start)))
        } else {
            throw fault("a comparison is missing here: ==, != or in [ … ]")
        }
        let right = try value()
        let test = Condition.test(
            ConditionTest(try ConditionTyping.equality(left, right, at: place, scope), text: written(from: start)))
        return isNegated ? .not(test) : test
    }

    private mutating func membership(_ left: ConditionValue, at place: Int) throws(ConditionFault)
        -> ConditionTest.Operation
    {
        try expect("[")
        var items: [(value: ConditionValue, offset: Int)] = []
        repeat {
            let offset = here.offset
            items.append((try value(), offset))
        } while take(",")
        try expect("]")
        return try ConditionTyping.membership(left, items, at: place, scope)
    }

    private mutating func value() throws(ConditionFault) -> ConditionValue {
        let token = here
        switch token.kind {
        case .text(let text):
            index += 1
            return .text(text)
        case .number(let number):
            index += 1
            return .number(number)
        case .word("true"), .word("false"):
            index += 1
            return .boolean(token.kind == .word("true"))
        case .word(let name) where ["and", "or", "not", "in"].contains(name):
            throw fault("a value is missing in front of \"\(name)\"")
        case .word(let name):
            index += 1
            return try scope.resolve(name, at: token.offset)
        case .symbol, .end:
            throw fault("a value is missing here: a name, a text in quotes or a number")
        }
    }

    /// The source between a token and the last one that was taken.
    private func written(from start: Int) -> String {
        let begin = tokens[start].offset
        let end = here.offset
        var scalars = text[begin..<max(begin, end)]
        while let last = scalars.last, last == " " || last == "\n" || last == "\t" { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars))
    }
}

/// What a condition can call.
enum ConditionFunction: String, CaseIterable {
    case has, owns, prefix, feature
    case ownsLabel = "owns-label"
    case isOwnMembership = "is-own-membership"
    case isGatewayAccount = "is-gateway-account"
}
