import Cryptography
import Domain
import Store
import Telemetry
import Tokens

/// Store, master key and token rules of one installation, as `serve` and the commands beside it open them.
struct IdentityFiles: Sendable {
    let store: any AccountStore
    let vault: Vault
    let keys: TokenKeys
    let issuer: TokenIssuer
    /// What a key ring's tokens are checked against.
    let verifier: @Sendable (KeyRing) -> TokenVerifier
    let sessionLife: Int64
    private let issuerName: String

    /// Tokens are for this gateway; other services that trust its keys have audiences of their own.
    private static let audience = "breakwater"

    /// - Parameter mayMakeKey: whether a missing master key is made; see `MasterKeyFile`.
    init(
        _ settings: Settings, externalURL: String, store: any AccountStore, mayMakeKey: Bool
    ) throws(StartupError) {
        self.store = store
        guard let algorithm = Algorithm(rawValue: settings.token.algorithm) else {
            throw StartupError(
                "token.algorithm", "\(settings.token.algorithm) is unknown",
                remedy: "allowed is \(Algorithm.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let master = try MasterKeyFile.load(
            settings.masterKey, stateDirectory: settings.stateDirectory, mayMake: mayMakeKey)
        sessionLife = settings.session.lifetime.components.seconds
        let masters = MasterKeySource(
            master, stateDirectory: settings.masterKey == nil ? settings.stateDirectory : nil)
        vault = Vault(store: store, masters: masters)
        keys = TokenKeys(store: store, masters: masters, algorithm: algorithm, tokenLife: sessionLife)
        do {
            issuer = try TokenIssuer(
                issuer: externalURL, audience: Self.audience, lifetime: settings.token.lifetime.components.seconds,
                session: sessionLife)
        } catch {
            throw StartupError("token.lifetime", "\(error)")
        }
        let life = sessionLife
        verifier = { TokenVerifier(keys: $0, issuer: externalURL, audience: Self.audience, foreignLife: life) }
        issuerName = externalURL
    }

    /// The keys, the first one made if there is none, and all that still matters of what happened before.
    func begin(audit: AuditTrail, now: Int64) async throws(StartupError) -> (KeyRing, ChangePage) {
        do throws(StoreError) {
            // A login that is being hashed while its account is banned ends a little later than the ban was noted.
            try await store.noteTokenLife(sessionLife + 60)
            try await store.noteIssuer(issuerName)
        } catch {
            throw StartupError("store", "cannot be written: \(error.detail)")
        }
        if let made = try await keys.ensure(now: now) { audit.note(.keyAdded, target: made.text) }
        // Before the keys: what changes in between is looked at again.
        let changes: ChangePage
        do throws(StoreError) {
            changes = try await store.changes(after: 0)
        } catch {
            throw StartupError("store", "cannot be read: \(error.detail)")
        }
        let opened = try await keys.ring()
        if let fault = opened.faults.first { throw fault }
        return (opened.ring, changes)
    }

    /// Completes a change of the master key that was interrupted, and says whether one may be made if it is missing: not
    /// when the store holds what is sealed with it, since a new one opens nothing of that.
    static func settle(_ settings: Settings, _ store: any SealedStore) async throws(StartupError) -> Bool {
        if settings.masterKey == nil {
            try await MasterKeyFile.settle(in: settings.stateDirectory) { () async throws(StartupError) in
                try await sealingKeys(of: store)
            }
        }
        return try await sealingKeys(of: store).isEmpty
    }

    /// Names of the master keys that anything in the store is sealed with.
    static func sealingKeys(of store: any SealedStore) async throws(StartupError) -> Set<String> {
        do throws(StoreError) {
            return try await store.sealingKeys()
        } catch {
            throw StartupError("store", "what is sealed in it cannot be read: \(error.detail)")
        }
    }
}
