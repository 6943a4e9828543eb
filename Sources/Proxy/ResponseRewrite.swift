import HTTPWire
import NIOCore
import Policy

/// A response head as it goes to the client.
struct ResponseRewrite {
    /// Hop-by-hop fields, and the id: the client gets the gateway's.
    static let removed: FieldSet = [
        .transferEncoding, .connection, .keepAlive, .trailer, .upgrade, .proxyConnection, .proxyAuthenticate,
        .proxyAuthenticationInfo, .proxyAuthorization, .te, .http2Settings, .xRequestId,
    ]
    /// A session that the upstream opened for the gateway's credential must not reach a client.
    private static let removedWithCredential: FieldSet = Self.removed.union([.setCookie, .wwwAuthenticate])

    /// How the body reaches the client.
    enum Delivery {
        /// As the upstream framed it, or none.
        case same
        case chunked
        /// HTTP/1.0 has no other way to say the end of a body of unknown length.
        case untilClose
    }

    static func delivery(_ head: ResponseHead, minorVersion: UInt8) -> Delivery {
        switch head.framing {
        case .none, .length: .same
        case .chunked, .untilClose: minorVersion == 1 ? .chunked : .untilClose
        }
    }

    struct Connection {
        /// The client may send another request.
        let keepsAlive: Bool
        let minorVersion: UInt8
    }

    /// Writes the whole head.
    ///
    /// - Parameters:
    ///   - links: of the route; asked for only when the head has fields with links.
    ///   - date: the line `Date`, asked for only when the upstream gives none: who passes such an answer on adds when it
    ///     came (RFC 9110 §6.6.1).
    ///   - id: the exchange's, from the request's own head.
    static func write(
        _ head: ResponseHead, delivery: Delivery, connection: Connection, hidesCredential: Bool, edit: HeaderEdits.Edit,
        links: @autoclosure () -> UpstreamLinks?, date: @autoclosure () -> [UInt8],
        id: RequestID, request: RequestHead, into buffer: inout ByteBuffer
    ) {
        var removed = hidesCredential ? removedWithCredential : Self.removed
        let linkLines = linkLines(of: head, to: request, links(), without: edit.removed)
        if linkLines != nil { removed = removed.union(UpstreamLinks.fields) }
        let isDated = head.present.contains(.date) && !head.connection.nominated.contains(.date)
        // An empty array is no allocation.
        let dateLine = isDated ? [] : date()
        // RFC 9110 §8.6: neither 1xx nor 204 has a Content-Length.
        if head.status < 200 || head.status == 204 { removed.insert(.contentLength) }
        let capacity =
            head.fields.bytes.readableBytes + edit.lines.count + dateLine.count + (linkLines?.count ?? 0) + 256
        buffer.compose(atMost: capacity) { out in
            writeStatusLine(head, into: &out)
            FieldCopy.write(head.fields, without: removed, edit.removed, nominatedBy: head.connection, into: &out)
            if let linkLines { out.append(linkLines) }
            if !dateLine.isEmpty { out.append(dateLine) }
            if !edit.lines.isEmpty { out.append(edit.lines) }
            if delivery == .chunked { out.append("Transfer-Encoding: chunked\r\n") }
            if !connection.keepsAlive {
                out.append("Connection: close\r\n")
            } else if connection.minorVersion == 0 {
                out.append("Connection: keep-alive\r\n")
            }
            out.append("Via: 1.1 breakwater\r\nX-Request-Id: ")
            id.write(into: &out, head: request)
            out.append("\r\n\r\n")
        }
    }

    /// 1xx, to a client that understands it. It need not be dated (RFC 9110 §6.6.1).
    static func writeInterim(
        _ head: ResponseHead, edit: HeaderEdits.Edit, links: UpstreamLinks?, request: RequestHead,
        into buffer: inout ByteBuffer
    ) {
        var removed = removed.union([.contentLength, .setCookie])
        let linkLines = linkLines(of: head, to: request, links, without: edit.removed)
        if linkLines != nil { removed = removed.union(UpstreamLinks.fields) }
        buffer.compose(atMost: head.fields.bytes.readableBytes + (linkLines?.count ?? 0) + 16) { out in
            writeStatusLine(head, into: &out)
            FieldCopy.write(head.fields, without: removed, edit.removed, nominatedBy: head.connection, into: &out)
            if let linkLines { out.append(linkLines) }
            out.append("\r\n")
        }
    }

    /// What stands in the place of the head's own lines with links; `nil` when those stay, and without a look at the
    /// lines when there are none.
    private static func linkLines(
        of head: ResponseHead, to request: RequestHead, _ links: @autoclosure () -> UpstreamLinks?,
        without names: [[UInt8]]
    ) -> [UInt8]? {
        guard head.present.intersects(UpstreamLinks.fields) else { return nil }
        return links()?.lines(of: head, to: request, without: names)
    }

    /// Our version, the upstream's status and reason.
    private static func writeStatusLine(_ head: ResponseHead, into out: inout HeadComposer) {
        out.append("HTTP/1.1")
        out.append(ByteRange(start: 8, count: head.statusLineCount - 8), of: head.fields)
    }
}
