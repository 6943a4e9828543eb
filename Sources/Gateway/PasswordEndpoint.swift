import Domain
import Proxy
import Store
import Telemetry

/// `PUT /v1/user`: the caller changes his password. His other sessions end; the one he does it in goes on.
struct PasswordEndpoint: LocalEndpoint {
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal, let token = request.token else { throw GatewayError(.tokenMissing) }
        try token.requireOwn()
        do throws(GatewayError) {
            let body = try JSONBody(of: request)
            let old = try body.text(AccountFields.oldPassword)
            let new = try identity.rules.newPassword(in: body)
            let user = try await identity.stored { store throws(StoreError) in try await store.user(id: caller.userID) }
            guard let user else { throw GatewayError(.sessionEnded, detail: "the account is gone") }
            try await check(old, of: user, request)
            guard old != new else { throw GatewayError(.fieldInvalid, message: PasswordEndpoint.sameAgain) }
            let hash = try await identity.hash(new)
            try await identity.change { store throws(StoreError) in
                try await store.changePassword(of: user, to: hash, keeping: caller.session, now: Identity.now())
            }
            identity.audit.note(.passwordChanged, target: user.name, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            identity.audit.note(.passwordChanged, target: caller.name, request: request, failure: error)
            throw error
        }
    }

    static let sameAgain = "password: it must differ from the one before"

    /// Held to the same pace as logins: a stolen token is no licence to guess the password.
    private func check(_ password: String, of user: UserRecord, _ request: LocalRequest) async throws(GatewayError) {
        let isRight = try await identity.attempt(
            account: user.name, address: request.address, presence: request.presence
        ) {
            () async throws(GatewayError) -> (LoginThrottle.End, Bool) in
            let isRight = try await identity.isPassword(password, of: user)
            return (isRight ? .success : .failure, isRight)
        }
        guard isRight else { throw GatewayError(.passwordRefused) }
    }
}
