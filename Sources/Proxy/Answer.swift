import Domain
import HTTPWire
import NIOCore
import Policy

/// A whole answer that the gateway makes itself.
struct Answer {
    let status: Int
    let contentType: String
    let fields: [(name: String, value: String)]
    let body: [UInt8]
    /// The answer to a HEAD that was passed on: nobody knows what a GET would be answered with.
    private var isHeadOfUnknownLength = false

    init(_ response: LocalResponse, isHeadOfUnknownLength: Bool = false) {
        self.isHeadOfUnknownLength = isHeadOfUnknownLength
        status = response.status
        contentType = response.contentType
        fields = response.fields
        body = response.body
    }

    private init(status: Int, contentType: String, fields: [(name: String, value: String)], body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.fields = fields
        self.body = body
    }

    /// An error in the shape of the request's family of routes.
    static func error(_ error: GatewayError, data: [UInt8]? = nil, client: ClientConnection) -> Answer {
        let shape = client.errorShape
        var fields: [(name: String, value: String)] = []
        switch error.code.status {
        case 401:
            // RFC 9110 §11.6.1: a 401 says how to authenticate.
            fields.append(("WWW-Authenticate", "Bearer"))
            if client.record.route?.policy.authentication.contains(.basic) == true {
                fields.append(("WWW-Authenticate", "Basic realm=\"breakwater\", charset=\"UTF-8\""))
            }
        case 405:
            fields.append(("Allow", client.allowedMethods))
        case 429:
            fields.append(("Retry-After", error.retryAfter ?? "1"))
        case 503 where error.code != .upstreamOff:
            fields.append(("Retry-After", error.retryAfter ?? "1"))
        default: break
        }
        return Answer(
            status: error.code.status, contentType: shape.contentType.description, fields: fields,
            body: shape.body(error, requestID: client.record.id.text(head: client.reader.head), data: data))
    }

    /// The whole message. `keepsAlive`: the client may send another request.
    func message(keepsAlive: Bool, client: ClientConnection) -> ByteBuffer {
        var buffer = ByteBuffer()
        buffer.reserveCapacity(body.count + 512)
        var head = fields
        if !contentType.isEmpty { head.insert(("Content-Type", contentType), at: 0) }
        // What the gateway says is about one user at one moment, unless the endpoint knows better.
        if !fields.contains(where: { $0.name == "Cache-Control" }) { head.append(("Cache-Control", "no-store")) }
        AnswerHead.write(
            status, head, length: status == 204 || status == 304 || isHeadOfUnknownLength ? nil : body.count,
            keepsAlive: keepsAlive,
            client: client,
            into: &buffer)
        // RFC 9110 §9.3.2: the answer to HEAD has the fields of the answer to GET, and no content.
        if client.reader.head.method != .head || client.isHeadUnread { buffer.writeBytes(body) }
        return buffer
    }
}
