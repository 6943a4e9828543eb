import Domain

/// Values for fields, good and bad ones: made from what the rule is made of, and then damaged. Whether one is good is
/// for the schema to say.
struct FieldCandidates {
    private var numbers: SeededNumbers
    private static let alphabet = Array("azmAZM059 ._-/:,~\u{e9}\u{540d}\u{1f600}\u{301}".unicodeScalars)
    private static let damage: [String] = [
        "\u{0}", "\n", "\u{7f}", "\u{200b}", "\u{2028}", "\u{a0}", " ", ":", "/", "//", ".", "..", "__", "___", "A",
        "-",
        "\u{e9}", "\u{540d}",
    ]

    init(seed: UInt64) {
        numbers = SeededNumbers(state: seed)
    }

    /// Values for the member of an object.
    mutating func values(for rule: any ValueRule) -> [JSONTree] {
        let others: [JSONTree] = [.null, .flag(true), .integer(1), "", .list([]), .object([])]
        switch rule {
        case let rule as TextRule: return others + texts(for: rule).map { .text($0) }
        case let rule as IntegerRule: return others + ["1", "x"] + integers(for: rule).map { .integer($0) }
        case is FlagRule: return others + [.flag(false), "true", 0]
        case let rule as ChoiceRule: return others + (rule.words + ["x"]).map { .text($0) }
        case let rule as ListRule<TextRule>:
            let texts = texts(for: rule.element)
            return others + texts.map { .list([.text($0)]) }
                + [.list(texts.prefix(3).map { .text($0) }), .list([.integer(1)]), .text(texts[0])]
        case let rule as ListRule<IntegerRule>:
            let many = (1...Int64(rule.count.upperBound + 1)).map { JSONTree.integer($0) }
            return others + integers(for: rule.element).map { .list([.integer($0)]) }
                + [.list(many), .list(Array(many.dropLast())), .list(["1"]), .list([.integer(1), .null])]
        default: return others
        }
    }

    /// Texts for a parameter of a path or query.
    mutating func parameters(for rule: any ValueRule) -> [String] {
        switch rule {
        case let rule as TextRule: [""] + texts(for: rule)
        case let rule as IntegerRule:
            ["", "x", "1.0", "+1", "0x1", "1e2", "9223372036854775808"] + integers(for: rule).map { "\($0)" }
        case is FlagRule: ["true", "false", "", "1", "TRUE", "yes"]
        case let rule as ChoiceRule: rule.words + ["", "x"] + rule.words.map { $0.uppercased() }
        default: []
        }
    }

    /// A parameter's text as the value that its schema is about.
    static func value(of text: String, for rule: any ValueRule) -> JSONTree {
        switch rule {
        case is IntegerRule:
            let isPlain = !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) }
            return isPlain ? Int64(text).map { .integer($0) } ?? .text(text) : .text(text)
        case is FlagRule: return text == "true" ? .flag(true) : text == "false" ? .flag(false) : .text(text)
        default: return .text(text)
        }
    }

    private func integers(for rule: IntegerRule) -> [Int64] {
        let (low, high) = (rule.range.lowerBound, rule.range.upperBound)
        return [low, high, low - 1, high == .max ? high : high + 1, .min, .max]
    }

    private mutating func texts(for rule: TextRule) -> [String] {
        let good = (0..<4).map { _ in text(for: rule) }
        var texts = good
        for text in good {
            let damage = Self.damage.randomElement(using: &numbers) ?? ":"
            texts += [text + damage, damage + text, String(text.dropLast())]
        }
        if rule.length.upperBound < 1_000, let scalar = good[0].unicodeScalars.first {
            let filling = String(repeating: String(scalar), count: rule.length.upperBound)
            texts += [filling, filling + String(scalar)]
        }
        return texts
    }

    /// One that the rule is made for, unless its parts do not come together by chance.
    private mutating func text(for rule: TextRule) -> String {
        for _ in 0..<200 {
            var scalars = rule.holding.map { scalar(of: $0) }
            if let pattern = rule.pattern, scalars.isEmpty {
                scalars = self.scalars(of: pattern.form)
            } else {
                let room = min(rule.length.upperBound, rule.length.lowerBound + 6)
                while scalars.count < room { scalars.append(Self.alphabet.randomElement(using: &numbers) ?? "a") }
                scalars.shuffle(using: &numbers)
            }
            let text = String(String.UnicodeScalarView(scalars))
            if rule.accepts(text) { return text }
        }
        return "a"
    }

    private mutating func scalar(of characters: CharacterClass) -> Unicode.Scalar {
        Self.alphabet.filter(characters.contains).randomElement(using: &numbers) ?? "a"
    }

    private mutating func scalars(of form: TextPattern.Form) -> [Unicode.Scalar] {
        switch form {
        case .one(let characters): [scalar(of: characters)]
        case .sequence(let forms): repeated(forms)
        case .either(let forms): forms.randomElement(using: &numbers).map { repeated([$0]) } ?? []
        case .optional(let form): repeated(Array(repeating: form, count: Int.random(in: 0...1, using: &numbers)))
        case .any(let form): repeated(Array(repeating: form, count: Int.random(in: 0...3, using: &numbers)))
        case .some(let form): repeated(Array(repeating: form, count: Int.random(in: 1...4, using: &numbers)))
        }
    }

    private mutating func repeated(_ forms: [TextPattern.Form]) -> [Unicode.Scalar] {
        var scalars: [Unicode.Scalar] = []
        for form in forms { scalars += self.scalars(of: form) }
        return scalars
    }
}

/// xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators"): the same on every machine.
private struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state ^= state >> 12
        state ^= state << 25
        state ^= state >> 27
        return state &* 0x2545_F491_4F6C_DD1D
    }
}
