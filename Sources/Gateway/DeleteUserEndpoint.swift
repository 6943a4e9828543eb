import Domain
import Proxy
import Store
import Telemetry

/// `DELETE /v1/admin/user/{userId}`.
struct DeleteUserEndpoint: LocalEndpoint {
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        try await identity.audited(.userDeleted, request) { () async throws(GatewayError) -> String in
            let user = try await ManagedUser(request, identity).user
            guard user.id != request.principal?.userID else {
                throw GatewayError(.targetRefused, message: "nobody deletes himself")
            }
            guard user.level != .system else {
                throw GatewayError(.targetRefused, message: "the system administrator cannot be deleted")
            }
            try await identity.change { store throws(StoreError) in
                try await store.deleteUser(user, now: Identity.now())
            }
            return user.name
        }
    }
}
