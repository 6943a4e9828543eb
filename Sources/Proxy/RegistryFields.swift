import Domain
import HTTPWire
import NIOCore
import Policy
import Translation

/// The fields that a request to a registry's management API takes along, and those that its answer brings back.
enum RegistryFields {
    /// Content negotiation and what these APIs give a meaning to; all else that a client sends is not the registry's
    /// business. What the route's policy sets comes besides, and wins.
    private static let requested: Set<String> = [
        "accept", "accept-language", "content-type", "if-match", "if-none-match", "range", "x-is-resource-name",
        "x-resource-name-in-location", "x-accept-vulnerabilities",
    ]

    static func request(_ client: ClientConnection) -> [(name: String, value: String)] {
        let fields = client.reader.head.fields
        let edits = client.record.route?.policy.headers.request
        return fields.lines.compactMap { line in
            let name = fields.text(line.name).lowercased()
            guard requested.contains(name), !line.isAmbiguous else { return nil }
            let bytes = Array(name.utf8)
            guard edits?.removed.contains(bytes) != true else { return nil }
            return (name, fields.text(line.value))
        }
    }

    /// Not for the client: what is about one hop (RFC 9110 §7.6.1), a session that is the gateway's, what the gateway
    /// says itself, and SWR's tokens.
    private static let withheld: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "content-length", "trailer", "te", "upgrade",
        "proxy-connection", "proxy-authenticate", "proxy-authentication-info", "set-cookie", "www-authenticate",
        "x-request-id", "x-harbor-csrf-token", "x-subject-token", "via", "server", "content-type",
    ]

    /// - Parameter links: of the route.
    static func response(_ reply: UpstreamReply, links: UpstreamLinks?) -> [(name: String, value: String)] {
        let nominated = Set(
            reply.fields.filter { $0.name.lowercased() == "connection" }
                .flatMap { $0.value.lowercased().split(whereSeparator: { $0 == "," || $0 == " " }).map(String.init) })
        return reply.fields.compactMap { field in
            let name = field.name.lowercased()
            guard !withheld.contains(name), !nominated.contains(name) else { return nil }
            return (field.name, links?.value(field.value, of: name) ?? field.value)
        }
    }

    /// JSON, or the plain text of older errors: not the page of something in front of the registry.
    static func isReadable(_ type: String?) -> Bool {
        isJSON(type) || type?.lowercased().hasPrefix("text/plain") == true
    }

    static func isJSON(_ type: String?) -> Bool {
        guard let essence = type?.split(separator: ";", maxSplits: 1).first else { return false }
        let word = essence.lowercased().filter { $0 != " " && $0 != "\t" }
        return word == "application/json" || word.hasPrefix("application/") && word.hasSuffix("+json")
    }
}
