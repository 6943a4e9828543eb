import Foundation

/// What a question about policies is answered with.
package struct PolicyReport: Sendable {
    package let text: String
    package let json: String
    /// Whether something is wrong, or would change.
    package let isNoteworthy: Bool

    init(_ lines: [String], _ value: some Encodable, isNoteworthy: Bool = false) {
        text = lines.joined(separator: "\n")
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        // Nothing here holds what JSON cannot say: no number but integers.
        json = (try? encoder.encode(value)).map { String(decoding: $0, as: UTF8.self) } ?? "null"
        self.isNoteworthy = isNoteworthy
    }

    /// Columns as wide as their widest cell.
    static func table(_ head: [String], _ rows: [[String]]) -> [String] {
        let widths = head.indices.map { column in
            ([head] + rows).map { $0[column].unicodeScalars.count }.max() ?? 0
        }
        return ([head] + rows).map { row in
            zip(row, widths).map { $0 + String(repeating: " ", count: max(0, $1 - $0.unicodeScalars.count)) }
                .joined(separator: "  ").trimmed
        }
    }
}

/// Says `null` where there is nothing, so that a reader of JSON finds the same members each time.
@propertyWrapper
struct OrNull<Value: Encodable>: Encodable {
    var wrappedValue: Value?

    init(wrappedValue: Value?) {
        self.wrappedValue = wrappedValue
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let wrappedValue { try container.encode(wrappedValue) } else { try container.encodeNil() }
    }
}

extension String {
    fileprivate var trimmed: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}
