import Domain

/// JSON Schema as far as the description uses it. A keyword that it does not know is a fault, so that nothing goes
/// unchecked. Patterns are matched by the standard library's engine, which has nothing in common with `TextPattern`.
struct SchemaCheck {
    /// The document that references point into.
    let root: JSONTree

    private static let annotations: Set<String> = ["description", "format", "default"]

    func accepts(_ value: JSONTree, _ schema: JSONTree) throws -> Bool { try faults(value, schema).isEmpty }

    func faults(_ value: JSONTree, _ schema: JSONTree, at place: String = "$") throws -> [String] {
        guard case .object(let keywords) = schema else { return ["\(place): not a schema"] }
        var faults: [String] = []
        for keyword in keywords {
            faults += try self.faults(value, keyword.name, keyword.value, at: place)
        }
        return faults
    }

    private func faults(
        _ value: JSONTree, _ keyword: String, _ rule: JSONTree, at place: String
    ) throws -> [String] {
        switch (keyword, rule, value) {
        case ("$ref", .text(let reference), _): return try faults(value, resolve(reference), at: place)
        case ("type", .text(let type), _):
            return type == Self.type(of: value) ? [] : ["\(place): not of type \(type)"]
        case ("const", _, _): return value == rule ? [] : ["\(place): not \(rule)"]
        case ("enum", .list(let values), _): return values.contains(value) ? [] : ["\(place): none of the words"]
        case ("allOf", .list(let schemas), _): return try schemas.flatMap { try faults(value, $0, at: place) }
        case ("properties", .object(let properties), .object(let members)):
            return try members.flatMap { member in
                guard let property = properties.first(where: { $0.name == member.name }) else { return [String]() }
                return try faults(member.value, property.value, at: "\(place).\(member.name)")
            }
        case ("required", .list(let names), .object(let members)):
            return names.filter { name in !members.contains { .text($0.name) == name } }
                .map { "\(place): without \($0)" }
        case ("items", _, .list(let elements)):
            return try elements.enumerated().flatMap { try faults($1, rule, at: "\(place)[\($0)]") }
        case ("minItems", .integer(let bound), .list(let elements)): return elements.count < bound ? [place] : []
        case ("maxItems", .integer(let bound), .list(let elements)): return elements.count > bound ? [place] : []
        case ("minimum", .integer(let bound), .integer(let number)): return number < bound ? [place] : []
        case ("maximum", .integer(let bound), .integer(let number)): return number > bound ? [place] : []
        case ("minLength", .integer(let bound), .text(let text)):
            return text.unicodeScalars.count < bound ? ["\(place): too short"] : []
        case ("maxLength", .integer(let bound), .text(let text)):
            return text.unicodeScalars.count > bound ? ["\(place): too long"] : []
        case ("pattern", .text(let pattern), .text(let text)):
            return try Self.matches(text, pattern) ? [] : ["\(place): not \(pattern)"]
        case ("properties", _, _), ("required", _, _), ("items", _, _), ("minItems", _, _), ("maxItems", _, _),
            ("minimum", _, _), ("maximum", _, _), ("minLength", _, _), ("maxLength", _, _), ("pattern", _, _):
            // These say nothing about values of another type.
            return []
        default: return Self.annotations.contains(keyword) ? [] : ["\(place): unknown keyword \(keyword)"]
        }
    }

    func resolve(_ reference: String) throws -> JSONTree {
        var node = root
        for name in reference.split(separator: "/").dropFirst() {
            guard let next = node[String(name)] else {
                throw PlainMessage.Fault(description: "nothing is at \(reference)")
            }
            node = next
        }
        return node
    }

    private static func type(of value: JSONTree) -> String {
        switch value {
        case .null: "null"
        case .flag: "boolean"
        case .integer: "integer"
        case .text: "string"
        case .list: "array"
        case .object: "object"
        }
    }

    /// What stands between `^` and `$` is the whole text: whether a line feed may follow `$` differs between engines.
    private static func matches(_ text: String, _ pattern: String) throws -> Bool {
        let isWhole = pattern.hasPrefix("^") && pattern.hasSuffix("$")
        let inner = isWhole ? String(pattern.dropFirst().dropLast()) : pattern
        let expression = try Regex(inner).matchingSemantics(.unicodeScalar)
        return try isWhole ? expression.wholeMatch(in: text) != nil : expression.firstMatch(in: text) != nil
    }
}

extension JSONTree {
    /// A document that was read.
    init(_ value: JSONValue) {
        switch value {
        case .null: self = .null
        case .boolean(let flag): self = .flag(flag)
        case .integer(let number): self = .integer(number)
        // No document of the gateway has another number: this is of no type that a schema names.
        case .number: self = .null
        case .string(let text): self = .text(text)
        case .array(let elements): self = .list(elements.map { JSONTree($0) })
        case .object(let members): self = .object(members.map { Member($0.key, JSONTree($0.value)) })
        }
    }
}
