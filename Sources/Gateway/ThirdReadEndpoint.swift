import Domain
import Proxy

/// `GET /v1/repository/third/{repoId}`: one registry elsewhere of the caller's namespace.
struct ThirdReadEndpoint: LocalEndpoint {
    let vault: Vault

    private struct Success: Encodable {
        let data: ThirdRepositoryRow
        let code = 200
        let message = "success"
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let namespace = try caller.requireNamespace()
        guard let name = request.parameters[RegistryFieldRules.thirdNameInPath.name],
            let repository = try await vault.third(named: name, namespace: namespace)
        else { throw GatewayError(.notFound, message: "\(RegistryFieldRules.thirdNameInPath.name): no such registry") }
        return try LocalResponse(json: Success(data: ThirdRepositoryRow(repository, isListed: false)))
    }
}
