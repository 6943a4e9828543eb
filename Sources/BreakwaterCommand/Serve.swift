import ArgumentParser
import Foundation
import Gateway

struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the gateway until SIGTERM or SIGINT.",
        discussion: """
            A stop lets running requests finish (deadlines.drain); a second signal ends at once. SIGHUP reads the policies \
            anew.
            """)

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        try await Terminal.reporting {
            let settings = try options.settings(environment: environment)
            let logger = Terminal.logger(settings.logs.level)
            let gateway = try await RunningGateway.start(settings, environment: environment, logger: logger)
            let signals = await GatewayService.Signals.trap()
            gateway.announcement(administrator: settings.administrator.user).forEach(Terminal.say)
            try await GatewayService.run(gateway, signals, logger: logger, hangUpReloads: true)
        }
    }
}
