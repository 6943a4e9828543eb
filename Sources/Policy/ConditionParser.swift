/// Compiles a `when` expression against the names of one route: every name and type is checked here, so that nothing can
/// go wrong when a request is judged. Wrong names and types are all told; the first word that does not fit ends the
/// reading, for what follows it could be meant in any way.
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
    /// What is wrong with names and types up to here.
    var faults: [ConditionFault] = []
    private let text: [Unicode.Scalar]
    private let tokens: [ConditionToken]
    /// What is wrong with the word at which the tokens end; `nil` when the expression ends there.
    private let unreadable: ConditionFault?
    private var index = 0
    private var depth = 0
    /// Nesting; deeper is a program, and the evaluator recurses.
    private static let deepest = 32
    /// Words that are no name.
    static let operators: Set<String> = ["and", "or", "not", "in"]

    static func parse(_ text: String, _ scope: ConditionScope) throws(ConditionFaults) -> Condition {
        var parser = ConditionParser(text, scope)
        do throws(ConditionFault) {
            let condition = try parser.whole()
            if parser.faults.isEmpty { return condition }
        } catch {
            parser.faults.append(error)
        }
        throw ConditionFaults(faults: parser.faults)
    }

    private init(_ text: String, _ scope: ConditionScope) {
        self.scope = scope
        self.text = Array(text.unicodeScalars)
        let words = ConditionLexer.readable(text)
        tokens = words.tokens
        unreadable = words.fault
    }

    private mutating func whole() throws(ConditionFault) -> Condition {
        let condition: Condition
        do throws(ConditionFault) {
            condition = try expression()
        } catch {
            // Whatever is missing where the tokens end is what could not be read.
            throw here.kind == .end ? unreadable ?? error : error
        }
        guard here.kind == .end else {
            throw fault("this does not belong here: combine conditions with and, or and not")
        }
        if let unreadable { throw unreadable }
        return condition
    }

    var here: ConditionToken { tokens[min(index, tokens.count - 1)] }

    func fault(_ problem: String) -> ConditionFault {
        ConditionFault(offset: here.offset, problem: problem)
    }

    /// Notes what is wrong with a name or type, which is no reason to read no further.
    mutating func note(_ problem: String, at offset: Int) {
        faults.append(ConditionFault(offset: offset, problem: problem))
    }

    mutating func takeAny() { index += 1 }

    mutating func take(_ symbol: String) -> Bool {
        guard here.kind == .symbol(symbol) else { return false }
        index += 1
        return true
    }

    mutating func takeWord(_ word: String) -> Bool {
        guard here.kind == .word(word) else { return false }
        index += 1
        return true
    }

    mutating func expect(_ symbol: String) throws(ConditionFault) {
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
        if case .word(let name) = here.kind, tokens[min(index + 1, tokens.count - 1)].kind == .symbol("(") {
            let place = here.offset
            index += 2
            let operation = try call(name, at: place)
            try expect(")")
            return test(operation, from: start)
        }
        return try comparison(from: start)
    }

    private mutating func comparison(from start: Int) throws(ConditionFault) -> Condition {
        let place = here.offset
        let left = try value()
        if takeWord("in") {
            let items = try list()
            let operation = ConditionTyping.membership(left, items, at: place, scope, &faults)
            return test(operation, from: start)
        }
        let isNegated: Bool
        if take("==") {
            isNegated = false
        } else if take("!=") {
            isNegated = true
        } else if case .source(.bodyField(let field), .boolean) = left {
            return test(.flagEquals(field, true), from: start)
        } else if left.isFaulty {
            return test(nil, from: start)
        } else {
            throw fault("a comparison is missing here: ==, != or in [ … ]")
        }
        let right = try value()
        let operation = ConditionTyping.equality(left, right, at: place, scope, &faults)
        let test = test(operation, from: start)
        return isNegated ? .not(test) : test
    }

    /// - Parameter operation: `nil` for what is told of as wrong, of which nothing is kept.
    private func test(_ operation: ConditionTest.Operation?, from start: Int) -> Condition {
        guard let operation else { return .any([]) }
        return .test(ConditionTest(operation, text: written(from: start)))
    }

    private mutating func list() throws(ConditionFault) -> [ConditionItem] {
        try expect("[")
        var items: [ConditionItem] = []
        repeat {
            let offset = here.offset
            items.append(ConditionItem(value: try value(), offset: offset))
        } while take(",")
        try expect("]")
        return items
    }

    mutating func value() throws(ConditionFault) -> ConditionValue {
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
        case .word(let name) where Self.operators.contains(name):
            throw fault("a value is missing in front of \"\(name)\"")
        case .word(let name):
            index += 1
            do throws(ConditionFault) {
                return try scope.resolve(name, at: token.offset)
            } catch {
                faults.append(error)
                return .faulty
            }
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
