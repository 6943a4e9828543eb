/// The methods that a route can take. CONNECT and TRACE are not among them: neither has a meaning that a reverse
/// gateway could permit.
package enum RequestMethod: UInt8, CaseIterable, Sendable {
    case get, head, post, put, patch, delete, options

    /// `nil` for a method that no route can take. Methods are case-sensitive (RFC 9110 §9.1).
    package init?(_ bytes: Span<UInt8>) {
        let candidate: RequestMethod
        switch bytes.count {
        case 3: candidate = bytes[0] == UInt8(ascii: "G") ? .get : .put
        case 4: candidate = bytes[0] == UInt8(ascii: "H") ? .head : .post
        case 5: candidate = .patch
        case 6: candidate = .delete
        case 7: candidate = .options
        default: return nil
        }
        guard candidate.matches(bytes) else { return nil }
        self = candidate
    }

    package init?(name: String) {
        guard let method = Self.allCases.first(where: { $0.name == name }) else { return nil }
        self = method
    }

    package var name: String { staticName.description }

    private var staticName: StaticString {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        }
    }

    private func matches(_ bytes: Span<UInt8>) -> Bool {
        staticName.withUTF8Buffer { letters in
            for index in letters.indices where letters[index] != bytes[index] {
                return false
            }
            return true
        }
    }
}
