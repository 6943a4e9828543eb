import Cryptography
import Domain
import Store
import Tokens

/// The token keys in the store: opened, made, rotated, retired, imported. Everything about their life is here.
///
/// A new key is published before it signs, so that those who verify tokens themselves have it in time; the one before it
/// goes on verifying until its last token has expired, and is then removed.
struct TokenKeys: Sendable {
    let store: any KeyStore
    private let masters: MasterKeySource
    let algorithm: Algorithm
    /// The longest that a token lives, in seconds.
    let tokenLife: Int64

    /// Clocks of two processes on one store may differ by so much, in seconds.
    private static let slack: Int64 = 60

    init(store: any KeyStore, masters: MasterKeySource, algorithm: Algorithm, tokenLife: Int64) {
        self.store = store
        self.masters = masters
        self.algorithm = algorithm
        self.tokenLife = tokenLife
    }

    /// With a master key that does not change.
    init(store: any KeyStore, master: MasterKey, algorithm: Algorithm, tokenLife: Int64) {
        self.init(store: store, masters: MasterKeySource(master), algorithm: algorithm, tokenLife: tokenLife)
    }

    /// What keys are sealed with.
    var master: MasterKey { masters.current }

    /// The ring of the keys that are there, and what is wrong with those that cannot be opened. Throws when none signs.
    func ring() async throws(StartupError) -> (ring: KeyRing, faults: [StartupError]) {
        var signers: [KeyRing.Signer] = []
        var verifiers: [KeyRing.Verifier] = []
        var faults: [StartupError] = []
        for record in try await records() {
            let opened: Opened
            do throws(StartupError) {
                opened = try open(record)
            } catch {
                faults.append(error)
                continue
            }
            switch opened {
            case .signs(let key):
                signers.append(KeyRing.Signer(key, from: record.signsFrom))
                verifiers.append(KeyRing.Verifier(key.verificationKey, until: record.verifiesUntil))
            case .verifies(let key):
                verifiers.append(KeyRing.Verifier(key, until: record.verifiesUntil))
            }
        }
        guard let ring = KeyRing(signers: signers, verifying: verifiers) else {
            throw faults.first
                ?? StartupError("store", "there is no key that signs tokens", remedy: "run `breakwater keys rotate`")
        }
        return (ring, faults)
    }

    /// Makes a key when there is none of the algorithm that is to sign: at the first start, and when the setting changes.
    /// Its name when one was made.
    func ensure(now: Int64) async throws(StartupError) -> KeyIdentifier? {
        let algorithm = algorithm.rawValue
        let isThere: @Sendable ([KeyRecord]) -> Bool = { records in
            records.contains { $0.use == .sign && $0.algorithm == algorithm && $0.verifiesUntil == nil }
        }
        guard !isThere(try await records()) else { return nil }
        return try await add(signingFrom: now, unless: isThere, now: now)
    }

    /// Makes a key that signs `ahead` seconds from now. `nil` when another one was made since `newest` was seen.
    func rotate(ahead: Int64, now: Int64, newest: String? = nil) async throws(StartupError) -> KeyIdentifier? {
        try await add(
            signingFrom: now + ahead, unless: { records in newest != nil && Self.newest(of: records)?.id != newest },
            now: now)
    }

    /// Rotates when the newest signing key is older than `age` seconds.
    func rotateIfOlder(than age: Int64, ahead: Int64, now: Int64) async throws(StartupError) -> KeyIdentifier? {
        guard let newest = Self.newest(of: try await records()), newest.signsFrom + age <= now + ahead else {
            return nil
        }
        return try await rotate(ahead: ahead, now: now, newest: newest.id)
    }

    /// Removes a key at once: what it signed counts no more. The last signing key stays; of the others, the newest signs.
    func retire(_ id: String, now: Int64) async throws(StartupError) {
        let records = try await records()
        guard let retired = records.first(where: { $0.id == id }) else { throw Self.unknown(id, records) }
        let successor = Self.newest(of: records.filter { $0.id != id })
        guard let successor else {
            throw StartupError(
                id, "this is the only key that signs", remedy: "run `breakwater keys rotate` first")
        }
        // The one that signs now is followed at once, published long enough or not.
        let isSigner = Self.signer(among: records, at: now)?.id == retired.id
        guard try await removed(id, successor: isSigner ? successor.id : nil, now: now) else {
            throw StartupError(id, "the keys were changed meanwhile", remedy: "see `breakwater keys list`")
        }
    }

    /// Adds a key from elsewhere. With `verifyOnly` it never signs; only then may it be a public key or name another
    /// issuer.
    ///
    /// - Parameter ahead: seconds for which a key that signs is published before.
    func add(
        imported contents: [UInt8], id: String, algorithm name: String, verifyOnly: Bool, issuer: String?,
        ahead: Int64, now: Int64
    ) async throws(StartupError) {
        let key = try KeyImport(contents: contents, id: id, algorithm: name, verifyOnly: verifyOnly, issuer: issuer)
        guard verifyOnly || name == algorithm.rawValue else {
            throw StartupError(
                "--algorithm", "this gateway signs with \(algorithm.rawValue)",
                remedy: "set token.algorithm to \(name), or add --verify-only")
        }
        let master = try await sealingKey()
        let record = try key.record(sealedWith: master, signsFrom: now + ahead, now: now)
        guard try await added(record, master, unless: { _ in false }) else {
            throw StartupError(id, "there is a key of this name already", remedy: "see `breakwater keys list`")
        }
    }

