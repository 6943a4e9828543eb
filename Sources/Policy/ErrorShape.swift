/// How an error body is written, by the family of the path: each family has clients that parse one shape only.
package enum ErrorShape: Hashable, Sendable, CaseIterable {
    /// `{"code":…,"message":…}` of the `/v1` API.
    case envelope
    /// `{"errors":[{"code":…,"message":…}]}` of Harbor and of the OCI distribution API.
    case registry
    /// RFC 9457 problem details.
    case problem

    private static let families: [(prefix: StaticString, shape: ErrorShape)] = [
        ("/v1", .envelope),
        ("/api/v2.0", .registry),
        ("/v2", .registry),
        ("/service/token", .registry),
        ("/chartrepo", .registry),
    ]

    /// From a path as it came, which may be malformed: only the wording of an answer depends on it, never a decision.
    package init(path: Span<UInt8>) {
        for (prefix, shape) in Self.families {
            let count = prefix.utf8CodeUnitCount
            guard path.count >= count,
                path.count == count || [UInt8(ascii: "/"), UInt8(ascii: "?")].contains(path[count])
            else { continue }
            let matches = prefix.withUTF8Buffer { letters in
                letters.indices.allSatisfy { letters[$0] == path[$0] }
            }
            if matches {
                self = shape
                return
            }
        }
        self = .problem
    }
}
