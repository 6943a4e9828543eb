import Domain
import Synchronization
import Translation

@testable import Gateway

/// The vault of a test: in memory, and failing when it is told to.
final class MemoryVault: AccountVault {
    enum Act: Hashable, Sendable {
        case account, named, add, setPending, commit, drop, projects, keep
    }

    private struct State {
        var accounts: [String: VaultAccount] = [:]
        var kept: [String: [KeptProject]] = [:]
        var failing: Set<Act> = []
        var acts: [Act] = []
    }

    private let state = Mutex(State())

    init(_ accounts: [VaultAccount] = []) {
        state.withLock { state in
            for account in accounts { state.accounts[account.namespace] = account }
        }
    }

    /// What was asked of it, in order, but for reads.
    var changes: [Act] { state.withLock { $0.acts.filter { ![.account, .named, .projects].contains($0) } } }

    func fail(_ acts: Act...) { state.withLock { $0.failing = Set(acts) } }

    subscript(namespace: String) -> VaultAccount? {
        get { state.withLock { $0.accounts[namespace] } }
        set { state.withLock { $0.accounts[namespace] = newValue } }
    }

    private func act<Value>(_ act: Act, _ body: (inout State) -> Value) throws(GatewayError) -> Value {
        let value = state.withLock { state -> Value? in
            state.acts.append(act)
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
    ) async throws(GatewayError) -> Bool {
        try act(.add) { state in
            guard state.accounts[namespace] == nil else { return false }
            state.accounts[namespace] = VaultAccount(
                namespace: namespace, userID: userID, user: user, email: email, password: password, pending: nil)
            return true
        }
    }

    func setPending(_ password: Secret, namespace: String) async throws(GatewayError) {
        try act(.setPending) { $0.accounts[namespace] = $0.accounts[namespace]?.with(pending: password) }
    }

    func commitPending(namespace: String, _ password: Secret) async throws(GatewayError) {
        try act(.commit) { $0.accounts[namespace] = $0.accounts[namespace]?.with(password: password, pending: nil) }
    }

    func dropPending(namespace: String) async throws(GatewayError) {
        try act(.drop) { $0.accounts[namespace] = $0.accounts[namespace]?.with(pending: nil) }
    }

    func projects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject] {
        try act(.projects) { state in
            (state.kept[upstream] ?? []).filter { namespace == nil || $0.namespace == namespace }
        }
    }

    func keep(_ change: ProjectChange, namespace: String, on upstream: String) async throws(GatewayError) {
        try act(.keep) { state in
            switch change {
            case .add(let name, let isPublic):
                state.kept[upstream, default: []].append(
                    KeptProject(name: name, namespace: namespace, isPublic: isPublic, createdAt: 1, updatedAt: 1))
            case .remove(let name): state.kept[upstream]?.removeAll { $0.name == name }
            }
        }
    }
}

extension VaultAccount {
    func with(password: Secret? = nil, pending: Secret?) -> VaultAccount {
        VaultAccount(
            namespace: namespace, userID: userID, user: user, email: email, password: password ?? self.password,
            pending: pending)
    }
}
