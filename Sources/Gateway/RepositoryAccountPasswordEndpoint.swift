import Domain
import Proxy
import Telemetry

/// `PUT /v1/repository/user/password`: changes the password of the registry account of the caller's namespace. The old
/// one is known to the gateway. With a number in the path it has to be that account's.
struct RepositoryAccountPasswordEndpoint: LocalEndpoint {
    let accounts: RepositoryAccounts
    let audit: AuditTrail

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let detail = "registry account of namespace \(caller.namespace)"
        let name = await accounts.name(of: caller.namespace)
        do throws(GatewayError) {
            let number = request.parameters["userId"] == nil ? nil : try AccountRules.userID(of: request)
            let password = Secret(try JSONBody(of: request).text(RepositoryAccountFields.newPassword))
            let user = try await accounts.changePassword(of: caller.namespace, number: number, to: password)
            audit.note(.registryPasswordChanged, target: user, detail: detail, request: request)
            return try LocalResponse(json: DoneEnvelope())
        } catch {
            audit.note(.registryPasswordChanged, target: name, detail: detail, request: request, failure: error)
            throw error
        }
    }
}
