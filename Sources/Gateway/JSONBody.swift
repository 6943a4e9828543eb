import Domain
import Foundation
import NIOCore
import Proxy

/// The members of a request's JSON object, taken out by name and type. Unknown members are ignored, a member that
/// stands twice is refused: two readers could take a different one.
struct JSONBody {
    private let members: [String: JSONValue]

    /// - Throws: `mediaTypeUnsupported` for another type than `application/json`, `fieldInvalid` for anything but one
    ///   JSON object.
    init(of request: LocalRequest) throws(GatewayError) {
        guard JSONContentType.matches(request.contentType) else { throw GatewayError(.mediaTypeUnsupported) }
        members = try JSONValue.bodyMembers(Array(request.body.readableBytesView))
    }

    /// For endpoints that need no body: one of another type is refused all the same, and any JSON ignored.
    static func refuseOthers(_ request: LocalRequest) throws(GatewayError) {
        guard request.body.readableBytes == 0 || JSONContentType.matches(request.contentType) else {
            throw GatewayError(.mediaTypeUnsupported)
        }
    }

    /// A string that is not empty.
    func text(_ name: String) throws(GatewayError) -> String {
        guard case .string(let text)? = members[name], !text.isEmpty else {
            throw GatewayError(.fieldInvalid, message: "\(name): a string that is not empty is required")
        }
        return text
    }

    /// A string that keeps the field's rule.
    func text(_ field: Field<TextRule>) throws(GatewayError) -> String {
        let text = try text(field.name)
        try field.check(text)
        return text
    }

    func flag(_ field: Field<FlagRule>) throws(GatewayError) -> Bool { try flag(field.name) }

    func integer(_ field: Field<IntegerRule>) throws(GatewayError) -> Int64 {
        try integer(field.name, in: field.rule.range)
    }

    /// One string or more.
    func texts(_ name: String) throws(GatewayError) -> [String] {
        guard case .array(let elements)? = members[name], let texts = Self.texts(elements), !texts.isEmpty else {
            throw GatewayError(.fieldInvalid, message: "\(name): a list of one or more strings is required")
        }
        return texts
    }

    /// `nil` when one of them is none.
    private static func texts(_ elements: [JSONValue]) -> [String]? {
        let texts = elements.compactMap { if case .string(let text) = $0 { text } else { nil } }
        return texts.count == elements.count ? texts : nil
    }

    func flag(_ name: String) throws(GatewayError) -> Bool {
        guard case .boolean(let flag)? = members[name] else {
            throw GatewayError(.fieldInvalid, message: "\(name): true or false is required")
        }
        return flag
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(GatewayError) -> Int64 {
        guard case .integer(let number)? = members[name], range.contains(number) else {
            throw GatewayError(
                .fieldInvalid,
                message: "\(name): a whole number from \(range.lowerBound) to \(range.upperBound) is required")
        }
        return number
    }
}

extension LocalResponse {
    /// A JSON document, members in alphabetical order, so that an answer is the same bytes each time.
    init(status: Int = 200, json value: some Encodable) throws(GatewayError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        do {
            self.init(status: status, body: Array(try encoder.encode(value)) + [UInt8(ascii: "\n")])
        } catch {
            throw GatewayError(.internal, detail: "encoding an answer: \(error)")
        }
    }
}
