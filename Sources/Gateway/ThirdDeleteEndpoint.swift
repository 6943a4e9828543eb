import Domain
import NIOCore
import Proxy
import Telemetry
import Translation

/// `DELETE /v1/repository/third`: forgets registries elsewhere. What pulls from them already goes on.
///
/// All of the request is read before anything is deleted, and all is deleted in one step. One that is gone already counts
/// as done, unless all are.
struct ThirdDeleteEndpoint: LocalEndpoint {
    let vault: Vault
    let audit: AuditTrail

    private static let field = RegistryFieldRules.thirdNames

    private struct Item: Encodable {
        let name: String
        let code = 200
        let message: String
    }

    private struct Success: Encodable {
        let data: [Item]
        let code = 200
        let message = "success"
    }

    func respond(to request: LocalRequest) async throws(GatewayError) -> LocalResponse {
        guard let caller = request.principal else { throw GatewayError(.tokenMissing) }
        let namespace = try caller.requireNamespace()
        let detail = "of namespace \(namespace)"
        var names: [String] = []
        do throws(GatewayError) {
            names = try self.names(in: request)
            let deleted = try await vault.deleteThirds(named: names, namespace: namespace)
            guard !deleted.isEmpty else {
                throw GatewayError(.notFound, message: "\(Self.field.name): no such registry")
            }
            for name in names where deleted.contains(name) {
                audit.note(.thirdRepositoryRemoved, target: name, detail: detail, request: request)
            }
            let items = names.map { Item(name: $0, message: deleted.contains($0) ? "success" : "absent") }
            return try LocalResponse(json: Success(data: items))
        } catch {
            // One line for each that was meant, as when it is removed; one without a name where that is not known.
            for name in names.isEmpty ? [nil] : names.map(Optional.some) {
                audit.note(.thirdRepositoryRemoved, target: name, detail: detail, request: request, failure: error)
            }
            throw error
        }
    }

    /// Each once, in the order of the request. In the body, or without one in the query, because some proxies drop the
    /// body of a DELETE; never both.
    private func names(in request: LocalRequest) throws(GatewayError) -> [String] {
        let field = Self.field.name
        let listed = try QueryParameters(request.query, known: [], lists: [field]).list(field)
        let texts: [String]
        if request.body.readableBytes == 0 {
            guard !listed.isEmpty else {
                throw GatewayError(.fieldInvalid, message: "\(field): a list of one or more strings is required")
            }
            texts = listed
        } else {
            guard listed.isEmpty else {
                throw GatewayError(.fieldInvalid, message: "\(field): must not be in the query when there is a body")
            }
            texts = try JSONBody(of: request).texts(field)
        }
        for text in texts { try RegistryFieldRules.thirdName.check(text) }
        var seen: Set<String> = []
        let names = texts.filter { seen.insert($0).inserted }
        guard names.count <= Self.field.rule.count.upperBound else {
            throw GatewayError(
                .fieldInvalid, message: "\(field): must be at most \(Self.field.rule.count.upperBound) at once")
        }
        return names
    }
}
