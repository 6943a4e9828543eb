import Domain
import Policy
import Proxy
import Synchronization

/// What the gateway is made of as far as registries are concerned: who acts there, what is known of them, and whose
/// password is right. Made before the event loops that ask it, and whose pools it asks through.
struct RegistryParts: Sendable {
    let services: RegistryServices
    let accounts: RepositoryAccounts
    private let link: LoopLink

    /// - Parameter accountDomain: of the mail addresses that accounts get, which Harbor wants to have.
    init(_ identity: Identity, accountDomain: String) throws {
        let link = LoopLink()
        let credentials = UpstreamCredentials(vault: identity.vault, caller: link.caller, audit: identity.audit)
        let calls = AccountCalls(caller: link.caller, credentials: credentials)
        let knowledge = RegistryKnowledge(vault: identity.vault, harbor: calls)
        let binding = IAMUserBinding(vault: identity.vault, calls: calls, audit: identity.audit) {
            (asker, trial) async throws(GatewayError) -> IAMUser? in
            try await identity.attempt(
                account: "IAM user of namespace \(asker.namespace)", address: asker.address, presence: asker.presence,
                trial)
        }
        let facts = BoundUserFacts(
            base: knowledge, vault: identity.vault, binding: binding,
            registry: { name in await link.upstream(named: name) })
        services = RegistryServices(
            credentials: credentials, facts: facts, passwords: try BasicLogin(identity: identity))
        accounts = RepositoryAccounts(
            vault: identity.vault, calls: calls, credentials: credentials, facts: facts, domain: accountDomain,
            registry: { namespace in await link.registry(of: namespace) }, binding: binding,
            forgotten: { account in await link.forget(account) })
        self.link = link
    }

    /// From now on calls go through these loops, and the registry of a namespace is what their policy says.
    func attach(_ front: ListenerGroup, _ policies: PolicyKeeper) {
        link.caller.attach(front)
        link.parts.withLock { $0 = (front, policies) }
    }

    func detach() {
        link.caller.detach()
        link.parts.withLock { $0 = nil }
    }

    /// Takes back what users of the IAM should not have, where the policy lets them be accounts.
    func takeBackStrays() async {
        guard let binding = accounts.binding else { return }
        for upstream in await ruleset()?.upstreams ?? [] where upstream.userBinding != nil && !upstream.isOff {
            await binding.takeBackStrays(on: upstream)
        }
    }

    /// The policy in force; `nil` before the loops are there.
    func ruleset() async -> Ruleset? { await link.ruleset() }
}

/// The event loops and their policy, for parts that are made before them.
private final class LoopLink: Sendable {
    let caller = LateCaller()
    let parts = Mutex<(front: ListenerGroup, policies: PolicyKeeper)?>(nil)

    func ruleset() async -> Ruleset? {
        guard let policies = parts.withLock({ $0?.policies }) else { return nil }
        return await policies.ruleset
    }

    func registry(of namespace: String) async -> UpstreamSpec? {
        guard let ruleset = await ruleset(), let registry = ruleset.registry else { return nil }
        return ruleset.upstreams[registry.upstream(of: namespace)]
    }

    func upstream(named name: String) async -> UpstreamSpec? {
        await ruleset()?.upstreams.first { $0.name == name }
    }

    func forget(_ account: ActingAccount) async {
        await parts.withLock({ $0?.front })?.forget(account)
    }
}
