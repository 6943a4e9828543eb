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
    let store: SQLiteAccountStore
    let passwords: PasswordPool
    let audit: AuditTrail
    let ruleset: Ruleset
    let resolver: DestinationResolver
    let bootstrap: BootstrapAdministrator.Outcome
    let externalURL: String
    /// Found free before anything else: tokens name the external URL as their issuer, and that may follow from the port.
    let reservation: Listener.Reservation
    let adminReservation: Listener.Reservation
    /// A sink that takes nothing.
    let noLog: LogSink

    /// Tokens are for this gateway; other services that trust its keys have audiences of their own.
    private static let audience = "breakwater"

    init(_ settings: Settings, environment: [String: String], logger: Logger) async throws {
        reservation = try Listener.reserve(settings.listen.socketAddress(), "listen")
        adminReservation = try Listener.reserve(settings.adminListen.socketAddress(), "adminListen")
        externalURL = settings.externalURL?.description ?? reservation.url
        try StateDirectory.make(settings.stateDirectory)
        let accessLog = try LogSink.make(settings.logs.access, logger: logger)
        let decisionLog = try LogSink.make(settings.logs.decisions, logger: logger)
        audit = AuditTrail(sink: try LogSink.make(settings.logs.audit, logger: logger))
        noLog = try LogSink.make(.off, logger: logger)

        guard let algorithm = Algorithm(rawValue: settings.token.algorithm) else {
            throw StartupError(
                "token.algorithm", "\(settings.token.algorithm) is unknown",
                remedy: "allowed is \(Algorithm.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let keys = try KeyRing.load(stateDirectory: settings.stateDirectory, algorithm: algorithm)
        let issuer = try TokenIssuer(
            keys: keys, issuer: externalURL, audience: Self.audience,
            lifetime: settings.token.lifetime.components.seconds)
        services = ProxyServices(
            deadlines: settings.proxyDeadlines,
            verifier: TokenVerifier(keys: keys, issuer: externalURL, audience: Self.audience), accessLog: accessLog,
            decisionLog: decisionLog, logger: logger)

        switch settings.store {
        case .sqlite(let path): store = try SQLiteAccountStore(path: path)
        }
        passwords = PasswordPool(cores: ProcessInfo.processInfo.activeProcessorCount - 1)
        let endpoints: [String: any LocalEndpoint] = [
            "login": LoginEndpoint(users: store, passwords: passwords, issuer: issuer, audit: audit),
            "whoami": AccountEndpoint(accounts: store, features: settings.features),
        ]
        resolver = DestinationResolver(
            endpoints: endpoints, registryAddress: settings.registryAddress?.description)
        ruleset = try PolicyLoader.load(
            directory: settings.policies,
            environment: .process(environment, endpoints: Set(endpoints.keys)))

        // Last, when nothing else can stop the start: a password that is made here is shown once.
        bootstrap = try await BootstrapAdministrator(
            name: settings.administrator.user, password: settings.administrator.password
        ).ensure(in: store, now: WallClock.milliseconds() / 1_000)
        if bootstrap != .existing, bootstrap != .existingWithoutRole {
            audit.note(.bootstrap, subject: settings.administrator.user)
        }
    }

    /// Lets go of what was opened when the gateway does not come to run.
    func close() async {
        await passwords.shutDown()
        for log in namedLogs.values { log.close() }
    }

    var namedLogs: [String: LogSink] {
        ["access": services.accessLog, "decisions": services.decisionLog, "audit": audit.sink]
    }
}

extension PolicyEnvironment {
    /// The process's environment and files, and what this gateway can do.
    static func process(_ environment: [String: String], endpoints: Set<String>) -> PolicyEnvironment {
        PolicyEnvironment(
            variable: { environment[$0] },
            file: { FileManager.default.contents(atPath: $0).map(Array.init) },
            localEndpoints: endpoints,
            translations: Set(TranslationName.allCases.map(\.rawValue)),
            // The digest of bytes in memory fails only when OpenSSL has no SHA-256; an empty identity then says so.
            hash: { (try? SHA256.digest(of: $0)) ?? [] })
    }
}