    func records() async throws(StartupError) -> [KeyRecord] {
        do {
            return try await store.keys()
        } catch {
            throw StartupError("store", "the token keys cannot be read: \(error.detail)")
        }
    }

    /// The one that signs, or will soon; `nil` without any.
    static func newest(of records: [KeyRecord]) -> KeyRecord? {
        records.filter { $0.use == .sign && $0.verifiesUntil == nil }.max { $0.signsFrom < $1.signsFrom }
    }

    /// The one that signs at `now`.
    static func signer(among records: [KeyRecord], at now: Int64) -> KeyRecord? {
        KeyRing.signer(among: records.filter { $0.use == .sign }, at: now) { $0.signsFrom }
    }

    private func add(
        signingFrom start: Int64, unless: @escaping @Sendable ([KeyRecord]) -> Bool, now: Int64
    ) async throws(StartupError) -> KeyIdentifier? {
        let master = try await sealingKey()
        let key: SigningKey
        let record: KeyRecord
        do {
            key = try SigningKey.generate(algorithm)
            record = try KeyRecord(key, sealedWith: master, createdAt: now, signsFrom: start)
        } catch {
            throw StartupError("token.algorithm", "a new \(algorithm.rawValue) key cannot be made: \(error)")
        }
        return try await added(record, master, unless: unless) ? key.id : nil
    }

    /// The master key that the keys in the store are sealed with: a second one among them would keep the gateway from
    /// starting.
    private func sealingKey() async throws(StartupError) -> MasterKey {
        let current = master
        let names = try await records().compactMap(\.sealed?.keyID)
        guard let other = names.first(where: { $0 != current.id }) else { return current }
        guard let key = masters.key(named: other) else {
            throw StartupError(
                "masterKey", "the keys in the store are sealed with master key \(other), and this is \(current.id)",
                remedy: "give this command the master key that the gateway has (BREAKWATER_MASTER_KEY or master.key)")
        }
        return key
    }

    private func added(
        _ record: KeyRecord, _ master: MasterKey, unless: @escaping @Sendable ([KeyRecord]) -> Bool
    ) async throws(StartupError) -> Bool {
        let master = master.id
        let isForeign: @Sendable (KeyRecord) -> Bool = { $0.sealed.map { $0.keyID != master } ?? false }
        do {
            return try await store.addKey(record, tokenLife: tokenLife + Self.slack) { records in
                unless(records) || records.contains(where: isForeign)
            }
        } catch {
            throw StartupError("store", "the token key cannot be written: \(error.detail)")
        }
    }

    private func removed(_ id: String, successor: String?, now: Int64) async throws(StartupError) -> Bool {
        do {
            return try await store.removeKey(id, successor: successor, now: now)
        } catch {
            throw StartupError("store", "the token key cannot be removed: \(error.detail)")
        }
    }

    private static func unknown(_ id: String, _ records: [KeyRecord]) -> StartupError {
        let nearest = Suggestion.nearest(to: id, among: records.map(\.id))
        return StartupError(
            id, "there is no key of this name",
            remedy: nearest.map { "did you mean \($0)?" } ?? "see `breakwater keys list`")
    }

    private enum Opened {
        case signs(SigningKey)
        case verifies(VerificationKey)
    }

    private func open(_ record: KeyRecord) throws(StartupError) -> Opened {
        let opener = masters.key(named: record.sealed?.keyID ?? master.id)
        guard let opener else {
            let needed = record.sealed?.keyID ?? ""
            throw StartupError(
                "masterKey", "key \(record.id) is sealed with master key \(needed), and this is \(master.id)",
                remedy: "give the gateway the master key that it had when the key was made")
        }
        do {
            guard let id = KeyIdentifier(record.id), let algorithm = Algorithm(rawValue: record.algorithm) else {
                throw CryptographyError.keyUnsupported
            }
            let secret = try record.sealed.map { try opener.open($0, for: KeyRecord.name(record.id)) }
            switch (record.use, secret, record.publicKey) {
            case (.sign, let secret?, nil):
                return .signs(
                    try SigningKey(secret: SecretKey(bytes: secret), id: id, algorithm: algorithm))
            case (.sign, let secret?, _):
                return .signs(try SigningKey(pair: PrivateKey(pem: secret), id: id, algorithm: algorithm))
            case (.verify, let secret?, nil):
                return .verifies(
                    try VerificationKey(
                        secret: SecretKey(bytes: secret), id: id, algorithm: algorithm, foreignIssuer: record.issuer))
            case (.verify, _, let pem?):
                return .verifies(
                    try VerificationKey(
                        publicKey: PublicKey(pem: pem), id: id, algorithm: algorithm, foreignIssuer: record.issuer))
            default: throw CryptographyError.keyMalformed
            }
        } catch {
            throw StartupError(
                "store", "key \(record.id) cannot be opened: \(error)",
                remedy: "restore the store, or run `breakwater keys retire \(record.id)`")
        }
    }
}
