import Domain
package import Logging
package import NIOCore
import NIOPosix
import Policy
import Proxy
import SQLiteStore
package import Store
import Telemetry

/// A gateway that listens: everything is composed here and nowhere else.
package final class RunningGateway: Sendable {
    /// Where clients connect; the real port when 0 was asked for.
    package let address: SocketAddress
    package let adminAddress: SocketAddress
    package let externalURL: String
    package let bootstrap: BootstrapAdministrator.Outcome
    /// Names of upstreams without a URL.
    package let upstreamsOff: [String]
    package let ruleset: (identity: String, routes: Int)

    package var listenURL: String { Listener.url(address) }
    package var adminURL: String { Listener.url(adminAddress) }

    private let front: ListenerGroup
    private let admin: ListenerGroup
    let identity: Identity
    private let control: ControlSocket?
    private let store: SQLiteAccountStore
    private let logs: [LogSink]
    private let drain: TimeAmount
    private let probe: Task<Void, Never>
    private let housekeeping: Task<Void, Never>
    let policies: PolicyKeeper
    private let watch: Task<Void, Never>?
    private let registry: RegistryParts

    /// Opens logs, keys and store, compiles the policies, and listens.
    ///
    /// - Parameter environment: where `env:NAME` in the policies looks.
    /// - Throws: `StartupError`, or `PolicyFindings` with all that is wrong with the policies.
    package static func start(
        _ settings: Settings, environment: [String: String], logger: Logger
    ) async throws -> RunningGateway {
        let parts = try await GatewayParts(settings, environment: environment, logger: logger)
        do {
            return try await RunningGateway(parts, settings)
        } catch {
            await parts.close()
            throw error
        }
    }

    private init(_ parts: GatewayParts, _ settings: Settings) async throws {
        identity = parts.identity
        store = parts.store
        logs = Array(parts.namedLogs.values)
        bootstrap = parts.bootstrap
        upstreamsOff = parts.ruleset.upstreams.filter(\.isOff).map(\.name)
        ruleset = (parts.ruleset.identity, parts.ruleset.routes.count)
        drain = parts.services.deadlines.drain
        externalURL = parts.externalURL
        front = try await ListenerGroup(
            parts.services, parts.ruleset, shadow: parts.shadow, parts.resolver, identity: parts.state,
            limits: settings.poolLimits,
            loops: settings.eventLoops,
            connections: settings.limits.connections, reserved: parts.reservation)
        address = front.address
        await identity.feed.attach(front)
        policies = parts.policies
        await policies.attach(front)
        registry = parts.registry
        registry.attach(front, policies)
        do {
            var quiet = parts.services
            quiet.accessLog = parts.noLog
            quiet.decisionLog = parts.noLog
            quiet.auditLog = parts.noLog
            let observer = GatewayObserver(
                front: front, store: parts.store, policies: parts.policies, logs: parts.namedLogs)
            admin = try await ListenerGroup(
                quiet, try AdminPolicy.compile(), AdminPolicy.resolver(observer), identity: parts.state,
                limits: settings.poolLimits, loops: 1, connections: 256, reserved: parts.adminReservation)
            adminAddress = admin.address
        } catch {
            await front.quiesce(drain: .zero)
            await front.end()
            throw error
        }
        let front = front
        control = await ControlSocket.listen(
            settings.stateDirectory, feed: identity.feed, group: front.eventLoops, logger: parts.services.logger)
        // What was changed since the store was read.
        await identity.feed.beat()
        probe = Task { await front.probeUpstreams() }
        let (chores, registries) = (parts.housekeeping, parts.registry)
        housekeeping = Task { await chores.run(front, registries) }
        let policies = policies
        watch = settings.policyWatch ? Task { await Self.watch(policies) } : nil
        identity.audit.note(.start, target: ruleset.identity)
    }

    /// Reads the policies anew: whole, or not at all.
    package func reloadPolicies() async {
        await policies.reload()
    }

    private static func watch(_ policies: PolicyKeeper) async {
        while !Task.isCancelled {
            try? await Task.sleep(for: .seconds(1))
            guard !Task.isCancelled else { return }
            await policies.beat()
        }
    }

    /// Stops accepting, lets what runs finish within the drain deadline, then closes.
    package func stop() async {
        probe.cancel()
        watch?.cancel()
        await probe.value
        identity.turns.close()
        // While requests run, what changes elsewhere still concerns them.
        await front.quiesce(drain: drain)
        housekeeping.cancel()
        await housekeeping.value
        await control?.end()
        // Health and metrics ask the front's loops, so they go first.
        await admin.quiesce(drain: .zero)
        await admin.end()
        await identity.feed.detach()
        registry.detach()
        await front.end()
        await identity.passwords.shutDown()
        await identity.signatures.shutDown()
        identity.audit.note(.stop)
        for log in logs { log.close() }
        store.close()
    }
}
