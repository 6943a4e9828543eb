import Domain
import Policy
import Proxy
import Translation

extension UpstreamCredential {
    /// A call with what makes the upstream take it.
    /// - Parameter now: Unix seconds, which a signature names.
    /// - Returns: the call as it is to be sent, and header lines, each with its end.
    func prepared(
        _ call: UpstreamCall, to upstream: UpstreamSpec, now: Int64
    ) -> (call: UpstreamCall, lines: [UInt8]) {
        let isSafe = ["GET", "HEAD", "OPTIONS"].contains(call.method)
        var lines = isSafe ? self.lines : changeLines
        var target = call.target
        switch upstream.credentials {
        case .none, .basic, .token, .session: return (call, lines)
        case .iam: break
        case .signature:
            guard let signer, let address = upstream.address else { return (call, lines) }
            let signed = signer.sign(
                method: call.method, target: address.basePath + call.target, host: address.authority,
                body: call.body ?? [], now: now)
            // Put before it again where it is sent.
            target = String(signed.target.dropFirst(address.basePath.count))
            lines = signed.lines
        }
        // SWR wants it with every request, so that it is among the lines already.
        let fields = call.fields.filter { $0.name.lowercased() != "content-type" }
        let prepared = UpstreamCall(
            method: call.method, target: target, fields: fields, body: call.body,
            provesCredential: call.provesCredential, service: call.service)
        return (prepared, lines)
    }
}
