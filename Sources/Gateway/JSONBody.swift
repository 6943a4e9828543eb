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
        guard Self.isJSON(request.contentType) else { throw GatewayError(.mediaTypeUnsupported) }
        guard let members = JSONValue.members(of: Array(request.body.readableBytesView)) else {
            throw GatewayError(.fieldInvalid, message: "the body is not one JSON object with each member once")
        }
        self.members = members
    }

    /// A string that is not empty.
    func text(_ name: String) throws(GatewayError) -> String {
        guard case .string(let text)? = members[name], !text.isEmpty else {
            throw GatewayError(.fieldInvalid, message: "\(name): a string that is not empty is required")
        }
        return text
    }

    /// `application/json`, parameters aside (RFC 9110 §8.3.1).
    private static func isJSON(_ contentType: String?) -> Bool {
        guard let essence = contentType?.split(separator: ";", maxSplits: 1).first else { return false }
        return essence.trimmingCharacters(in: .whitespaces).lowercased() == "application/json"
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
