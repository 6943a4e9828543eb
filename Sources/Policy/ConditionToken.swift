/// One word of a `when` expression, and where it stands.
struct ConditionToken: Equatable {
    enum Kind: Equatable {
        /// A name with its dots and `[]`, such as `body.items[].auth`; also the words `and`, `or`, `not`, `in`, `true`.
        case word(String)
        case text(String)
        case number(Int64)
        /// `==`, `!=`, `(`, `)`, `[`, `]` or `,`.
        case symbol(String)
        case end
    }

    let kind: Kind
    /// In Unicode scalars from the start of the expression.
    let offset: Int
}

/// One thing that is wrong with an expression, and where in its text.
struct ConditionFault: Error {
    let offset: Int
    let problem: String
}

/// Everything that is wrong with an expression, as far as it could be read.
struct ConditionFaults: Error {
    let faults: [ConditionFault]
}

/// Cuts an expression into words.
struct ConditionLexer {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    /// A rule that needs more is a program.
    static let longestText = 4_096

    static func tokens(_ text: String) throws(ConditionFault) -> [ConditionToken] {
        let (tokens, fault) = readable(text)
        if let fault { throw fault }
        return tokens
    }

    /// The words in front of the first that is none, with an end there, and what is wrong with that one.
    static func readable(_ text: String) -> (tokens: [ConditionToken], fault: ConditionFault?) {
        var lexer = ConditionLexer(scalars: Array(text.unicodeScalars))
        var tokens: [ConditionToken] = []
        do throws(ConditionFault) {
            guard lexer.scalars.count <= longestText else {
                throw ConditionFault(offset: 0, problem: "a condition has at most \(longestText) characters")
            }
            repeat {
                tokens.append(try lexer.next())
            } while tokens.last?.kind != .end
            return (tokens, nil)
        } catch {
            return (tokens + [ConditionToken(kind: .end, offset: error.offset)], error)
        }
    }

    private init(scalars: [Unicode.Scalar]) {
        self.scalars = scalars
    }

    private mutating func next() throws(ConditionFault) -> ConditionToken {
        while index < scalars.count, scalars[index] == " " || scalars[index] == "\n" || scalars[index] == "\t" {
            index += 1
        }
        let start = index
        guard index < scalars.count else { return ConditionToken(kind: .end, offset: start) }
        let first = scalars[index]
        switch first {
        case "'", "\"": return ConditionToken(kind: .text(try text(first)), offset: start)
        case "(", ")", "]", ",":
            index += 1
            return ConditionToken(kind: .symbol(String(first)), offset: start)
        case "=", "!":
            index += 1
            guard index < scalars.count, scalars[index] == "=" else {
                throw ConditionFault(
                    offset: start, problem: first == "=" ? "write == to compare" : "write not, or != to compare")
            }
            index += 1
            return ConditionToken(kind: .symbol("\(first)="), offset: start)
        case "&", "|":
            throw ConditionFault(offset: start, problem: "write \(first == "&" ? "and" : "or")")
        case "[":
            index += 1
            return ConditionToken(kind: .symbol("["), offset: start)
        default: break
        }
        if Self.isDigit(first) || first == "-" { return ConditionToken(kind: .number(try number()), offset: start) }
        guard Self.isLetter(first) else {
            throw ConditionFault(offset: start, problem: "\"\(first)\" has no meaning in a condition")
        }
        return ConditionToken(kind: .word(word()), offset: start)
    }

    private mutating func text(_ quote: Unicode.Scalar) throws(ConditionFault) -> String {
        let start = index
        index += 1
        var text = String.UnicodeScalarView()
        while index < scalars.count, scalars[index] != quote {
            text.append(scalars[index])
            index += 1
        }
        guard index < scalars.count else {
            throw ConditionFault(offset: start, problem: "the text that begins here has no closing quote")
        }
        index += 1
        return String(text)
    }

    private mutating func number() throws(ConditionFault) -> Int64 {
        let start = index
        if scalars[index] == "-" { index += 1 }
        while index < scalars.count, Self.isDigit(scalars[index]) || Self.isLetter(scalars[index]) { index += 1 }
        let text = String(String.UnicodeScalarView(scalars[start..<index]))
        guard let number = Int64(text), String(number) == text else {
            throw ConditionFault(offset: start, problem: "\"\(text)\" is no whole decimal number")
        }
        return number
    }

    /// A dot or a `[]` belongs to the name when a letter or another of them follows.
    private mutating func word() -> String {
        var text = String.UnicodeScalarView()
        while index < scalars.count {
            let scalar = scalars[index]
            if scalar == "[" {
                guard index + 1 < scalars.count, scalars[index + 1] == "]" else { break }
                text.append(contentsOf: "[]".unicodeScalars)
                index += 2
                continue
            }
            guard Self.isLetter(scalar) || Self.isDigit(scalar) || scalar == "." || scalar == "-" else { break }
            text.append(scalar)
            index += 1
        }
        return String(text)
    }

    private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { ("0"..."9").contains(scalar) }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }
}
