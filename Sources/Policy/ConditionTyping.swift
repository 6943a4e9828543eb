import Domain

/// Which values may be compared, and as what. What is wrong is told in `faults`; a value that is told of already fits
/// anything.
enum ConditionTyping {
    /// `nil` when something is wrong.
    static func equality(
        _ left: ConditionValue, _ right: ConditionValue, at offset: Int, _ scope: ConditionScope,
        _ faults: inout [ConditionFault]
    ) -> ConditionTest.Operation? {
        switch (left, right) {
        case (.faulty, _), (_, .faulty): return nil
        case (.role, .text(let name)), (.text(let name), .role):
            return role(name, at: offset, scope, &faults).map { .roleIsOneOf($0) }
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
            faults.append(ConditionFault(offset: offset, problem: mismatch(left, right)))
            return nil
        }
    }

    /// `nil` when something is wrong.
    static func membership(
        _ left: ConditionValue, _ items: [ConditionItem], at offset: Int, _ scope: ConditionScope,
        _ faults: inout [ConditionFault]
    ) -> ConditionTest.Operation? {
        switch left {
        case .faulty: return nil
        case .role:
            return roles(items, scope, &faults).map { .roleIsOneOf($0) }
        case .source(.text(let source), _):
            return texts(items, &faults).map { .textIsOneOf(source, $0.map { Array($0.utf8) }) }
        case .source(.bodyField(let field), .texts):
            return texts(items, &faults).map { .eachTextIsOneOf(field, ExactNames($0)) }
        case .source(.number(let source), _):
            return numbers(items, &faults).map { .numberIsOneOf(source, $0) }
        case .source(.bodyField(let field), .numbers):
            return numbers(items, &faults).map { .eachNumberIsOneOf(field, Set($0)) }
        default:
            faults.append(ConditionFault(offset: offset, problem: "in [ … ] looks for a text or a number"))
            return nil
        }
    }

    private static func roles(
        _ items: [ConditionItem], _ scope: ConditionScope, _ faults: inout [ConditionFault]
    ) -> UInt64? {
        var mask: UInt64? = 0
        for item in items {
            var bit: UInt64?
            if case .text(let name) = item.value {
                bit = role(name, at: item.offset, scope, &faults)
            } else if !item.value.isFaulty {
                faults.append(wrongItem("names of roles in quotes", item.offset))
            }
            mask = mask.flatMap { known in bit.map { known | $0 } }
        }
        return mask
    }

    private static func texts(_ items: [ConditionItem], _ faults: inout [ConditionFault]) -> [String]? {
        all(items, "texts in quotes", &faults) { if case .text(let text) = $0.value { text } else { nil } }
    }

    private static func numbers(_ items: [ConditionItem], _ faults: inout [ConditionFault]) -> [Int64]? {
        all(items, "whole numbers", &faults) { if case .number(let number) = $0.value { number } else { nil } }
    }

    /// The values of a list; `nil` when one is not as expected, each of which is told of.
    private static func all<Value>(
        _ items: [ConditionItem], _ expected: String, _ faults: inout [ConditionFault],
        _ value: (ConditionItem) -> Value?
    ) -> [Value]? {
        var values: [Value] = []
        for item in items {
            if let value = value(item) {
                values.append(value)
            } else if !item.value.isFaulty {
                faults.append(wrongItem(expected, item.offset))
            }
        }
        return values.count == items.count ? values : nil
    }

    private static func wrongItem(_ expected: String, _ offset: Int) -> ConditionFault {
        ConditionFault(offset: offset, problem: "this list holds \(expected)")
    }

    /// The bit of exactly this role: who includes it is another role.
    private static func role(
        _ name: String, at offset: Int, _ scope: ConditionScope, _ faults: inout [ConditionFault]
    ) -> UInt64? {
        guard let roles = scope.roles else { return 0 }
        if let bit = roles.ownBit(of: name) { return bit }
        let hint = Suggestion.text(for: name, among: roles.names)
        let problem =
            roles.names.contains(name)
            ? "nobody's own role is \"\(name)\": it has no number" : "unknown role \"\(name)\"" + hint
        faults.append(ConditionFault(offset: offset, problem: problem))
        return nil
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
        case .role, .source, .faulty: false
        }
    }

    private static func isQuery(_ value: ConditionValue) -> Bool {
        if case .source(.text(.query), _) = value { return true }
        return false
    }

    private static func name(of value: ConditionValue) -> String {
        switch value {
        case .text, .role, .faulty: ConditionType.text.name
        case .number: ConditionType.number.name
        case .boolean: ConditionType.boolean.name
        case .source(_, let type): type.name
        }
    }
}
