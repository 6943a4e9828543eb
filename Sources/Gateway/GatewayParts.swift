import Cryptography
import Domain
import Foundation
import Logging
import NIOCore
import Policy
import Proxy
import SQLiteStore
import Store
import Telemetry
import Tokens
import Translation

/// What a gateway is made of, before anything listens.
struct GatewayParts {
    let services: ProxyServices
    let registry: RegistryParts
    let store: SQLiteAccountStore
    let identity: Identity
    /// What the event loops begin with.
    let state: IdentityState
    let housekeeping: Housekeeping
    let ruleset: Ruleset
    /// Evaluated beside it, never enforced.
    let shadow: Ruleset?
    let policies: PolicyKeeper
    let resolver: DestinationResolver
    let bootstrap: BootstrapAdministrator.Outcome
    let externalURL: String
    /// Found free before anything else: tokens name the external URL as their issuer, and that may follow from the port.
    let reservation: Listener.Reservation
    let adminReservation: Listener.Reservation
    /// A sink that takes nothing.
    let noLog: LogSink

    init(_ settings: Settings, environment: [String: String], logger: Logger) async throws {
        reservation = try Listener.reserve(settings.listen.socketAddress(), "listen")
        adminReservation = try Listener.reserve(settings.adminListen.socketAddress(), "adminListen")
        externalURL = settings.externalURL?.description ?? reservation.url
        try StateDirectory.make(settings.stateDirectory)
        let rotation = settings.logs.rotation
        let auditLog = try LogSink.make(settings.logs.audit, rotation: rotation, logger: logger)
        let audit = AuditTrail(sink: auditLog)
        var services = ProxyServices(
            deadlines: settings.proxyDeadlines,
            accessLog: try LogSink.make(settings.logs.access, rotation: rotation, logger: logger),
            decisionLog: try LogSink.make(settings.logs.decisions, rotation: rotation, logger: logger),
            auditLog: auditLog, logger: logger)
        noLog = try LogSink.make(.off, logger: logger)

        switch settings.store {
        case .sqlite(let path): store = try SQLiteAccountStore(path: path)
        }
        // A new master key opens nothing that is sealed already: then the old one has to be found.
        let mayMakeKey = try await IdentityFiles.settle(settings, store)
        let files = try IdentityFiles(settings, externalURL: externalURL, store: store, mayMakeKey: mayMakeKey)
        let now = Identity.now()
        let (ring, changes) = try await files.begin(audit: audit, now: now)
        let cabinet = KeyCabinet(ring)
        let feed = IdentityFeed(
            store: store, keys: files.keys, cabinet: cabinet, cursor: changes.cursor, logger: logger,
            makeVerifier: files.verifier)
        state = IdentityState(verifier: files.verifier(ring), changes: changes.changes)
        identity = Identity(
            store: store, passwords: .forPasswords(cores: ProcessInfo.processInfo.activeProcessorCount),
            signatures: .forSignatures(), issuer: files.issuer, keys: cabinet, feed: feed,
            throttle: LoginThrottle(settings.throttle),
            turns: LoginTurns(limit: settings.throttle.failures), audit: audit,
            rules: AccountRules(phoneDigits: settings.phoneDigits), rotation: settings.session.rotation,
            vault: files.vault)
        housekeeping = Housekeeping(
            feed: feed, store: store, keys: files.keys, rotateEvery: settings.keys.rotateEvery.components.seconds,
            publishAhead: settings.keys.publishAhead.components.seconds, audit: audit, logger: logger)

        registry = try RegistryParts(identity, accountDomain: settings.accountDomain)
        services.registry = registry.services
        services.externalURL = externalURL
        services.linkOrigin = settings.externalURL?.description ?? ""
        services.listCeiling = settings.limits.listRows
        self.services = services
        let endpoints = identity.endpoints(
            features: settings.features, publishAhead: settings.keys.publishAhead.components.seconds,
            registry: registry)
        resolver = DestinationResolver(
            endpoints: endpoints, registryAddress: settings.registryAddress?.description)
        let names = PolicyEnvironment.process(environment, endpoints: Set(endpoints.keys))
            .with(settings.features)
        ruleset = try PolicyLoader.load(directory: settings.policies, environment: names)
        if let directory = settings.shadowPolicies {
            shadow = try PolicyLoader.load(directory: directory, environment: names)
        } else {
            shadow = nil
        }
        policies = PolicyKeeper(
            PolicyKeeper.Source(
                directory: settings.policies, shadowDirectory: settings.shadowPolicies, environment: names),
            ruleset: ruleset, shadow: shadow, audit: audit, logger: logger)

        // Last, when nothing else can stop the start: a password that is made here is shown once.
        bootstrap = try await BootstrapAdministrator(
            name: settings.administrator.user, password: settings.administrator.password
        ).ensure(in: store, now: now)
        if bootstrap != .existing, bootstrap != .existingWithoutRole {
            audit.note(.bootstrap, target: settings.administrator.user)
        }
    }

    /// Lets go of what was opened when the gateway does not come to run.
    func close() async {
        await identity.passwords.shutDown()
        await identity.signatures.shutDown()
        for log in namedLogs.values { log.close() }
    }

    var namedLogs: [String: LogSink] {
        ["access": services.accessLog, "decisions": services.decisionLog, "audit": services.auditLog]
    }
}

extension PolicyEnvironment {
    /// A plain file of at most 64 KiB; a pipe or a device would hold the reader up for ever.
    private static func secretFile(_ path: String) -> [UInt8]? {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        guard let facts = try? FileManager.default.attributesOfItem(atPath: resolved),
            facts[.type] as? FileAttributeType == .typeRegular, let size = facts[.size] as? Int, size <= 64 << 10
        else { return nil }
        return FileManager.default.contents(atPath: resolved).map(Array.init)
    }

    /// The process's environment and files, and what this gateway can do.
    static func process(_ environment: [String: String], endpoints: Set<String>) -> PolicyEnvironment {
        PolicyEnvironment(
            variable: { environment[$0] },
            file: secretFile,
            isDirectory: { path in
                var isDirectory: ObjCBool = false
                return FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) && isDirectory.boolValue
            },
            localEndpoints: endpoints,
            translations: Set(TranslationName.allCases.map(\.rawValue)),
            // The digest of bytes in memory fails only when OpenSSL has no SHA-256; an empty identity then says so.
            hash: { (try? SHA256.digest(of: $0)) ?? [] })
    }
}
