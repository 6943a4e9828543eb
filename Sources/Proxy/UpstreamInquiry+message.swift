import Domain
import NIOCore
import Policy
import Telemetry
import Translation

/// Who asks, as the wire says it.
enum InquiryCredential {
    /// Header lines, each with its end.
    case lines([UInt8])
    case held(UpstreamCredential)
}

extension UpstreamInquiry.Message {
    /// A request of the gateway's own to an upstream.
    ///
    /// - Parameters:
    ///   - call: its target starts at the root of the upstream, whose base path is put before it.
    ///   - common: header lines of the route.
    ///   - requestID: writes the value of `X-Request-Id`; `nil` leaves the field out.
    static func make(
        _ call: UpstreamCall, to upstream: UpstreamRuntime, _ credential: InquiryCredential, common: [UInt8] = [],
        requestID: ((inout ByteBuffer) -> Void)? = nil
    ) -> UpstreamInquiry.Message {
        var target = upstream.basePath + call.target
        var lines: [UInt8]
        switch credential {
        case .lines(let given): lines = given
        case .held(let held):
            if let signer = held.signer {
                let signed = signer.sign(
                    method: call.method, target: target, host: upstream.authority, body: call.body ?? [],
                    now: WallClock.milliseconds() / 1_000)
                target = signed.target
                lines = signed.lines
            } else {
                lines = ["GET", "HEAD", "OPTIONS"].contains(call.method) ? held.lines : held.changeLines
            }
        }
        // SWR wants this one on each request, and it is part of what is signed.
        let ownsType = if case .held = credential { upstream.spec.kind == .swr } else { false }
        var head = ByteBuffer()
        head.writeString("\(call.method) \(target) HTTP/1.1\r\n")
        head.writeBytes(upstream.plainLines)
        head.writeBytes(common)
        head.writeBytes(lines)
        head.writeStaticString("Via: 1.1 breakwater\r\n")
        if !call.fields.contains(where: { $0.name.lowercased() == "accept" }) {
            head.writeStaticString("Accept: application/json\r\n")
        }
        if let requestID {
            head.writeStaticString("X-Request-Id: ")
            requestID(&head)
            head.writeStaticString("\r\n")
        }
        for field in call.fields where !(ownsType && field.name.lowercased() == "content-type") {
            head.writeString("\(field.name): \(field.value)\r\n")
        }
        if let body = call.body { head.writeString("Content-Length: \(body.count)\r\n") }
        head.writeStaticString("\r\n")
        return UpstreamInquiry.Message(method: call.method, head: head, body: ByteBuffer(bytes: call.body ?? []))
    }
}
