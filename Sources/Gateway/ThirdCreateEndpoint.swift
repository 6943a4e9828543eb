import Domain
import Proxy
import Store

/// `POST /v1/repository/third`: registers a registry elsewhere, from which deployments of the caller's namespace pull.
struct ThirdCreateEndpoint: LocalEndpoint {
    let vault: Vault

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let namespace = try caller.requireNamespace()
        let form = try ThirdRepositoryForm(try JSONBody(of: request))
        let addition = try await vault.addThird(
            named: form.name, address: form.address, user: form.user, password: form.password, namespace: namespace)
        switch addition {
        case .added: return try LocalResponse(json: DoneEnvelope())
        case .nameTaken:
            let field = RegistryFieldRules.thirdName.name
            throw GatewayError(.conflict, message: "\(field): there is a registry of this name already")
        case .full:
            let most = Vault.mostThirds
            throw GatewayError(.conflict, message: "your namespace has \(most) registries, which is the most")
        }
    }
}
