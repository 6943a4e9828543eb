package import Domain

/// Why a request target is not in a form that the gateway judges. Every case is answered 400: a target that two
/// servers could read in two ways is not repaired.
package enum TargetFault: String, Error, CaseIterable, Sendable {
    /// `*`, or the authority-form of CONNECT (RFC 9112 §3.2.3 and §3.2.4), or nothing at all.
    case notAPath = "not a path"
    /// An absolute-form whose authority is empty or holds user information or a percent sign.
    case badAuthority = "bad authority"
    case fragment = "fragment"
    /// A byte that may not stand in a path or query: a control, DEL, a space, or one above 0x7F as it is.
    case badByte = "byte that must be encoded"
    case backslash = "backslash"
    /// `;`: some servers cut a path parameter off, others do not.
    case pathParameter = "path parameter"
    case badTriplet = "bad percent triplet"
    /// A control or DEL that was percent-encoded, at any depth.
    case encodedControl = "encoded control"
    /// Bytes that are no UTF-8 once decoded, such as the overlong forms of `/` and `.`.
    case notUTF8 = "encoded bytes are not UTF-8"
    /// More than three layers of percent-encoding.
    case encodedTooDeep = "encoded too deep"
    case dotSegment = "dot segment"
    case emptySegment = "empty segment"
    case tooManySegments = "too many segments"
    case tooLong = "too long"

    package var code: GatewayError.Code { .malformedTarget }
}
