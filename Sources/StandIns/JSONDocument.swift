import Domain

/// A JSON value (RFC 8259) that is written with its members in alphabetical order, as Harbor does.
indirect enum JSONDocument: Sendable, Equatable {
    case null
    case bool(Bool)
    case number(Int)
    case text(String)
    case list([JSONDocument])
    case object([String: JSONDocument])

    /// The document and a line end.
    var bytes: [UInt8] {
        var text = ""
        write(to: &text)
        text += "\n"
        return Array(text.utf8)
    }

    private func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let value): text += String(value)
        case .text(let value): Self.write(value, to: &text)
        case .list(let values):
            text += "["
            for (position, value) in values.enumerated() {
                if position > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (position, member) in members.sorted(by: { $0.key < $1.key }).enumerated() {
                if position > 0 { text += "," }
                Self.write(member.key, to: &text)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }

    private static func write(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                text += "\\u00" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}

extension JSONDocument: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByStringLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    init(nilLiteral: ()) { self = .null }
    init(booleanLiteral value: Bool) { self = .bool(value) }
    init(integerLiteral value: Int) { self = .number(value) }
    init(stringLiteral value: String) { self = .text(value) }
    init(arrayLiteral elements: JSONDocument...) { self = .list(elements) }
    init(dictionaryLiteral elements: (String, JSONDocument)...) {
        self = .object(Dictionary(elements) { _, last in last })
    }
}

extension JSONDocument {
    /// A number that is no integer becomes `null`.
    init(_ value: JSONValue) {
        self =
            switch value {
            case .null, .number: .null
            case .boolean(let flag): .bool(flag)
            case .integer(let number): .number(Int(number))
            case .string(let text): .text(text)
            case .array(let values): .list(values.map { JSONDocument($0) })
            case .object(let members): .object(members.mapValues { JSONDocument($0) })
            }
    }
}
