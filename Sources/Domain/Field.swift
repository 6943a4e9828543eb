/// A named value of a request with its rule: what the endpoint takes it out with and the description of the API shows.
package struct Field<Rule: ValueRule>: Sendable {
    package let name: String
    package let rule: Rule
    /// What it is, for who reads the description.
    package let note: String
    package let example: JSONTree

    package init(_ name: String, _ rule: Rule, _ note: String, example: JSONTree) {
        self.name = name
        self.rule = rule
        self.note = note
        self.example = example
    }
}

extension Field<TextRule> {
    /// - Throws: `.fieldInvalid` with the field's name and its rule, never with what was sent.
    package func check(_ text: String) throws(GatewayError) {
        guard rule.accepts(text) else {
            throw GatewayError(.fieldInvalid, message: "\(name): \(rule.requirement)")
        }
    }
}

/// A field as the description of an operation lists it.
package struct FieldDescription: Sendable {
    package let name: String
    package let rule: any ValueRule
    package let note: String
    package let example: JSONTree
    package let isRequired: Bool
    /// What is taken where the field is absent.
    package let fallback: JSONTree?

    package init(_ field: Field<some ValueRule>, isRequired: Bool = true, fallback: JSONTree? = nil) {
        name = field.name
        rule = field.rule
        note = field.note
        example = field.example
        self.isRequired = isRequired
        self.fallback = fallback
    }

    /// A field that answers have.
    package init(_ name: String, _ rule: some ValueRule, _ note: String, example: JSONTree) {
        self.init(Field(name, rule, note, example: example))
    }

    package static func optional(_ field: Field<some ValueRule>, fallback: JSONTree? = nil) -> FieldDescription {
        FieldDescription(field, isRequired: false, fallback: fallback)
    }

    /// The rule in JSON Schema, with what the field is.
    package var schema: JSONTree {
        guard case .object(var members) = rule.schema else { return rule.schema }
        if let fallback { members.append(.init("default", fallback)) }
        if !note.isEmpty { members.append(.init("description", .text(note))) }
        return .object(members)
    }
}

extension [FieldDescription] {
    /// An object with these members. Others may stand there too: requests' are ignored, answers may get more.
    package var objectSchema: JSONTree {
        var members: [JSONTree.Member] = [
            .init("type", "object"), .init("properties", .object(map { .init($0.name, $0.schema) })),
        ]
        let required = filter(\.isRequired).map { JSONTree.text($0.name) }
        if !required.isEmpty { members.append(.init("required", .list(required))) }
        return .object(members)
    }

    package var example: JSONTree { .object(map { .init($0.name, $0.example) }) }
}
