import Domain
import Proxy
import Store
import Telemetry

/// `POST /v1/admin/user`: an administrator makes an account in his own namespace, good at once.
struct CreateUserEndpoint: LocalEndpoint {
    let identity: Identity

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        var name: String?
        do throws(GatewayError) {
            let form = try AccountForm(request, identity.rules)
            name = form.name
            guard !caller.namespace.isEmpty else {
                throw GatewayError(.targetRefused, message: "you have no namespace to make an account in")
            }
            try await identity.add(form, namespace: caller.namespace, status: .approved) {
                () async throws(GatewayError) in
                try await identity.confirm(request)
            }
            identity.audit.note(.userAdded, target: form.name, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            identity.audit.note(.userAdded, target: name, request: request, failure: error)
            throw error
        }
    }
}
