import Domain
import Proxy
import Store
import Telemetry
import Tokens

/// `PUT /v1/authorization`: a token that is still good becomes a new one of the same session, with what is true of the
/// account now.
///
/// Under strict rotation a token can be exchanged once, with a grace of 30 s for requests that cross each other. Who
/// comes with it later holds a copy that somebody else has used: which of the two is the thief cannot be known, so the
/// session ends for both (RFC 9700 §4.14.2).
struct RefreshEndpoint: LocalEndpoint {
    let identity: Identity

    /// In seconds.
    private static let grace: Int64 = 30

    var takesSupersededTokens: Bool { true }

    var isAboutOwnSession: Bool { true }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        do throws(GatewayError) {
            let token = try await exchange(request)
            identity.audit.note(.refresh, request: request)
            return try LocalResponse(json: TokenEnvelope(token: token))
        } catch {
            identity.audit.note(.refresh, request: request, failure: error)
            throw error
        }
    }

    private func exchange(_ request: LocalRequest) async throws(GatewayError) -> String {
        guard let token = request.token else { throw GatewayError(.tokenMissing) }
        try JSONBody.refuseOthers(request)
        try token.requireOwn()
        let now = Identity.now()
        if identity.rotation == .strict {
            // Each exchange leaves a mark in the store until the token has expired.
            try identity.throttle.refresh(session: token.principal.session, now: WallClock.milliseconds())
        }
        if request.isSuperseded { try await endForReuse(token, request, now: now) }
        let (user, role) = try await holder(of: token)
        let identity = identity
        let made = try await identity.signatures.run {
            try identity.token(
                for: user, role: role, session: token.principal.session, authenticatedAt: token.authenticatedAt,
                // A clock that was set back a little, or that of another gateway; the token is good by its leeway.
                now: max(now, token.issuedAt))
        }
        if identity.rotation == .strict { try await supersede(token, request, now: now) }
        return made
    }

    /// Asked anew, in one transaction: what ended the session may have come after the token was judged, and the new
    /// token's version would hide it. A version from the future, or another name, is that of a store that was restored
    /// from a copy, where the number may have been given to somebody else.
    private func holder(of token: VerifiedToken) async throws(GatewayError) -> (UserRecord, RoleNumber) {
        let session = token.principal.session
        let admission = try await identity.stored { store throws(StoreError) in
            try await store.admission(user: token.principal.userID, session: session)
        }
        guard let user = admission.user, user.name == token.principal.name, let role = user.role, !admission.isEnded,
            token.version <= user.version,
            token.version >= admission.floor || session == admission.keptSession
        else { throw GatewayError(.sessionEnded, detail: "ended while the token was exchanged") }
        return (user, role)
    }

    private func supersede(_ token: VerifiedToken, _ request: LocalRequest, now: Int64) async throws(GatewayError) {
        var goodUntil: Int64 = 0
        try await identity.change { store throws(StoreError) in
            goodUntil = try await store.supersede(token.id, until: token.expiresAt, now: now, grace: Self.grace)
            return true
        }
        if now >= goodUntil { try await endForReuse(token, request, now: now) }
    }

    private func endForReuse(_ token: VerifiedToken, _ request: LocalRequest, now: Int64) async throws(GatewayError) {
        try await identity.change { store throws(StoreError) in
            try await store.endSession(token.principal.session, until: token.expiresAt, now: now)
            return true
        }
        identity.audit.note(.reuse, target: token.principal.session, request: request)
        throw GatewayError(.sessionEnded, detail: "a superseded token was used to refresh")
    }
}
