import Domain

/// What a registry, or something in front of it, does to an answer now and then: for tests of those who have to live
/// with it.
package enum HarborMisbehaviour: Sendable {
    /// A page of HTML instead of an answer, as the front server gives it while the core is down. Nothing is carried
    /// out.
    case errorPage(status: Int)
    /// 401 whatever the request brings. Nothing is carried out.
    case unauthorized
    /// The first half of the JSON, framed as if it were all.
    case truncated
    /// Every text, number and boolean of the JSON is something else.
    case wrongTypes
    /// Every member of the JSON is `null`.
    case nulls
    /// The answer and spaces, that many bytes in all.
    case oversized(bytes: Int)
    /// Another `X-Total-Count`, on lists.
    case total(Int)
    /// The connection is closed in the middle of the body; without a body, before the answer.
    case cut
    /// The answer stops there, and the connection stays open.
    case stalled

    /// The answer, where none comes from the registry.
    var instead: HarborPayload? {
        switch self {
        case .errorPage(let status): HarborPayload(front: status, status == 502 ? "502 Bad Gateway" : "\(status)")
        case .unauthorized: HarborPayload(.unauthorized)
        default: nil
        }
    }

    func apply(to response: inout StandInResponse) {
        let half = response.body.isEmpty ? nil : response.body.count / 2
        switch self {
        case .errorPage, .unauthorized: break
        case .truncated: response.body = Array(response.body.prefix(half ?? 0))
        case .wrongTypes: Self.change(&response.body) { $0.withWrongTypes }
        case .nulls: Self.change(&response.body) { $0.withoutValues }
        case .oversized(let bytes):
            response.body += Array(repeating: UInt8(ascii: " "), count: max(bytes - response.body.count, 0))
        case .total(let count):
            for index in response.fields.indices where response.fields[index].name == "X-Total-Count" {
                response.fields[index].value = String(count)
            }
        case .cut: response.ending = .cut(after: half)
        case .stalled: response.ending = .stalled(after: half)
        }
    }

    private static func change(_ body: inout [UInt8], _ transform: (JSONDocument) -> JSONDocument) {
        guard let value = JSONValue.document(of: body) else { return }
        body = transform(JSONDocument(value)).bytes
    }
}

extension JSONDocument {
    fileprivate var withWrongTypes: JSONDocument {
        switch self {
        case .null: true
        case .bool, .number: "seven"
        case .text: 7
        case .list(let values): .list(values.map(\.withWrongTypes))
        case .object(let members): .object(members.mapValues(\.withWrongTypes))
        }
    }

    fileprivate var withoutValues: JSONDocument {
        switch self {
        case .list(let values): .list(values.map(\.withoutValues))
        case .object(let members): .object(members.mapValues { _ in .null })
        default: .null
        }
    }
}
