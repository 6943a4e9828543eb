import Domain
import Proxy
import Store
import Telemetry

/// `POST /v1/user`: somebody asks for an account. It waits for a system administrator's approval (`PUT
/// /v1/admin/user/{userId}`).
struct RegisterEndpoint: LocalEndpoint {
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        var name: String?
        do throws(GatewayError) {
            let form = try AccountForm(request, identity.rules)
            name = form.name
            try identity.throttle.register(address: request.address, now: WallClock.milliseconds())
            try await identity.add(form, namespace: "", status: .pending)
            identity.audit.note(.userAdded, by: form.name, target: form.name, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            identity.audit.note(.userAdded, by: name, target: name, request: request, failure: error)
            throw error
        }
    }
}
