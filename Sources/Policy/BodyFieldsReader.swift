/// Reads `body`: the JSON fields that rules may look at, or that have to have certain values.
enum BodyFieldsReader {
    static func read(_ node: SourceNode, _ log: inout FindingLog) -> [Located<BodyField>] {
        guard case .mapping(let members) = node.content, !members.isEmpty else {
            log.add("\"body\" is a mapping of fields to their types", at: node.position)
            return []
        }
        return members.compactMap { member in
            guard let (type, values) = constraint(member.value, &log) else { return nil }
            guard let field = BodyField(path: member.key.value, type: type, values: values) else {
                log.add(
                    "\"\(member.key.value)\" is no path of a field such as scope, metadata.public or [].auth",
                    at: member.key.position)
                return nil
            }
            return Located(field, member.key.position)
        }
    }

    /// A type, or a type with the values that a body may have there.
    private static func constraint(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> (type: BodyField.Kind, values: [BodyValue])? {
        guard case .mapping(let members) = node.content else {
            return node.word("field type", BodyField.Kind.self, &log).map { ($0.value, []) }
        }
        guard let member = members.first, members.count == 1 else {
            log.add("a field has one type: write { int64: [1, 2] }", at: node.position)
            return nil
        }
        let key = SourceNode(content: .scalar(member.key.value, isPlain: true), position: member.key.position)
        guard let type = key.word("field type", BodyField.Kind.self, &log)?.value else { return nil }
        let values = member.value.items("\"\(type.rawValue)\"", &log).compactMap { value($0, type, &log) }
        return values.isEmpty ? nil : (type, values)
    }

    /// Of numbers those without a sign, as elsewhere in policies.
    private static func value(_ node: SourceNode, _ type: BodyField.Kind, _ log: inout FindingLog) -> BodyValue? {
        switch type {
        case .text: return node.string("a value", &log).map { .text($0.value) }
        case .int64: return node.integer("a value", in: 0...Int.max, &log).map { .number(Int64($0.value)) }
        case .boolean:
            guard case .scalar(let text, isPlain: true) = node.content, let flag = Bool(text) else {
                log.add("a value is true or false", at: node.position)
                return nil
            }
            return .flag(flag)
        }
    }
}
