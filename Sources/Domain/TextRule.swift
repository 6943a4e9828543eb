/// A text of some length, some form, and with some characters in it.
package struct TextRule: ValueRule {
    /// In Unicode scalars, as JSON Schema counts.
    package let length: ClosedRange<Int>
    package let pattern: TextPattern?
    /// One of each of these has to be in it.
    package let holding: [CharacterClass]
    /// What a client that broke the rule is told, behind the field's name: a whole sentence without its full stop.
    package let requirement: String

    package init(
        _ length: ClosedRange<Int>, pattern: TextPattern? = nil, holding: [CharacterClass] = [], requirement: String
    ) {
        self.length = length
        self.pattern = pattern
        self.holding = holding
        self.requirement = requirement
    }

    package func accepts(_ text: String) -> Bool {
        let scalars = text.unicodeScalars
        return length.contains(scalars.count)
            && holding.allSatisfy { characters in scalars.contains { characters.contains($0) } }
            && pattern?.matches(text) ?? true
    }

    package var schema: JSONTree {
        var members = [JSONTree.Member("type", "string")]
        if length.lowerBound > 0 { members.append(.init("minLength", .integer(Int64(length.lowerBound)))) }
        if length.upperBound < .max { members.append(.init("maxLength", .integer(Int64(length.upperBound)))) }
        if let pattern { members.append(.init("pattern", .text(pattern.expression))) }
        if !holding.isEmpty {
            members.append(.init("allOf", .list(holding.map { ["pattern": .text($0.expression)] })))
        }
        return .object(members)
    }

    /// Any text, the empty one too: what answers say.
    package static let anything = TextRule(0...Int.max, requirement: "a string is required")
    package static let notEmpty = TextRule(1...Int.max, requirement: "a string that is not empty is required")
}

extension TextPattern.Form {
    /// One or more words that one separator each joins.
    package static func joined(_ word: TextPattern.Form, by separator: TextPattern.Form) -> TextPattern.Form {
        .sequence([word, .any(.sequence([separator, word]))])
    }

    /// One character and no other.
    package static func sign(_ sign: Unicode.Scalar) -> TextPattern.Form { .one(CharacterClass(sign...sign)) }
}
