/// What a path parameter may hold, always as decoded bytes. A value that breaks its type makes the request unknown
/// (404): the matcher does not go on to a weaker route, since the structure of the path alone decides which rule
/// applies.
package enum ParameterType: String, CaseIterable, Sendable {
    /// A Harbor project name: `[a-z0-9]+(?:[._-][a-z0-9]+)*`, 1 to 255 bytes.
    case ociProject = "oci-project"
    /// A repository name with its slashes; only for `{name...}`.
    case ociRepository = "oci-repository"
    /// A tag (`[A-Za-z0-9_][A-Za-z0-9._-]{0,127}`) or a digest (`sha256:` and 64 hexadecimal digits, or `sha512:` and 128).
    case ociReference = "oci-reference"
    /// 0 to 9223372036854775807 in decimal, without sign or leading zeros: one spelling for one number.
    case int64
    /// Lower-case labels joined by dots, at most 253 bytes: what Kubernetes calls an RFC 1123 subdomain.
    case dnsName = "dns-name"
    /// RFC 9562 §4 text form, either case.
    case uuid
    /// Any clean segment; for `{name...}` any clean segments, and a trailing slash is kept.
    case any

    /// Whether a parameter of one segment can have this type.
    package var fitsOneSegment: Bool { self != .ociRepository }
    /// Whether a `{name...}` parameter can have this type.
    package var fitsRest: Bool { self == .ociRepository || self == .any }
}
