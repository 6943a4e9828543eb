import Domain
import Policy
import Proxy
import Translation

/// What registries say about projects, labels and members, remembered for some seconds so that a rule which asks costs
/// one question however many requests it judges. What the gateway's own store knows is asked for each time.
actor RegistryKnowledge: RegistryFactSource {
    struct Key: Hashable, Sendable {
        let upstream: String
        let address: UpstreamSpec.Address?
        /// Whose eyes it was seen with.
        let account: ActingAccount
        let namespace: String
        let question: FactQuestion
    }

    private typealias Search = Task<Result<Finding, GatewayError>, Never>

    private struct Memory: Sendable {
        /// Tells it from one before it under the same key.
        let number: Int
        var search: Search?
        var found: RegistryFacts?
        var until: ContinuousClock.Instant
    }

    let vault: any AccountVault
    let harbor: AccountCalls
    private let now: @Sendable () -> ContinuousClock.Instant
    private var memories: BoundedCache<Key, Memory>
    private var count = 0

    /// - Parameter limit: of answers that are remembered; a list of projects counts once more for each of them.
    init(
        vault: any AccountVault, harbor: AccountCalls, limit: Int = 100_000,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.vault = vault
        self.harbor = harbor
        self.now = now
        memories = BoundedCache(limit: limit) { 1 + ($0.found?.projects?.names.count ?? 0) }
    }

    func facts(
        _ questions: [FactQuestion], about principal: Principal, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> RegistryFacts {
        var facts = RegistryFacts()
        for question in questions {
            switch question {
            case .account:
                facts.account = try await account(of: principal.namespace)
            // SWR's users are those of the tenant's IAM, all of them; none is made through the gateway.
            case .gatewayAccount(let name) where upstream.kind == .swr:
                facts.gatewayAccounts[name] = true
            case .gatewayAccount(let name):
                facts.gatewayAccounts[name] = try await vault.hasAccount(named: name)
            case .projects where upstream.kind != .harbor:
                facts.projects = try await keptProjects(of: principal, on: upstream)
            // Only Harbor has these.
            case .label(let number) where upstream.kind != .harbor:
                facts.labels[number] = .absent
            case .member(let project, let number) where upstream.kind != .harbor:
                facts.members[RegistryFacts.Member(project: project, number: number)] = 0
            case .projects, .label, .member:
                facts = facts.merged(with: try await recall(question, about: principal, on: upstream))
            }
        }
        return facts
    }

    func keptProjects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject] {
        try await vault.projects(of: namespace, on: upstream)
    }

    func keep(_ change: ProjectChange, of namespace: String, on upstream: String) async throws(GatewayError) {
        try await vault.keep(change, namespace: namespace, on: upstream)
        forget(namespace: namespace)
    }

    func forget(namespace: String?) {
        memories.removeAll { namespace == nil || $0.namespace == namespace }
    }

    // MARK: The store

    private func account(of namespace: String) async throws(GatewayError) -> RegistryFacts.Account {
        guard !namespace.isEmpty, let account = try await vault.account(of: namespace) else { return .none }
        return .known(id: account.userID, name: account.user)
    }

    private func keptProjects(
        of principal: Principal, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> RegistryFacts.Projects {
        guard !principal.namespace.isEmpty else { return RegistryFacts.Projects(names: [], numbers: []) }
        let kept = try await vault.projects(of: principal.namespace, on: upstream.name)
        // Those with numbers are of a Harbor that was under this name once.
        return RegistryFacts.Projects(names: Set(kept.lazy.filter { $0.number == 0 }.map(\.name)), numbers: [])
    }

    // MARK: The registry

    private func recall(
        _ question: FactQuestion, about principal: Principal, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> RegistryFacts {
        let account: ActingAccount =
            principal.role == .systemAdmin ? .upstream : .namespace(principal.namespace)
        let key = Key(
            upstream: upstream.name, address: upstream.address, account: account, namespace: principal.namespace,
            question: question)
        if let memory = memories[key] {
            if let search = memory.search { return try await search.value.get().facts }
            if let found = memory.found, now() < memory.until { return found }
        }
        count += 1
        let number = count
        let search = Search { await self.search(key, upstream, number: number) }
        memories[key] = Memory(number: number, search: search, until: now())
        return try await search.value.get().facts
    }

    private func search(
        _ key: Key, _ upstream: UpstreamSpec, number: Int
    ) async -> Result<Finding, GatewayError> {
        let result: Result<Finding, GatewayError>
        do throws(GatewayError) {
            result = .success(try await find(key, upstream))
        } catch {
            result = .failure(error)
        }
        // Forgotten meanwhile: something changed that this answer may not know.
        guard memories[key]?.number == number else { return result }
        switch result {
        case .success(let finding):
            memories[key] = Memory(number: number, found: finding.facts, until: now() + finding.life)
        case .failure: memories[key] = nil
        }
        return result
    }
}
