/// A JSON text read more strictly than libraries do (RFC 8725 §2.4 names the lenience of parsers as an attack): one
/// object, each member name once, valid UTF-8, integers that are integers.
package enum JSONValue: Equatable {
    case null
    case boolean(Bool)
    /// Without fraction and exponent, inside `Int64`.
    case integer(Int64)
    /// Any other number; nothing here uses its value.
    case number
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    /// The members of the object that `bytes` are, with white space around it allowed; `nil` when they are anything
    /// else or nest deeper than `JSONReader.deepest`.
    package static func members(of bytes: [UInt8]) -> [String: JSONValue]? {
        var reader = JSONReader(bytes)
        guard case .object(let members)? = reader.document() else { return nil }
        return members
    }

    /// The one value that `bytes` are, by the same rules.
    package static func document(of bytes: [UInt8]) -> JSONValue? {
        var reader = JSONReader(bytes)
        return reader.document()
    }
}
