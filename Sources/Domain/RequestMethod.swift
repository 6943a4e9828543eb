/// A request method: those of RFC 9110 §9.1, PATCH (RFC 5789) and QUERY
/// (https://datatracker.ietf.org/doc/draft-ietf-httpbis-safe-method-w-body/). Everything else is `other`, so that a
/// client cannot make metric labels.
package enum RequestMethod: UInt8, CaseIterable, Sendable {
    case get, head, post, put, patch, delete, options, connect, trace, query, other

    /// The methods that a route can take, first in raw values. CONNECT and TRACE are not among them: neither has a
    /// meaning that a reverse gateway could permit. QUERY is known, so that it is told from a name without a meaning.
    package static let routable: [RequestMethod] = [.get, .head, .post, .put, .patch, .delete, .options]

    /// `nil` for a name that no route can take.
    package init?(name: String) {
        guard let method = Self.routable.first(where: { $0.name == name }) else { return nil }
        self = method
    }

    /// RFC 9110 §9.2.2: sending it twice does what sending it once does.
    package var isIdempotent: Bool {
        switch self {
        case .get, .head, .put, .delete, .options, .trace, .query: true
        case .post, .patch, .connect, .other: false
        }
    }

    /// Reads the method token of a request line, in place. Methods are case-sensitive (RFC 9110 §9.1).
    package init(_ token: Span<UInt8>) {
        guard token.count <= 7 else {
            self = .other
            return
        }
        // Up to seven letters fit into one integer: one comparison a method, and no String.
        var letters: UInt64 = 0
        for index in token.indices { letters = letters << 8 | UInt64(token[index]) }
        switch letters {
        case 0x47_45_54: self = .get
        case 0x48_45_41_44: self = .head
        case 0x50_4F_53_54: self = .post
        case 0x50_55_54: self = .put
        case 0x50_41_54_43_48: self = .patch
        case 0x44_45_4C_45_54_45: self = .delete
        case 0x4F_50_54_49_4F_4E_53: self = .options
        case 0x43_4F_4E_4E_45_43_54: self = .connect
        case 0x54_52_41_43_45: self = .trace
        case 0x51_55_45_52_59: self = .query
        default: self = .other
        }
    }

    /// The label's value: the token itself, or `other`.
    package var name: String {
        switch self {
        case .get: "GET"
        case .head: "HEAD"
        case .post: "POST"
        case .put: "PUT"
        case .patch: "PATCH"
        case .delete: "DELETE"
        case .options: "OPTIONS"
        case .connect: "CONNECT"
        case .trace: "TRACE"
        case .query: "QUERY"
        case .other: "other"
        }
    }
}
