import Domain
import Store
import Synchronization
import Translation

@testable import Gateway

/// The vault of a test: in memory, and failing when it is told to.
final class MemoryVault: AccountVault {
    enum Act: Hashable, Sendable {
        case account, named, add, setPending, commit, drop, projects, keep
    }

    /// Another process, which changes the account of ns7.
    private struct Rival: Sendable {
        /// That it lets pass.
        let acts: Int
        let change: @Sendable (VaultAccount) -> VaultAccount
    }

    private struct State {
        var accounts: [String: VaultAccount] = [:]
        var rivals: [Act: Rival] = [:]
        var kept: [String: [KeptProject]] = [:]
        /// Unix seconds, by which projects are missing.
        var now: Int64 = 1
        var failing: Set<Act> = []
        var acts: [Act] = []

        /// `nil`, with nothing changed, when the account is another one by now.
        mutating func change(
            _ account: VaultAccount, _ body: (VaultAccount) -> VaultAccount
        ) -> VaultAccount? {
            guard let now = accounts[account.namespace], now.version == account.version else { return nil }
            let changed = body(now)
            accounts[account.namespace] = changed
            return changed
        }
    }

    private let state = Mutex(State())

    init(_ accounts: [VaultAccount] = []) {
        state.withLock { state in
            for account in accounts { state.accounts[account.namespace] = account }
        }
    }

    /// What was asked of it, in order, but for reads.
    var changes: [Act] { state.withLock { $0.acts.filter { ![.account, .named, .projects].contains($0) } } }

    /// What is missing now has been so for a day.
    func passDay() { state.withLock { $0.now += 86_400 } }

    func fail(_ acts: Act...) { state.withLock { $0.failing = Set(acts) } }

    /// Another process changes the account of ns7 right before this is asked for: the next time, or one after it.
    func overtake(_ act: Act, after acts: Int = 0, with change: @escaping @Sendable (VaultAccount) -> VaultAccount) {
        state.withLock { $0.rivals[act] = Rival(acts: acts, change: change) }
    }

    subscript(namespace: String) -> VaultAccount? {
        get { state.withLock { $0.accounts[namespace] } }
        set { state.withLock { $0.accounts[namespace] = newValue } }
    }

    private func act<Value>(_ act: Act, _ body: (inout State) -> Value) throws(GatewayError) -> Value {
        let value = state.withLock { state -> Value? in
            state.acts.append(act)
            if let rival = state.rivals.removeValue(forKey: act) {
                if rival.acts > 0 {
                    state.rivals[act] = Rival(acts: rival.acts - 1, change: rival.change)
                } else if let account = state.accounts["ns7"] {
                    state.accounts["ns7"] = rival.change(account)
                }
            }
            return state.failing.contains(act) ? nil : body(&state)
        }
        guard let value else { throw GatewayError(.storeUnavailable) }
        return value
    }

    func account(of namespace: String) async throws(GatewayError) -> VaultAccount? {
        try act(.account) { $0.accounts[namespace] }
    }

    func hasAccount(named user: String) async throws(GatewayError) -> Bool {
        try act(.named) { $0.accounts.values.contains { $0.user == user } }
    }

    func add(
        namespace: String, userID: Int64, user: String, email: String, password: Secret
    ) async throws(GatewayError) -> RepositoryAccountAddition {
        try act(.add) { state in
            guard state.accounts[namespace] == nil else { return .namespaceTaken }
            guard !state.accounts.values.contains(where: { $0.user == user }) else { return .userTaken }
            state.accounts[namespace] = VaultAccount(
                namespace: namespace, userID: userID, user: user, email: email, password: password, pending: nil)
            return .added
        }
    }

    func setPending(
        _ password: Secret, on account: VaultAccount, now: Int64
    ) async throws(GatewayError) -> VaultAccount? {
        try act(.setPending) { $0.change(account) { $0.with(pending: password, since: now) } }
    }

    func commitPending(of account: VaultAccount) async throws(GatewayError) -> Bool {
        guard let pending = account.pending else { return false }
        return try act(.commit) { $0.change(account) { $0.with(password: pending, pending: nil) } != nil }
    }

    func dropPending(of account: VaultAccount) async throws(GatewayError) -> Bool {
        try act(.drop) { $0.change(account) { $0.with(pending: nil) } != nil }
    }

    func projects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject] {
        try act(.projects) { state in
            (state.kept[upstream] ?? []).filter { namespace == nil || $0.namespace == namespace }
        }
    }

    func keep(_ change: ProjectChange, namespace: String, on upstream: String) async throws(GatewayError) {
        func isSame(_ first: KeptProject, _ second: KeptProject) -> Bool {
            first.name == second.name && first.number == second.number && first.namespace == second.namespace
                && first.updatedAt == second.updatedAt
        }
        let isRefused = try act(.keep) { state -> Bool in
            switch change {
            case .add(let name, let isPublic):
                state.kept[upstream, default: []].append(
                    KeptProject(name: name, namespace: namespace, isPublic: isPublic, createdAt: 1, updatedAt: 1))
            case .remove(let project), .vanish(let project):
                state.kept[upstream]?.removeAll { isSame($0, project) }
            case .grant(let number, let name, let isPublic):
                state.kept[upstream, default: []].append(
                    KeptProject(
                        name: name, number: number, namespace: namespace, isPublic: isPublic, createdAt: 1,
                        updatedAt: 1))
            case .withdraw(let number): state.kept[upstream]?.removeAll { $0.number == number }
            case .miss(let project):
                let now = state.now
                state.kept[upstream] = state.kept[upstream]?.compactMap { kept in
                    guard isSame(kept, project) else { return kept }
                    if kept.missingSince > 0, kept.missingSince <= now - 86_400 { return nil }
                    var missed = kept
                    if missed.missingSince == 0 { missed.missingSince = now }
                    return missed
                }
            case .see(let projects):
                state.kept[upstream] = state.kept[upstream]?.map { kept in
                    guard projects.contains(where: { isSame($0, kept) }) else { return kept }
                    var seen = kept
                    seen.missingSince = 0
                    return seen
                }
            case .affirm(let project):
                return state.kept[upstream]?.contains { isSame($0, project) } != true
            // Nothing that anybody has.
            case .intend, .reclaim, .forgo: break
            }
            return false
        }
        if isRefused { throw GatewayError(.targetRefused) }
    }
}

extension VaultAccount {
    /// As the vault makes of it. Without `since` the pending password is of a change that ended long ago.
    func with(password: Secret? = nil, pending: Secret?, since: Int64? = nil) -> VaultAccount {
        VaultAccount(
            namespace: namespace, userID: userID, user: user, email: email, password: password ?? self.password,
            pending: pending, pendingSince: pending.flatMap { _ in since }, version: version + 1)
    }
}
