import Domain
import Proxy
import Store
import Telemetry
import Tokens

/// `DELETE /v1/authorization`: ends the session of the token. When the answer is sent, that is on the disk and every
/// event loop knows it.
struct LogoutEndpoint: LocalEndpoint {
    let identity: Identity

    /// To end a session is safe whoever asks for it.
    var takesSupersededTokens: Bool { true }

    var isAboutOwnSession: Bool { true }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let token = request.token else { throw GatewayError(.tokenMissing) }
        try JSONBody.refuseOthers(request)
        do throws(GatewayError) {
            try await identity.change { store throws(StoreError) in
                try await store.endSession(token.principal.session, until: token.expiresAt, now: Identity.now())
                return true
            }
            identity.audit.note(.logout, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            identity.audit.note(.logout, request: request, failure: error)
            throw error
        }
    }
}
