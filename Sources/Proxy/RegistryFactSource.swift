package import Domain
package import Policy
package import Translation

/// Knows what decisions and translations ask about registries and the gateway's accounts in them. One for all event loops.
package protocol RegistryFactSource: Sendable {
    /// - Parameters:
    ///   - principal: whose namespace it is about.
    ///   - upstream: the registry that the route leads to.
    /// - Throws: why the registry or the store could not say.
    func facts(
        _ questions: [FactQuestion], about principal: Principal, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> RegistryFacts

    /// The projects that the gateway made on an upstream which does not know whose they are, or for which they are the
    /// gateway's own; of one namespace, or of all. With their numbers where the upstream has any.
    func keptProjects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject]

    func keep(_ change: ProjectChange, of namespace: String, on upstream: String) async throws(GatewayError)

    /// Sees to what a change that is kept brings about elsewhere. Nobody waits for it but a stop of the gateway.
    func followUp(_ change: ProjectChange, of namespace: String, on upstream: String) async

    /// Something changed that cached facts about this namespace may say otherwise. `nil`: about any.
    func forget(namespace: String?) async
}

extension RegistryFactSource {
    package func followUp(_ change: ProjectChange, of namespace: String, on upstream: String) async {}
}
