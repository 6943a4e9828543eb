/// A column that lists of `Row` can be searched and sorted by.
struct HarborColumn<Row> {
    /// The column and the field of the server's own type, for example `repository_id` and `RepositoryID`.
    let names: Set<String>
    let values: (Row) -> [HarborValue]

    init(_ names: String..., value: @escaping (Row) -> HarborValue) {
        self.names = Set(names)
        values = { [value($0)] }
    }

    /// A column that holds any number of values, such as tags.
    init(_ names: String..., values: @escaping (Row) -> [HarborValue]) {
        self.names = Set(names)
        self.values = values
    }
}

/// What a column holds.
enum HarborValue: Hashable, Comparable {
    case number(Int)
    case text(String)

    static func moment(_ moment: HarborMoment) -> HarborValue { .text(moment.text) }

    var text: String {
        switch self {
        case .number(let value): String(value)
        case .text(let value): value
        }
    }
}

/// The parameter `q`: conditions joined by commas, all of which must hold.
struct HarborQuery: Equatable {
    private(set) var conditions: [Condition] = []

    struct Condition: Equatable {
        let key: String
        let test: Test
    }

    enum Test: Equatable {
        case equals(String)
        case contains(String)
        /// Either end may be open.
        case between(String, String)
        case anyOf([String])
        case allOf([String])
    }

    /// - Parameter text: the value of `q`, decoded once as every parameter; it is decoded again here.
    init(_ text: String) throws(HarborFault) {
        guard let text = HarborTarget.decoded(text, plusIsSpace: true) else {
            throw .badRequest("invalid URL escape in the query string")
        }
        for part in text.split(separator: ",") {
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else {
                throw .badRequest(#"the query string must contain "=" and the key/value cannot be empty"#)
            }
            conditions.append(Condition(key: String(halves[0]), test: try Self.test(halves[1])))
        }
    }

    private static func test(_ value: Substring) throws(HarborFault) -> Test {
        let inner = value.dropFirst().dropLast()
        switch (value.first, value.last) {
        case ("\\", _): return .equals(String(value.dropFirst()))
        case ("~", _): return .contains(String(value.dropFirst()))
        case ("[", "]"):
            let ends = inner.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
            guard ends.count == 2 else { throw .badRequest("invalid range") }
            return .between(String(ends[0]), String(ends[1]))
        case ("{", "}"): return .anyOf(inner.split(separator: " ").map(String.init))
        case ("(", ")"): return .allOf(inner.split(separator: " ").map(String.init))
        default: return .equals(String(value))
        }
    }

    /// The rows that meet every condition; conditions on unknown columns are ignored without a word.
    func filter<Row>(_ rows: [Row], by columns: [HarborColumn<Row>]) -> [Row] {
        conditions.reduce(rows) { rows, condition in
            guard let column = columns.first(where: { $0.names.contains(condition.key) }) else { return rows }
            return rows.filter { condition.test.holds(for: column.values($0)) }
        }
    }
}

extension HarborQuery.Test {
    /// `*` and `nil` ask whether there is any value at all, which only columns of many values can lack.
    func holds(for values: [HarborValue]) -> Bool {
        switch self {
        case .equals("*"): !values.isEmpty
        case .equals("nil"): values.isEmpty
        case .equals(let wanted): values.contains { $0.text == wanted }
        case .contains(let part):
            part.isEmpty || values.contains { $0.text.lowercased().contains(part.lowercased()) }
        case .between(let low, let high):
            values.contains { value in
                switch value {
                case .number(let number):
                    number >= (Int(low) ?? .min) && number <= (Int(high) ?? .max)
                case .text(let text): (low.isEmpty || text >= low) && (high.isEmpty || text <= high)
                }
            }
        case .anyOf(let wanted): values.contains { wanted.contains($0.text) }
        case .allOf(let wanted): wanted.allSatisfy { text in values.contains { $0.text == text } }
        }
    }
}
