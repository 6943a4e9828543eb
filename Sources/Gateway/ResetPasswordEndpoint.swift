import Domain
import Proxy
import Store
import Telemetry

/// `PUT /v1/admin/user/{userId}/password`: every session of the account ends, but for the caller's own.
struct ResetPasswordEndpoint: LocalEndpoint {
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        try await identity.audited(.passwordChanged, request) { () async throws(GatewayError) -> String in
            let password = try identity.rules.newPassword(in: JSONBody(of: request))
            let user = try await ManagedUser(request, identity).user
            guard try await !identity.isPassword(password, of: user) else {
                throw GatewayError(.fieldInvalid, message: PasswordEndpoint.sameAgain)
            }
            let hash = try await identity.hash(password)
            try await identity.confirm(request)
            let kept = user.id == request.principal?.userID ? request.principal?.session : nil
            try await identity.change { store throws(StoreError) in
                try await store.changePassword(of: user, to: hash, keeping: kept, now: Identity.now())
            }
            return user.name
        }
    }
}
