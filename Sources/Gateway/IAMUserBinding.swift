import Domain
import Policy
import Proxy
import Store

/// Makes users of Huawei's IAM the accounts that business namespaces have on SWR, which keeps no users itself.
///
/// Whoever asks for it proves by the user's password that he holds him: the gateway logs in with it, once, and does not
/// keep it. Then the user may manage each organization of the namespace. SWR gives its permissions one by one, so each
/// is noted before and when it is given: the binding counts when none is missing, and asking again goes on where it
/// stopped.
struct IAMUserBinding: Sendable {
    /// Who asks, and for which namespace.
    struct Asker: Sendable {
        let namespace: String
        /// The client's, which attempts are counted by as well.
        let address: String
        /// `nil` when nobody can tell.
        let presence: ClientPresence?
    }

    /// A login whose password is to be tried, and how it ended.
    typealias Trial = @Sendable () async throws(GatewayError) -> (LoginThrottle.End, IAMUser?)

    let vault: Vault
    let calls: AccountCalls
    let audit: AuditTrail
    /// Lets a password be tried, at the pace that is allowed.
    let attempt: @Sendable (Asker, Trial) async throws(GatewayError) -> IAMUser?
    private let lines = WorkLines<Place>()

    /// Of a user that is bound.
    private struct Place: Hashable {
        let namespace: String
        let upstream: String
    }

    init(
        vault: Vault, calls: AccountCalls, audit: AuditTrail,
        attempt: @escaping @Sendable (Asker, Trial) async throws(GatewayError) -> IAMUser?
    ) {
        self.vault = vault
        self.calls = calls
        self.audit = audit
        self.attempt = attempt
    }

    /// Binds a user to the asker's namespace, or goes on with that. Whoever was bound before and does not count loses
    /// what he was given.
    /// - Throws: `.conflict` when the namespace has an account, or another one has this user; `.refusedUpstream` when
    ///   the IAM does not take the password; what kept it from being found out; or why a permission could not be given,
    ///   with the organization in its message.
    func bind(
        _ name: String, _ password: Secret, for asker: Asker, on upstream: UpstreamSpec,
        _ binding: UpstreamSpec.UserBinding
    ) async throws(GatewayError) {
        // Before a password is tried, since the IAM locks a user out after some wrong ones: whoever guessed at the
        // gateway's own would stop it.
        if let bound = try await vault.boundUser(of: asker.namespace, on: upstream.name) { try await checkOpen(bound) }
        guard binding.ownUser?.lowercased() != name.lowercased() else {
            throw GatewayError(.conflict, message: "user: this is the gateway's own account")
        }
        let login = IAMLogin(caller: calls.caller)
        let found = try await attempt(asker) { () async throws(GatewayError) -> (LoginThrottle.End, IAMUser?) in
            let found = try await login.user(named: name, password: password, in: binding)
            // A right one forgives nothing: wrong ones may have been tried of somebody else's.
            return (found == nil ? .failure : .none, found)
        }
        guard let found else {
            throw GatewayError(.refusedUpstream, message: "the IAM does not take this user or password")
        }
        let namespace = asker.namespace
        let isWanted: @Sendable () -> Bool = { asker.presence?.isGone != true }
        let place = Place(namespace: namespace, upstream: upstream.name)
        try await lines.run(at: place, isWanted: isWanted) { () async throws(GatewayError) in
            try await settle(found, in: namespace, on: upstream)
        }
    }

    /// Gives the user of a namespace, if it has one, the permissions that are missing, and takes back what nobody
    /// should have in its organizations. Returns at once while the same waits for its turn: that sees to this too.
    func complete(_ namespace: String, on upstream: UpstreamSpec) async throws(GatewayError) {
        let place = Place(namespace: namespace, upstream: upstream.name)
        try await lines.runOnce(at: place) { () async throws(GatewayError) in
            try await grantMissing(in: namespace, on: upstream)
        }
    }

    private func settle(
        _ user: IAMUser, in namespace: String, on upstream: UpstreamSpec
    ) async throws(GatewayError) {
        let former = try await vault.boundUser(of: namespace, on: upstream.name)
        if former?.userID != user.id {
            if let former {
                try await checkOpen(former)
                try await release(former, on: upstream)
            }
            switch try await vault.bind(user, to: namespace, on: upstream.name, replacing: former) {
            case .added: break
            case .namespaceTaken: throw RepositoryAccounts.present
            case .userTaken: throw GatewayError(.conflict, message: "user: another namespace has this user")
            }
        }
        try await grantMissing(in: namespace, on: upstream)
    }

    /// - Throws: `.conflict` when the user counts as the account of its namespace.
    private func checkOpen(_ user: BoundUserRecord) async throws(GatewayError) {
        guard try await !vault.missingGrants(of: user).isEmpty else { throw RepositoryAccounts.present }
    }
}
