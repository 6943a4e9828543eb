import Domain
import Proxy
import Translation

/// `GET /v1/repository/third`: the registries elsewhere of the caller's namespace.
struct ThirdListEndpoint: LocalEndpoint {
    let vault: Vault

    private struct Page: Encodable {
        let data: [ThirdRepositoryRow]
        let total: Int
        let code = 200
        let message = "success"
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let namespace = try caller.requireNamespace()
        let orderBy = RegistryFieldRules.thirdOrderBy.name
        let order = RegistryFieldRules.thirdOrder.name
        let parameters = try QueryParameters(request.query, known: PageRequest.parameters.union([orderBy, order]))
        let _: RegistryFieldRules.OrderBy = try parameters.choice(orderBy, default: .id)
        let direction: RegistryFieldRules.Order = try parameters.choice(order, default: .asc)
        let page = try PageRequest(parameters, ceiling: PageRequest.ceiling)
        let (rows, total) = try await vault.thirds(
            namespace: namespace, descending: direction == .desc, range: page.range(ceiling: PageRequest.ceiling))
        return try LocalResponse(json: Page(data: rows.map { ThirdRepositoryRow($0, isListed: true) }, total: total))
    }
}
