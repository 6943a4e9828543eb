import Domain
import Proxy
import Store
import Telemetry

/// What an administrator does to one account: the parts that are the same for all of it.
struct ManagedUser: Sendable {
    let user: UserRecord

    /// The account that the path names, if the caller may manage it. 422, 404 or 403.
    init(_ request: LocalRequest, _ identity: Identity) async throws(GatewayError) {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let id = try AccountRules.userID(of: request)
        let found = try await identity.stored { store throws(StoreError) in try await store.user(id: id) }
        guard let found else { throw GatewayError(.notFound, message: "there is no user \(id)") }
        guard AccountRules.may(caller, manage: found) else {
            let message =
                found.level == .system
                ? "only the system administrator may do this to this account" : "this account is not of your namespace"
            throw GatewayError(.targetRefused, message: message)
        }
        user = found
    }
}

extension Identity {
    /// Runs `work`, which gives the target's name, and leaves a line of it in the audit log whatever comes of it.
    func audited(
        _ event: AuditRecord.Event, _ request: LocalRequest, detail: String? = nil,
        _ work: () async throws(GatewayError) -> String
    ) async throws(GatewayError) -> LocalResponse {
        do throws(GatewayError) {
            let target = try await work()
            audit.note(event, target: target, detail: detail, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            audit.note(event, target: request.parameters["userId"], detail: detail, request: request, failure: error)
            throw error
        }
    }
}
