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
        services = RegistryServices(
            credentials: credentials, facts: knowledge, passwords: try BasicLogin(identity: identity))
        accounts = RepositoryAccounts(
            vault: identity.vault, calls: calls, credentials: credentials, facts: knowledge, domain: accountDomain,
            registry: { namespace in await link.registry(of: namespace) },
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

    func forget(_ account: ActingAccount) async {
        await parts.withLock({ $0?.front })?.forget(account)
    }
}
