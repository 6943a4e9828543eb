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

/// Which values may be compared, and as what.
enum ConditionTyping {
    static func equality(
        _ left: ConditionValue, _ right: ConditionValue, at offset: Int, _ scope: ConditionScope
    ) throws(ConditionFault) -> ConditionTest.Operation {
        switch (left, right) {
        case (.role, .text(let name)), (.text(let name), .role):
            return .roleIsOneOf(try role(name, at: offset, scope))
        case (.source(.text(let one), _), .source(.text(let other), _)): return .textEquals(one, other)
        case (.source(.text(let one), _), .text(let text)), (.text(let text), .source(.text(let one), _)):
            return .textEquals(one, .literal(Array(text.utf8)))
        case (.source(.number(let one), _), .source(.number(let other), _)): return .numberEquals(one, other)
        case (.source(.number(let one), _), .number(let number)), (.number(let number), .source(.number(let one), _)):
            return .numberEquals(one, .literal(number))
        case (.source(.bodyField(let field), .boolean), .boolean(let flag)),
            (.boolean(let flag), .source(.bodyField(let field), .boolean)):
            return .flagEquals(field, flag)
        default:
            throw ConditionFault(offset: offset, problem: mismatch(left, right))
        }
    }

    static func membership(
        _ left: ConditionValue, _ items: [(value: ConditionValue, offset: Int)], at offset: Int,
        _ scope: ConditionScope
    ) throws(ConditionFault) -> ConditionTest.Operation {
        switch left {
        case .role:
            var mask: UInt64 = 0
            for item in items {
                guard case .text(let name) = item.value else {
                    throw wrongItem("names of roles in quotes", item.offset)
                }
                mask |= try role(name, at: item.offset, scope)
            }
            return .roleIsOneOf(mask)
        case .source(.text(let source), _): return .textIsOneOf(source, try texts(items).map { Array($0.utf8) })
        case .source(.bodyField(let field), .texts): return .eachTextIsOneOf(field, ExactNames(try texts(items)))
        case .source(.number(let source), _): return .numberIsOneOf(source, try numbers(items))
        case .source(.bodyField(let field), .numbers): return .eachNumberIsOneOf(field, Set(try numbers(items)))
        default:
            throw ConditionFault(offset: offset, problem: "in [ … ] looks for a text or a number")
        }
    }

    private static func texts(_ items: [(value: ConditionValue, offset: Int)]) throws(ConditionFault) -> [String] {
        var texts: [String] = []
        for item in items {
            guard case .text(let text) = item.value else { throw wrongItem("texts in quotes", item.offset) }
            texts.append(text)
        }
        return texts
    }

    private static func numbers(_ items: [(value: ConditionValue, offset: Int)]) throws(ConditionFault) -> [Int64] {
        var numbers: [Int64] = []
        for item in items {
            guard case .number(let number) = item.value else { throw wrongItem("whole numbers", item.offset) }
            numbers.append(number)
        }
        return numbers
    }

    private static func wrongItem(_ expected: String, _ offset: Int) -> ConditionFault {
        ConditionFault(offset: offset, problem: "this list holds \(expected)")
    }

    /// The bit of exactly this role: who includes it is another role.
    private static func role(_ name: String, at offset: Int, _ scope: ConditionScope) throws(ConditionFault) -> UInt64 {
        guard let roles = scope.roles else { return 0 }
        if let bit = roles.ownBit(of: name) { return bit }
        let hint = Suggestion.text(for: name, among: roles.names)
        throw ConditionFault(
            offset: offset,
            problem: roles.names.contains(name)
                ? "nobody's own role is \"\(name)\": it has no number" : "unknown role \"\(name)\"" + hint)
    }

    private static func mismatch(_ left: ConditionValue, _ right: ConditionValue) -> String {
        if isList(left) || isList(right) { return "a list is compared by in [ … ]: every element is among them" }
        if isLiteral(left), isLiteral(right) { return "this compares two constants" }
        if case .role = left { return "principal.role is compared with the name of a role in quotes" }
        if case .role = right { return "principal.role is compared with the name of a role in quotes" }
        if isQuery(left) || isQuery(right) { return "values of the query are texts: write the number in quotes" }
        return "\(name(of: left)) is never equal to \(name(of: right))"
    }

    private static func isList(_ value: ConditionValue) -> Bool {
        if case .source(_, let type) = value { return [.texts, .numbers, .booleans].contains(type) }
        return false
    }

    private static func isLiteral(_ value: ConditionValue) -> Bool {
        switch value {
        case .text, .number, .boolean: true
        case .role, .source: false
        }
    }

    private static func isQuery(_ value: ConditionValue) -> Bool {
        if case .source(.text(.query), _) = value { return true }
        return false
    }

    private static func name(of value: ConditionValue) -> String {
        switch value {
        case .text, .role: ConditionType.text.name
        case .number: ConditionType.number.name
        case .boolean: ConditionType.boolean.name
        case .source(_, let type): type.name
        }
    }
}
