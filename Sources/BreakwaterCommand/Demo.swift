import ArgumentParser
import Foundation
import Gateway
import StandIns

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the gateway on a temporary store, with a small registry behind it.",
        discussion: """
            The registry is a stand-in for Harbor inside this process: nothing is installed and nothing is kept. \
            Settings work as with serve.
            """)

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let temporary = FileManager.default.temporaryDirectory.appending(path: "breakwater-demo-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: temporary) }
        try await Terminal.reporting {
            let registry = try await DemoRegistry.start()
            let environment = registry.environment.merging(ProcessInfo.processInfo.environment) { _, set in set }
            // A demo keeps nothing, so its store and keys go with it unless a setting says otherwise.
            let settings = try options.settings(
                environment: environment,
                defaults: [
                    .stateDirectory: temporary.path,
                    // Requests should not scroll the instructions away.
                    .logAccess: temporary.appending(path: "access.jsonl").path,
                ])
            let logger = Terminal.logger(settings.logs.level)
            let gateway = try await RunningGateway.start(settings, environment: environment, logger: logger)
            let signals = await GatewayService.Signals.trap()
            gateway.announcement(administrator: settings.administrator.user).forEach(Terminal.say)
            Terminal.say(
                Self.tour(
                    gateway, administrator: settings.administrator.user, state: settings.stateDirectory))
            try await GatewayService.run(gateway, signals, logger: logger, hangUpReloads: false)
            await registry.stop()
        }
    }

    /// What to try, ready to paste.
    private static func tour(_ gateway: RunningGateway, administrator: String, state: String) -> String {
        """

        Try it in another terminal:

          URL=\(gateway.externalURL)
          PASSWORD=<the password above>
          curl -s --json '{"user":"\(administrator)","password":"'$PASSWORD'"}' $URL/v1/authorization
          TOKEN=<the token>
          curl -s $URL/v1/repository/project -H "Authorization: $TOKEN"
          curl -s "$URL/v1/repository/image?projectName=library" -H "Authorization: $TOKEN"
          curl -s $URL/api/v2.0/projects/library/repositories/team/web/artifacts -H "Authorization: Bearer $TOKEN"
          curl -s $URL/v1/repository/project        # without a token: 401
          curl -s \(gateway.adminURL)/readyz

        Its commands, beside it:

          export BREAKWATER_STATE=\(state)
          \(CommandLine.arguments[0]) user list
          \(CommandLine.arguments[0]) keys rotate

        Ctrl-C ends it.
        """
    }
}
