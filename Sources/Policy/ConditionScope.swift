import Domain
import Routing

/// A value inside an expression, before its use gives it a meaning.
enum ConditionValue {
    case text(String)
    case number(Int64)
    case boolean(Bool)
    /// `principal.role`: compared with names of roles.
    case role
    case source(ValueSource, ConditionType)
    /// One that is told of as wrong already: it fits anything, or one mistake would be told twice.
    case faulty
}

extension ConditionValue {
    var isFaulty: Bool { if case .faulty = self { true } else { false } }
}

/// One entry of a list, and where it stands.
struct ConditionItem {
    let value: ConditionValue
    let offset: Int
}

enum ConditionType: Sendable {
    case text, number, boolean
    case texts, numbers, booleans

    var name: String {
        switch self {
        case .text: "a text"
        case .number: "a number"
        case .boolean: "true or false"
        case .texts, .numbers, .booleans: "a list"
        }
    }
}

/// What the expressions of one route can name.
struct ConditionScope {
    let pattern: RoutePattern
    let body: [BodyField]
    /// `nil` when their file could not be read.
    let roles: RoleTable?
    /// What `feature('…')` can name, and whether each is on.
    var features: [String: Bool] = [:]

    /// What is known of the caller and of the registry account of his namespace.
    private static let caller = [
        "principal.name", "principal.namespace", "principal.role", "principal.id", "account.id", "account.name",
    ]

    func resolve(_ name: String, at offset: Int) throws(ConditionFault) -> ConditionValue {
        switch name {
        case "principal.name": return .source(.text(.principalName), .text)
        case "principal.namespace": return .source(.text(.principalNamespace), .text)
        case "principal.id": return .source(.number(.principalID), .number)
        case "principal.role": return .role
        case "account.id": return .source(.number(.accountID), .number)
        case "account.name": return .source(.text(.accountName), .text)
        default: break
        }
        if name.hasPrefix("query.") {
            let parameter = name.dropFirst(6)
            guard !parameter.isEmpty, !parameter.contains("[") else {
                throw ConditionFault(offset: offset, problem: "write query. and the name of a parameter")
            }
            return .source(.text(.query(Array(parameter.utf8))), .text)
        }
        if name.hasPrefix("body.") || name.hasPrefix("body[]") { return try bodyValue(name, at: offset) }
        if let slot = pattern.parameters.firstIndex(where: { $0.name == name }) {
            return pattern.parameters[slot].type == .int64
                ? .source(.number(.parameter(slot)), .number) : .source(.text(.parameter(slot)), .text)
        }
        let known = pattern.parameters.map(\.name) + Self.caller + body.map(\.name)
        let hint = Suggestion.text(for: name, among: known)
        throw ConditionFault(
            offset: offset,
            problem: "unknown name \"\(name)\""
                + (hint.isEmpty
                    ? ": known are \(known.joined(separator: ", ")) and query.…; a text stands in quotes" : hint))
    }

    private func bodyValue(_ name: String, at offset: Int) throws(ConditionFault) -> ConditionValue {
        guard let index = body.firstIndex(where: { $0.name == name }) else {
            let hint = Suggestion.text(for: name, among: body.map(\.name))
            throw ConditionFault(
                offset: offset,
                problem: "\"\(name)\" is not declared: add it to the route's \"body\"" + (body.isEmpty ? "" : hint))
        }
        let field = body[index]
        switch (field.type, field.isList) {
        case (.text, false): return .source(.text(.body(index)), .text)
        case (.int64, false): return .source(.number(.body(index)), .number)
        case (.boolean, false): return .source(.bodyField(index), .boolean)
        case (.text, true): return .source(.bodyField(index), .texts)
        case (.int64, true): return .source(.bodyField(index), .numbers)
        case (.boolean, true): return .source(.bodyField(index), .booleans)
        }
    }
}
