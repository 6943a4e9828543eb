import Domain
import Proxy
import Store
import Telemetry

/// `POST /v1/repository/third`: registers a registry elsewhere, from which deployments of the caller's namespace pull.
struct ThirdCreateEndpoint: LocalEndpoint {
    let vault: Vault
    let audit: AuditTrail

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let namespace = try caller.requireNamespace()
        let detail = "of namespace \(namespace)"
        var name: String?
        do throws(GatewayError) {
            let form = try ThirdRepositoryForm(try JSONBody(of: request))
            name = form.name
            try await add(form, to: namespace)
            audit.note(.thirdRepositoryAdded, target: form.name, detail: detail, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            audit.note(.thirdRepositoryAdded, target: name, detail: detail, request: request, failure: error)
            throw error
        }
    }

    private func add(_ form: ThirdRepositoryForm, to namespace: String) async throws(GatewayError) {
        let addition = try await vault.addThird(
            named: form.name, address: form.address, user: form.user, password: form.password, namespace: namespace)
        switch addition {
        case .added: return
        case .nameTaken:
            let field = RegistryFieldRules.thirdName.name
            throw GatewayError(.conflict, message: "\(field): there is a registry of this name already")
        case .full:
            let most = Vault.mostThirds
            throw GatewayError(.conflict, message: "your namespace has \(most) registries, which is the most")
        }
    }
}
