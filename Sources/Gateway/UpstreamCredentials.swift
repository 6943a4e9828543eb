import Domain
import Policy
import Proxy

/// The credentials that the gateway's accounts have at this moment: each fetched once however many ask, renewed before it
/// ends, and not fetched again for a while when the upstream does not take the account.
///
/// What is known of an account belongs to its upstream as one policy has it, to the last detail: under another policy
/// neither a session nor a refusal counts, and exchanges that began under the former one go on with theirs.
actor UpstreamCredentials: CredentialSource {
    struct Key: Hashable, Sendable {
        let upstream: UpstreamSpec
        let account: ActingAccount
    }

    typealias Login = Task<Result<UpstreamCredential, GatewayError>, Never>

    /// What is known of one account on one upstream.
    private struct Standing: Sendable {
        /// Tells it from one before it under the same key.
        let number: Int
        var credential: UpstreamCredential?
        /// The serial of the one that was refused last.
        var refused: Int?
        var login: Login?
        var breaker = CredentialBreaker()
    }

    let vault: any AccountVault
    let caller: any UpstreamCaller
    let now: @Sendable () -> Int64
    let sleep: @Sendable (Duration) async -> Void
    /// Namespaces whose account is being given another password.
    private(set) var changing: Set<String> = []
    private let audit: AuditTrail
    private var standings: BoundedCache<Key, Standing>
    /// When each upstream was last asked for, in Unix seconds.
    private var uses: [UpstreamSpec: Int64] = [:]
    private var count = 0
    /// In seconds: an upstream that was not asked for so long is taken for one of a former policy. More than an exchange
    /// takes and a breaker remembers, and as long as a session is used, so that little is lost where it is only quiet.
    private static let memory: Int64 = 1_800

    /// - Parameters:
    ///   - limit: of the accounts that are remembered.
    ///   - now: Unix seconds.
    init(
        vault: any AccountVault, caller: any UpstreamCaller, audit: AuditTrail, limit: Int = 10_000,
        now: @escaping @Sendable () -> Int64 = { Identity.now() },
        sleep: @escaping @Sendable (Duration) async -> Void = { try? await Task.sleep(for: $0) }
    ) {
        self.vault = vault
        self.caller = caller
        self.audit = audit
        self.now = now
        self.sleep = sleep
        standings = BoundedCache(limit: limit)
    }

    func credential(
        for account: ActingAccount, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> UpstreamCredential {
        let key = Key(upstream: upstream, account: account)
        noteUse(of: upstream)
        let standing = standing(key)
        if let credential = standing.credential, now() < credential.goodUntil { return credential }
        if standing.breaker.isOpen(at: now()) { throw Self.refusal(of: account, on: upstream) }
        if let login = standing.login { return try await login.value.get() }
        let login = Login { await self.logIn(key, number: standing.number) }
        standings[key]?.login = login
        return try await login.value.get()
    }

    func refused(
        _ credential: UpstreamCredential, of account: ActingAccount, on upstream: UpstreamSpec, isRenewed: Bool
    ) {
        // Nothing was shown that could have been refused.
        if account == .upstream, !upstream.hasCredentials { return }
        let key = Key(upstream: upstream, account: account)
        // Of many who were refused with the same one, the first says it all.
        let isCurrent = standings[key]?.credential?.serial == credential.serial
        if isCurrent {
            standings[key]?.credential = nil
            standings[key]?.refused = credential.serial
        }
        guard isRenewed, isCurrent || standings[key]?.refused == credential.serial else { return }
        standings[key]?.refused = nil
        open(key)
    }

    /// Nothing that is known of this account holds any more: its password is another one.
    func forget(_ account: ActingAccount) {
        standings.removeAll { $0.account == account }
    }

    /// Until `endChange`, a login with either password decides nothing about which of them is kept. `false`: somebody
    /// else is changing it.
    func beginChange(of namespace: String) -> Bool {
        changing.insert(namespace).inserted
    }

    func endChange(of namespace: String) {
        changing.remove(namespace)
        forget(.namespace(namespace))
    }

    // MARK: One account

    /// Forgets, with all their accounts, upstreams that nobody has asked for in a long while.
    private func noteUse(of upstream: UpstreamSpec) {
        let now = now()
        uses[upstream] = now
        let oldest = now - Self.memory
        guard uses.values.contains(where: { $0 <= oldest }) else { return }
        let kept = uses.filter { $0.value > oldest }
        uses = kept
        standings.removeAll { kept[$0.upstream] == nil }
    }

    private func standing(_ key: Key) -> Standing {
        if let known = standings[key] { return known }
        count += 1
        let new = Standing(number: count)
        standings[key] = new
        return new
    }

    private func logIn(_ key: Key, number: Int) async -> Result<UpstreamCredential, GatewayError> {
        let result: Result<UpstreamCredential, GatewayError>
        do throws(GatewayError) {
            let fresh = try await fetch(key.account, key.upstream)
            count += 1
            result = .success(
                UpstreamCredential(
                    serial: count, lines: fresh.lines, changeLines: fresh.changeLines, signer: fresh.signer,
                    goodUntil: fresh.goodUntil, user: fresh.user))
        } catch {
            result = .failure(error)
        }
        // Forgotten meanwhile: those who waited may try what came of it, others begin anew.
        guard standings[key]?.number == number else { return result }
        standings[key]?.login = nil
        switch result {
        case .success(let credential):
            standings[key]?.credential = credential
            standings[key]?.refused = nil
        case .failure(let error): if error.code == .upstreamCredential { open(key) }
        }
        return result
    }

    private func open(_ key: Key) {
        guard var standing = standings[key] else { return }
        standing.breaker.open(at: now())
        standings[key] = standing
        audit.noteRefusal(of: key.account, by: key.upstream.name, wait: standing.breaker.wait)
    }
}
