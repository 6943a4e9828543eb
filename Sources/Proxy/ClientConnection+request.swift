import Domain
import HTTPWire
import NIOCore
import Policy
import Routing
import Telemetry

/// What the request at hand says, for answers and endpoints.
extension ClientConnection {
    /// The shape of errors: the route's, or, where none was found, what the path looks like.
    var errorShape: ErrorShape {
        if let route = record.route { return route.policy.errorShape }
        if isHeadUnread { return .problem }
        let head = reader.head
        let block = head.fields.bytes
        let bytes = block.readableBytesUInt8Span
        return ErrorShape(path: bytes.extracting(reader.head.target.range))
    }

    func localRequest(_ permit: borrowing Permit) -> LocalRequest {
        let head = reader.head
        return LocalRequest(
            method: record.method, parameters: permit.route.layout.values(in: target), query: target.queryText() ?? "",
            contentType: head.fields.value(.contentType), body: ByteBuffer(), principal: record.principal,
            token: record.token, isSuperseded: record.isSuperseded, requestID: record.id.text(head: head),
            client: address, presence: ClientPresence(),
            address: context?.remoteAddress?.ipAddress ?? "")
    }

    /// Who is counted by a rate; `nil` for a caller without what it counts by.
    func rateSubject(_ per: RateLimit.Subject) -> RateLimiter.Subject? {
        switch per {
        case .route: .everybody
        case .user: record.principal.map { .number($0.userID) }
        case .namespace: record.principal.map { .text($0.namespace) }
        // Who has one IPv6 address has the whole network of 64 bits (RFC 7934 §6).
        case .address: peer.map { .address($0.high, $0.isIPv4 ? $0.low : 0) } ?? .everybody
        }
    }

    /// Whether an administrator asks for more than to look.
    var isChangeByAdministrator: Bool {
        guard let role = record.principal?.role, role == .businessAdmin || role == .systemAdmin else { return false }
        switch record.method {
        case .get, .head, .options: return false
        default: return true
        }
    }

    /// Tells a client that waits for it to send its body (RFC 9110 §10.1.1).
    func sendContinue() {
        write(ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n"))
        flush()
    }

    /// The peer, as logs name it: `192.0.2.7:51234` or `[2001:db8::1]:51234`.
    static func text(_ address: SocketAddress) -> String {
        guard let host = address.ipAddress, let port = address.port else { return "local" }
        if case .v6 = address { return "[\(host)]:\(port)" }
        return "\(host):\(port)"
    }

    /// What the gateway tells upstreams about this client. `X-Forwarded-For` is what applications read; the peer's
    /// address alone, since nothing that came with the request is believed.
    static func forwardedLines(_ address: SocketAddress?) -> [UInt8] {
        let host = address?.ipAddress ?? "unknown"
        return Array("X-Forwarded-For: \(host)\r\nX-Forwarded-Proto: http\r\nVia: 1.1 breakwater\r\n".utf8)
    }
}
