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

    /// The projects that the gateway made on an upstream which does not know whose they are; of one namespace, or of all.
    func keptProjects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject]

    func keep(_ change: ProjectChange, of namespace: String, on upstream: String) async throws(GatewayError)

    /// Something changed that cached facts about this namespace may say otherwise. `nil`: about any.
    func forget(namespace: String?) async
}
