import Domain
package import Logging
import ServiceLifecycle
import UnixSignals

/// Runs a gateway until SIGTERM or SIGINT: then it drains, and ends at once on a second signal. SIGHUP reads the
/// policies anew.
package struct GatewayService: Service {
    private let gateway: RunningGateway

    private init(_ gateway: RunningGateway) {
        self.gateway = gateway
    }

    /// The signals of this process, from now on: what comes before `run` is not lost, and kills nothing. To be had before
    /// anybody is told that the gateway is there.
    package struct Signals: Sendable {
        fileprivate let sequence: UnixSignalsSequence

        package static func trap() async -> Signals {
            Signals(sequence: await UnixSignalsSequence(trapping: .sigterm, .sigint, .sighup))
        }
    }

    package func run() async throws {
        try? await gracefulShutdown()
        await gateway.stop()
    }

    /// Returns when the gateway has stopped.
    ///
    /// - Parameter hangUpReloads: whether SIGHUP reads the policies anew, as for a service; otherwise it stops, as for what
    ///   somebody runs in a terminal and closes.
    package static func run(
        _ gateway: RunningGateway, _ signals: Signals, logger: Logger, hangUpReloads: Bool
    ) async throws {
        let group = ServiceGroup(
            configuration: .init(services: [.init(service: GatewayService(gateway))], logger: logger))
        let watch = Task {
            var isStopping = false
            for await signal in signals.sequence {
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
