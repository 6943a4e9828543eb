import Domain
package import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a gateway until SIGTERM or SIGINT: then it drains, and ends at once on a second signal. SIGHUP reads the
/// policies anew.
package struct GatewayService: Service {
    private let gateway: RunningGateway

    package init(_ gateway: RunningGateway) {
        self.gateway = gateway
    }

    package func run() async throws {
        try? await gracefulShutdown()
        await gateway.stop()
    }

    /// Returns when the gateway has stopped.
    ///
    /// - Parameter hangUpReloads: whether SIGHUP reads the policies anew, as for a service; otherwise it stops, as for what
    ///   somebody runs in a terminal and closes.
    package static func run(_ gateway: RunningGateway, logger: Logger, hangUpReloads: Bool) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup)
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: GatewayService(gateway))], logger: logger))
        let watch = Task {
            var isStopping = false
            for await signal in signals {
                if signal == .sighup, hangUpReloads {
                    // Not waited for: the next signal may be the one to stop.
                    Task { await gateway.reloadPolicies() }
                    continue
                }
                if isStopping { ProcessEnd.now() }
                isStopping = true
                logger.notice("stopping; a second signal ends at once", metadata: ["signal": "\(signal)"])
                await group.triggerGracefulShutdown()
            }
        }
        try await group.run()
        watch.cancel()
    }
}
