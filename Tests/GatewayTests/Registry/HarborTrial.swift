import Domain
import Foundation
import Logging
import Policy
import Proxy
import StandIns
import Synchronization
import Telemetry
import Translation

@testable import Gateway

/// A clock that the test moves.
final class TrialClock: Sendable {
    private let start = ContinuousClock.now
    private let passed = Mutex(Duration.zero)

    var instant: ContinuousClock.Instant { start + passed.withLock { $0 } }
    /// Unix seconds.
    var seconds: Int64 { 1_700_000_000 + passed.withLock { $0.components.seconds } }

    func advance(_ duration: Duration) { passed.withLock { $0 += duration } }
}

/// A Harbor with an account for the gateway and one for namespace ns7, and what the gateway has to use them.
struct HarborTrial: Sendable {
    static let own = HarborRegistry.Login(name: "gateway", password: Secret("Own-Passw0rd&+="))
    static let robin = HarborRegistry.Login(name: "robin", password: Secret("Old-Passw0rd"))

    let harbor: HarborStandIn
    let caller: TrialCaller
    let clock: TrialClock
    let vault: MemoryVault
    let upstream: UpstreamSpec
    let credentials: UpstreamCredentials
    let calls: AccountCalls
    let audit: AuditTrail
    /// Of ns7's account.
    let robinID: Int64
    private let auditFile: String

    /// - Parameter hasAccount: whether ns7's account is in the vault; at Harbor it is in any case.
    static func run<Result>(
        sessions: Bool = true, hasAccount: Bool = true, pause: @escaping @Sendable () async -> Void = {},
        _ body: (HarborTrial) async throws -> Result
    ) async throws -> Result {
        try await withStateFolder { (folder) async throws in
            var registry = HarborRegistry()
            registry.addAccount(own, email: "gateway@example.org", isAdministrator: true)
            let id = registry.addAccount(robin, email: "robin@example.org")
            let clock = TrialClock()
            let harbor = HarborStandIn(registry) { clock.instant }
            let account = VaultAccount(
                namespace: "ns7", userID: Int64(id), user: robin.name, email: "robin@example.org",
                password: robin.password, pending: nil)
            let caller = TrialCaller(pause: pause) { harbor.respond(to: $0) }
            let file = folder + "/audit.log"
            let sink = try LogSink.make(.file(file), logger: Logger(label: "trial"))
            defer { sink.close() }
            let audit = AuditTrail(sink: sink)
            let vault = MemoryVault(hasAccount ? [account] : [])
            let credentials = UpstreamCredentials(
                vault: vault, caller: caller, audit: audit, now: { clock.seconds }, sleep: { clock.advance($0) })
            return try await body(
                HarborTrial(
                    harbor: harbor, caller: caller, clock: clock, vault: vault, upstream: spec(sessions: sessions),
                    credentials: credentials, calls: AccountCalls(caller: caller, credentials: credentials),
                    audit: audit, robinID: Int64(id), auditFile: file))
        }
    }

    static func spec(sessions: Bool = true, kind: UpstreamSpec.Kind = .harbor) -> UpstreamSpec {
        spec(
            sessions
                ? .session(user: own.name, password: own.password) : .basic(user: own.name, password: own.password),
            kind: kind)
    }

    static func spec(_ credentials: UpstreamSpec.Credentials, kind: UpstreamSpec.Kind?) -> UpstreamSpec {
        UpstreamSpec(
            name: "registry",
            address: UpstreamSpec.Address(host: "registry.test", port: 80, usesTLS: false, basePath: ""),
            credentials: credentials, kind: kind)
    }

    func credential(_ account: ActingAccount = .namespace("ns7")) async throws(GatewayError) -> UpstreamCredential {
        try await credentials.credential(for: account, on: upstream)
    }

    /// Somebody else gives ns7's account another password at Harbor.
    func setPassword(_ password: String) {
        harbor.change { registry in
            for place in registry.accounts.indices where registry.accounts[place].name == Self.robin.name {
                registry.accounts[place].password = Secret(password)
            }
        }
    }

    /// Lines of the audit log so far.
    func auditLines() throws -> [String] {
        audit.sink.flush()
        return try String(contentsOfFile: auditFile, encoding: .utf8).split(separator: "\n").map(String.init)
    }
}

/// The code that `body` fails with.
func code<Value>(_ body: () async throws(GatewayError) -> Value) async -> GatewayError.Code? {
    do throws(GatewayError) {
        _ = try await body()
        return nil
    } catch {
        return error.code
    }
}
