/// The fields that Breakwater acts upon, by number: looking at a field costs a byte comparison, not a string one.
/// Everything else is `.other` and passes.
package enum FieldID: UInt8, CaseIterable, Sendable {
    case other
    // Framing and connection (RFC 9110 §7.6.1, RFC 9112).
    case host, contentLength, transferEncoding, connection, keepAlive, te, trailer, upgrade, expect
    case proxyConnection, proxyAuthenticate, proxyAuthorization, proxyAuthenticationInfo, http2Settings
    // Credentials.
    case authorization, cookie, setCookie, wwwAuthenticate
    // What proxies say about the client: never believed, always replaced.
    case forwarded, xForwardedFor, xForwardedProto, xForwardedHost, xForwardedPort, xForwardedPrefix
    case xForwardedServer, xForwardedScheme, xForwardedSsl, xForwardedUser, xForwardedEmail, xForwardedGroups
    case xForwardedPreferredUsername, xForwardedAccessToken, xForwardedMethod, xForwardedUri, xForwardedClientCert
    case xRealIp, trueClientIp, xClientIp, xClusterClientIp, xOriginalUrl, xOriginalHost, xRewriteUrl
    case xRemoteUser, remoteUser, xAuthRequestUser
    // They would make the upstream do another method than the one that was judged.
    case xHttpMethodOverride, xHttpMethod, xMethodOverride
    // Gateway's own, and what local endpoints read.
    case xRequestId, via, date, server, contentType, contentEncoding, location, contentLocation, link, retryAfter

    /// The name in lower case.
    package var name: StaticString {
        switch self {
        case .other: ""
        case .host: "host"
        case .contentLength: "content-length"
        case .transferEncoding: "transfer-encoding"
        case .connection: "connection"
        case .keepAlive: "keep-alive"
        case .te: "te"
        case .trailer: "trailer"
        case .upgrade: "upgrade"
        case .expect: "expect"
        case .proxyConnection: "proxy-connection"
        case .proxyAuthenticate: "proxy-authenticate"
        case .proxyAuthorization: "proxy-authorization"
        case .proxyAuthenticationInfo: "proxy-authentication-info"
        case .http2Settings: "http2-settings"
        case .authorization: "authorization"
        case .cookie: "cookie"
        case .setCookie: "set-cookie"
        case .wwwAuthenticate: "www-authenticate"
        case .forwarded: "forwarded"
        case .xForwardedFor: "x-forwarded-for"
        case .xForwardedProto: "x-forwarded-proto"
        case .xForwardedHost: "x-forwarded-host"
        case .xForwardedPort: "x-forwarded-port"
        case .xForwardedPrefix: "x-forwarded-prefix"
        case .xForwardedServer: "x-forwarded-server"
        case .xForwardedScheme: "x-forwarded-scheme"
        case .xForwardedSsl: "x-forwarded-ssl"
        case .xForwardedUser: "x-forwarded-user"
        case .xForwardedEmail: "x-forwarded-email"
        case .xForwardedGroups: "x-forwarded-groups"
        case .xForwardedPreferredUsername: "x-forwarded-preferred-username"
        case .xForwardedAccessToken: "x-forwarded-access-token"
        case .xForwardedMethod: "x-forwarded-method"
        case .xForwardedUri: "x-forwarded-uri"
        case .xForwardedClientCert: "x-forwarded-client-cert"
        case .xRealIp: "x-real-ip"
        case .trueClientIp: "true-client-ip"
        case .xClientIp: "x-client-ip"
        case .xClusterClientIp: "x-cluster-client-ip"
        case .xOriginalUrl: "x-original-url"
        case .xOriginalHost: "x-original-host"
        case .xRewriteUrl: "x-rewrite-url"
        case .xRemoteUser: "x-remote-user"
        case .remoteUser: "remote-user"
        case .xAuthRequestUser: "x-auth-request-user"
        case .xHttpMethodOverride: "x-http-method-override"
        case .xHttpMethod: "x-http-method"
        case .xMethodOverride: "x-method-override"
        case .xRequestId: "x-request-id"
        case .via: "via"
        case .date: "date"
        case .server: "server"
        case .contentType: "content-type"
        case .contentEncoding: "content-encoding"
        case .location: "location"
        case .contentLocation: "content-location"
        case .link: "link"
        case .retryAfter: "retry-after"
        }
    }
}

/// A set of field ids in one machine word; used for what a hop removes.
package struct FieldSet: Sendable, ExpressibleByArrayLiteral {
    private var bits: UInt64 = 0

    package init(arrayLiteral ids: FieldID...) {
        for id in ids { insert(id) }
    }

    package mutating func insert(_ id: FieldID) {
        bits |= 1 << UInt64(id.rawValue)
    }

    package func subtracting(_ other: FieldSet) -> FieldSet {
        var rest = self
        rest.bits &= ~other.bits
        return rest
    }

    package func union(_ other: FieldSet) -> FieldSet {
        var both = self
        both.bits |= other.bits
        return both
    }

    package func intersects(_ other: FieldSet) -> Bool { bits & other.bits != 0 }

    @inline(__always)
    package func contains(_ id: FieldID) -> Bool {
        bits >> UInt64(id.rawValue) & 1 != 0
    }
}
