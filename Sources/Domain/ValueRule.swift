/// What one value of a request or an answer may be. Validators ask it, and the description of the API shows it.
package protocol ValueRule: Sendable {
    /// The same in JSON Schema (draft 2020-12).
    var schema: JSONTree { get }
}

/// A whole number of a range.
package struct IntegerRule: ValueRule {
    package let range: ClosedRange<Int64>

    package init(_ range: ClosedRange<Int64>) {
        self.range = range
    }

    package func accepts(_ number: Int64) -> Bool { range.contains(number) }

    package var schema: JSONTree {
        [
            "type": "integer", "format": "int64", "minimum": .integer(range.lowerBound),
            "maximum": .integer(range.upperBound),
        ]
    }

    /// Unix seconds.
    package static let time = IntegerRule(0...Int64.max)
    /// A number of things.
    package static let count = IntegerRule(0...Int64.max)
    /// The number of a row.
    package static let identifier = IntegerRule(1...Int64.max)
}

/// True or false.
package struct FlagRule: ValueRule {
    package init() {}

    package var schema: JSONTree { ["type": "boolean"] }
}

/// One of a closed set of words, compared exactly.
package struct ChoiceRule: ValueRule {
    package let words: [String]

    package init<Word: RawRepresentable<String> & CaseIterable>(_: Word.Type) {
        words = Word.allCases.map(\.rawValue)
    }

    package var schema: JSONTree { ["type": "string", "enum": .list(words.map { .text($0) })] }
}

/// A list of values that all keep one rule.
package struct ListRule<Element: ValueRule>: ValueRule {
    package let element: Element
    package let count: ClosedRange<Int>

    package init(of element: Element, count: ClosedRange<Int>) {
        self.element = element
        self.count = count
    }

    package var schema: JSONTree {
        var members: [JSONTree.Member] = [
            .init("type", "array"), .init("items", element.schema),
            .init("minItems", .integer(Int64(count.lowerBound))),
        ]
        if count.upperBound < .max { members.append(.init("maxItems", .integer(Int64(count.upperBound)))) }
        return .object(members)
    }
}

/// A list that somebody else judges.
package struct AnyListRule: ValueRule {
    package init() {}

    package var schema: JSONTree { ["type": "array"] }
}
