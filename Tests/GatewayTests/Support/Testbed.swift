import Domain
import Foundation
import Logging
import NIOCore
import Synchronization

@testable import Gateway
@testable import Tokens

/// A whole gateway on a free port with an origin behind it, for the time of one closure.
struct Testbed: Sendable {
    static let administrator = "admin"
    static let password = "Correct-Horse-7"
    static let upstreamUser = "robot$gateway"
    static let upstreamPassword = "pass:word"

    let gateway: RunningGateway
    let origin: Origin
    /// Holds `policies`, `state` and the logs; gone after the closure.
    let directory: URL
    private let ledger = Ledger()

    /// What is open, to be closed once.
    private final class Ledger: Sendable {
        private let wires = Mutex<[Wire]>([])
        private let isStopped = Mutex(false)

        func add(_ wire: Wire) { wires.withLock { $0.append(wire) } }
        func closeWires() async { for wire in wires.withLock({ $0 }) { await wire.close() } }

        /// True the first time.
        func mayStop() -> Bool {
            isStopped.withLock { isStopped in
                defer { isStopped = true }
                return !isStopped
            }
        }
    }

    /// - Parameters:
    ///   - settings: over those that make the gateway small and quick to stop.
    ///   - environment: what the policies see beside the origin's address.
    ///   - logger: gets the process's own log.
    @discardableResult
    static func with<Result>(
        _ settings: [SettingsKey: String] = [:], environment: [String: String] = [:], originReads: Bool = true,
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        _ body: (Testbed) async throws -> Result
    ) async throws -> Result {
        await Turnstile.shared.enter()
        let result: Swift.Result<Result, any Error>
        do {
            let bed = try await start(settings, environment, originReads, logger)
            result = await outcome { try await body(bed) }
            await bed.stop()
        } catch {
            result = .failure(error)
        }
        await Turnstile.shared.leave()
        return try result.get()
    }

    private static func outcome<Result>(_ body: () async throws -> Result) async -> Swift.Result<Result, any Error> {
        do { return .success(try await body()) } catch { return .failure(error) }
    }

    private static func start(
        _ changes: [SettingsKey: String], _ environment: [String: String], _ originReads: Bool, _ logger: Logger
    ) async throws -> Testbed {
        let directory = FileManager.default.temporaryDirectory.appending(path: "gateway-\(UUID().uuidString)")
        try TestPolicies.write(into: directory.appending(path: "policies"))
        let origin = try await Origin.start(reads: originReads)
        var keys: [SettingsKey: String] = [
            .listen: "127.0.0.1:0", .adminListen: "127.0.0.1:0", .eventLoops: "1",
            .policies: directory.appending(path: "policies").path,
            .stateDirectory: directory.appending(path: "state").path,
            .logAccess: directory.appending(path: "access.jsonl").path,
            .logDecisions: directory.appending(path: "decisions.jsonl").path,
            .logAudit: directory.appending(path: "audit.jsonl").path,
            .adminUser: administrator, .adminPassword: password, .deadlineDrain: "100ms",
        ]
        keys.merge(changes) { _, change in change }
        var variables = [
            "ORIGIN_URL": origin.url, "LOCKED_USER": upstreamUser, "LOCKED_PASSWORD": upstreamPassword,
        ]
        variables.merge(environment) { _, change in change }
        let settings = try Settings.load(file: nil, environment: [:], overrides: keys)
        // A free port is found before it is bound: of hundreds of tests one may lose it to another's connection.
        var started: RunningGateway?
        for _ in 0..<4 where started == nil {
            started = try? await RunningGateway.start(settings, environment: variables, logger: logger)
        }
        let gateway: RunningGateway
        if let started {
            gateway = started
        } else {
            gateway = try await RunningGateway.start(settings, environment: variables, logger: logger)
        }
        return Testbed(gateway: gateway, origin: origin, directory: directory)
    }

    private func stop() async {
        await ledger.closeWires()
        await stopGateway()
        await origin.stop()
        try? FileManager.default.removeItem(at: directory)
    }

    /// Stops the gateway before the test ends: then its logs are whole.
    func stopGateway() async {
        if ledger.mayStop() { await gateway.stop() }
    }

    // MARK: Clients

    /// A new connection of a client.
    func connect(reads: Bool = true, receiveBuffer: Int? = nil) async throws -> Wire {
        let wire = try await Wire.connect(to: gateway.address, reads: reads, receiveBuffer: receiveBuffer)
        ledger.add(wire)
        return wire
    }

    /// The answer to one message on a connection of its own.
    func ask(_ text: String) async throws -> PlainMessage {
        let client = try await connect()
        try await client.send(text)
        return try await client.answer()
    }

    /// The same on the admin listener.
    func askAdmin(_ path: String) async throws -> PlainMessage {
        let wire = try await Wire.connect(to: gateway.adminAddress)
        ledger.add(wire)
        try await wire.send("GET \(path) HTTP/1.1\r\nHost: admin\r\n\r\n")
        let answer = try await wire.answer()
        await wire.close()
        return answer
    }

    /// A token as the login endpoint would issue it, with the gateway's own key. Its user need not be in the store.
    func token(
        _ role: RoleNumber = .systemAdmin, name: String = "mia", id: Int64 = 7_000, session: String = "s-1",
        expired: Bool = false
    ) throws -> String {
        let principal = Principal(userID: id, name: name, role: role, namespace: "ns7", session: session)
        let now = Int64(Date().timeIntervalSince1970) - (expired ? 7_200 : 0)
        return try gateway.identity.issuer.issue(
            to: principal, version: 1, authenticatedAt: now, now: now,
            signedBy: gateway.identity.keys.ring.signing(at: now))
    }
}
