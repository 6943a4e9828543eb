import Domain
import Proxy
import Store
import Telemetry

/// `PUT /v1/admin/user/{userId}`: approves, refuses or bans.
struct UserStatusEndpoint: LocalEndpoint {
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        let wanted = try? status(in: request)
        return try await identity.audited(.statusChanged, request, detail: wanted.map { "\($0)" }) {
            () async throws(GatewayError) -> String in
            let status = try status(in: request)
            let user = try await ManagedUser(request, identity).user
            guard user.level != .system || user.status == status else {
                throw GatewayError(.targetRefused, message: "the system administrator's status cannot be changed")
            }
            try await identity.change { store throws(StoreError) in
                try await store.changeStatus(of: user, to: status, now: Identity.now())
            }
            return user.name
        }
    }

    private func status(in request: LocalRequest) throws(GatewayError) -> UserStatus {
        let number = try JSONBody(of: request).integer(AccountFields.status)
        guard let status = UserStatus(rawValue: Int(number)) else { throw GatewayError(.fieldInvalid) }
        return status
    }
}
