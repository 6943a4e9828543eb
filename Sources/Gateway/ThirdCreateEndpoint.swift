import Domain
import Proxy

/// `POST /v1/repository/third`: registers a registry elsewhere, from which deployments of the caller's namespace pull.
struct ThirdCreateEndpoint: LocalEndpoint {
    let vault: Vault

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let namespace = try caller.requireNamespace()
        let form = try ThirdRepositoryForm(try JSONBody(of: request))
        let isAdded = try await vault.addThird(
            named: form.name, address: form.address, user: form.user, password: form.password, namespace: namespace)
        guard isAdded else {
            let field = RegistryFieldRules.thirdName.name
            throw GatewayError(.conflict, message: "\(field): there is a registry of this name already")
        }
        return try LocalResponse(json: DoneEnvelope())
    }
}
