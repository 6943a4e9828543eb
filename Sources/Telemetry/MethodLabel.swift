/// A request method as metrics and logs name it: the methods of RFC 9110 §9.1 and PATCH (RFC 5789). Everything else is
/// `other`, so that a client cannot make label values.
package enum MethodLabel: UInt8, CaseIterable, Sendable {
    case get, head, post, put, patch, delete, options, connect, trace, other

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
        case .other: "other"
        }
    }
}
