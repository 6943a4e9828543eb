import Domain

/// The parameter `filter` of a list: a part of JSON Logic (https://jsonlogic.com) over the columns of an account.
indirect enum CVATFilter: Equatable {
    case all([CVATFilter])
    case any([CVATFilter])
    case not(CVATFilter)
    /// The column has a value.
    case present(CVATColumn)
    case compare(CVATColumn, String, CVATValue)
    case among(CVATColumn, [CVATValue])
    case contains(CVATColumn, String)

    init(_ text: String) throws(CVATFault) {
        guard let value = JSONValue.document(of: Array(text.utf8)) else {
            throw CVATFault.invalid("filter: Json syntax should be used")
        }
        try self.init(value)
    }

    private init(_ value: JSONValue) throws(CVATFault) {
        guard case .object(let members) = value, let member = members.first, members.count == 1 else {
            throw CVATFault.invalid("filter shouldn't be empty")
        }
        let (operation, argument) = (member.key, member.value)
        let arguments: [JSONValue] = if case .array(let list) = argument { list } else { [argument] }
        switch (operation, arguments.count) {
        case ("and", 1...): self = .all(try Self.filters(arguments))
        case ("or", 1...): self = .any(try Self.filters(arguments))
        case ("!", 1): self = .not(try CVATFilter(arguments[0]))
        case ("!!", 1): self = try CVATFilter(arguments[0])
        case ("var", 1): self = .present(try Self.column(value))
        case ("==", 2), ("<", 2), ("<=", 2), (">", 2), (">=", 2):
            self = .compare(try Self.column(arguments[0]), operation, try Self.literal(arguments[1]))
        case ("<=", 3):
            let column = try Self.column(arguments[1])
            self = .all([
                .compare(column, ">=", try Self.literal(arguments[0])),
                .compare(column, "<=", try Self.literal(arguments[2])),
            ])
        case ("in", 2):
            if case .object = arguments[0] {
                self = .among(try Self.column(arguments[0]), try Self.literals(arguments[1]))
            } else {
                self = .contains(try Self.column(arguments[1]), try Self.literal(arguments[0]).text)
            }
        default:
            // JSON Logic has more operations; the server's filter takes these alone.
            throw CVATFault.invalid("filter: \(operation) is no operation that it takes")
        }
    }

    func accepts(_ account: CVATAccount) -> Bool {
        switch self {
        case .all(let parts): parts.allSatisfy { $0.accepts(account) }
        case .any(let parts): parts.contains { $0.accepts(account) }
        case .not(let part): !part.accepts(account)
        case .present: true
        case .compare(let column, let operation, let literal):
            Self.holds(column.value(of: account), operation, literal)
        case .among(let column, let literals):
            literals.contains { column.value(of: account) == $0 }
        case .contains(let column, let part):
            column.value(of: account).text.contains(part)
        }
    }

    private static func holds(_ value: CVATValue, _ operation: String, _ literal: CVATValue) -> Bool {
        switch operation {
        case "<": value < literal
        case "<=": value <= literal
        case ">": literal < value
        case ">=": literal <= value
        default: value == literal
        }
    }

    private static func filters(_ values: [JSONValue]) throws(CVATFault) -> [CVATFilter] {
        var filters: [CVATFilter] = []
        for value in values { filters.append(try CVATFilter(value)) }
        return filters
    }

    private static func column(_ value: JSONValue) throws(CVATFault) -> CVATColumn {
        guard case .object(let members) = value, case .string(let name)? = members["var"] else {
            throw CVATFault.invalid("filter: 'var' term is missing")
        }
        guard let column = CVATColumn(rawValue: name) else {
            throw CVATFault.invalid("filter: '\(name)' term is not supported")
        }
        return column
    }

    private static func literals(_ value: JSONValue) throws(CVATFault) -> [CVATValue] {
        guard case .array(let elements) = value else { throw CVATFault.invalid("filter: a list is required") }
        var literals: [CVATValue] = []
        for element in elements { literals.append(try literal(element)) }
        return literals
    }

    private static func literal(_ value: JSONValue) throws(CVATFault) -> CVATValue {
        switch value {
        case .string(let text): .text(text)
        case .integer(let number): .number(Int(number))
        case .boolean(let flag): .flag(flag)
        default: throw CVATFault.invalid("filter: a value is required")
        }
    }
}
