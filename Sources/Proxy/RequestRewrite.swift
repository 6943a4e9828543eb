import HTTPWire
import NIOCore

/// The request head as it goes upstream: the target that the policy rebuilt, the client's end-to-end fields, and what
/// the gateway says about the client. Everything that only this hop, or only a trusted proxy, may say is left out.
struct RequestRewrite {
    /// Hop-by-hop fields (RFC 9110 §7.6.1), the client's credentials, claims about the client that upstreams tend to
    /// believe, and requests to do another method than the one that was judged.
    static let removed: FieldSet = [
        .host, .transferEncoding, .connection, .keepAlive, .te, .trailer, .upgrade, .proxyConnection,
        .proxyAuthenticate, .proxyAuthorization, .proxyAuthenticationInfo, .http2Settings,
        .authorization, .cookie,
        .forwarded, .xForwardedFor, .xForwardedProto, .xForwardedHost, .xForwardedPort, .xForwardedPrefix,
        .xForwardedServer, .xForwardedScheme, .xForwardedSsl, .xForwardedUser, .xForwardedEmail, .xForwardedGroups,
        .xForwardedPreferredUsername, .xForwardedAccessToken, .xForwardedMethod, .xForwardedUri,
        .xForwardedClientCert, .xRealIp, .trueClientIp, .xClientIp, .xClusterClientIp, .xOriginalUrl, .xOriginalHost,
        .xRewriteUrl, .xRemoteUser, .remoteUser, .xAuthRequestUser,
        .xHttpMethodOverride, .xHttpMethod, .xMethodOverride,
        .xRequestId,
    ]
    private static let removedButCredentials = removed.subtracting([.authorization, .cookie])

    /// Lines that are the same for each request to one upstream: `Host` and the upstream's credential.
    let upstreamLines: [UInt8]
    /// Lines that are the same for each request of one client: `X-Forwarded-For`, `X-Forwarded-Proto`, `Via`.
    let clientLines: [UInt8]
    /// Whether the client's Authorization and Cookie go along.
    let passesCredentials: Bool
    /// Names of other fields that do not, in lower case.
    let removedNames: [[UInt8]]
    /// Whether the whole body is here already: there is nothing to wait for (RFC 9110 §10.1.1).
    let isBodyThere: Bool

    private var removed: FieldSet {
        let removed = passesCredentials ? Self.removedButCredentials : Self.removed
        return isBodyThere ? removed.union([.expect]) : removed
    }

    func write(_ head: RequestHead, target: [UInt8], id: RequestID, into buffer: inout ByteBuffer) {
        // Every client byte at most once, and Host twice.
        let capacity =
            2 * head.fields.bytes.readableBytes + target.count + upstreamLines.count + clientLines.count + 256
        buffer.compose(atMost: capacity) { out in
            out.append(head.methodName, of: head.fields)
            out.append(" ")
            out.append(target)
            out.append(" HTTP/1.1\r\n")
            out.append(upstreamLines)
            FieldCopy.write(
                head.fields, without: removed, removedNames,
                dropsClaims: true, nominatedBy: head.connection, into: &out)
            if head.framing == .chunked { out.append("Transfer-Encoding: chunked\r\n") }
            if let host = head.host {
                out.append("X-Forwarded-Host: ")
                out.append(host, of: head.fields)
                out.append("\r\n")
            }
            out.append(clientLines)
            out.append("X-Request-Id: ")
            id.write(into: &out, head: head)
            out.append("\r\n\r\n")
        }
    }
}

/// Copies the lines of a section that a hop passes on. Neighbours that stay are copied in one piece.
enum FieldCopy {
    static func write(
        _ section: FieldSection, without removed: FieldSet, _ names: [[UInt8]] = [], dropsClaims: Bool = false,
        nominatedBy options: ConnectionOptions, into out: inout HeadComposer
    ) {
        let block = section.bytes
        let bytes = block.readableBytesUInt8Span
        var run = ByteRange.empty
        for line in section.lines {
            if removed.contains(line.id) || line.isAmbiguous || dropsClaims && line.isClaim
                || options.nominates(line, in: bytes)
                || !names.isEmpty && names.contains(where: { RequestFields.equals(bytes, line.name.range, $0) })
            {
                if !run.isEmpty { out.append(run, of: section) }
                run = .empty
            } else if run.isEmpty {
                run = line.line
            } else {
                run.count += line.line.count
            }
        }
        if !run.isEmpty { out.append(run, of: section) }
    }
}
