import Domain
import Policy
import Proxy
import Translation

/// Calls of the gateway's own to a registry's API, each in the name of an account.
struct AccountCalls: Sendable {
    let caller: any UpstreamCaller
    let credentials: any CredentialSource

    /// The answer, whatever its status but 401: then the credential is renewed, once.
    /// - Throws: `.upstreamCredential` when the upstream does not take the account; `.accountMissing` when there is none;
    ///   what `caller` throws.
    func send(
        _ call: UpstreamCall, as account: ActingAccount, to upstream: UpstreamSpec
    ) async throws(GatewayError) -> UpstreamReply {
        if let reply = try await attempt(call, as: account, to: upstream, isRenewed: false) { return reply }
        if let reply = try await attempt(call, as: account, to: upstream, isRenewed: true) { return reply }
        throw UpstreamCredentials.refusal(of: account, on: upstream)
    }

    /// `nil`: the credential was refused.
    private func attempt(
        _ call: UpstreamCall, as account: ActingAccount, to upstream: UpstreamSpec, isRenewed: Bool
    ) async throws(GatewayError) -> UpstreamReply? {
        let credential = try await credentials.credential(for: account, on: upstream)
        let (call, lines) = credential.prepared(call, to: upstream, now: Identity.now())
        let reply = try await caller.call(call, to: upstream.site, lines: lines)
        guard reply.status == 401 else { return reply }
        await credentials.refused(credential, of: account, on: upstream, isRenewed: isRenewed)
        return nil
    }
}
