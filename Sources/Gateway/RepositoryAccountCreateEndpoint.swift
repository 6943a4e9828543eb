import Domain
import Proxy
import Telemetry

/// `POST /v1/repository/user`: makes the registry account of the caller's namespace.
struct RepositoryAccountCreateEndpoint: LocalEndpoint {
    let accounts: RepositoryAccounts
    let audit: AuditTrail

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let detail = "registry account of namespace \(caller.namespace)"
        var name: String?
        do throws(GatewayError) {
            let body = try JSONBody(of: request)
            let user = try body.text(RepositoryAccountFields.user)
            name = user
            let rule =
                await accounts.bindsUsers(of: caller.namespace)
                ? RepositoryAccountFields.password : RepositoryAccountFields.newPassword
            let password = Secret(try body.text(rule))
            try await accounts.create(
                user: user, password: password, for: caller.namespace, presence: request.presence,
                address: request.address)
            audit.note(.registryAccountAdded, target: user, detail: detail, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            audit.note(.registryAccountAdded, target: name, detail: detail, request: request, failure: error)
            throw error
        }
    }
}
