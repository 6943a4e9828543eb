import ArgumentParser
import Domain
import Foundation
import Gateway
import StandIns

struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Runs the gateway on a temporary store, with small services behind it.",
        discussion: """
            The services are stand-ins for Harbor, Huawei SWR, its IAM and CVAT inside this process: nothing is \
            installed and nothing is kept. All of them run; --registry says which one /v1/repository speaks to. \
            Settings work as with serve, but SIGHUP ends the demo.
            """)

    enum Registry: String, ExpressibleByArgument, CaseIterable {
        case harbor, swr

        var kind: DemoRegistry.Kind {
            switch self {
            case .harbor: .harbor
            case .swr: .swr
            }
        }
    }

    @Option(
        help: ArgumentHelp(
            "What manages the images of /v1/repository: harbor or swr (default: BREAKWATER_REGISTRY_KIND, else harbor).",
            valueName: "kind"))
    var registry: Registry?

    @Option(
        help: ArgumentHelp(
            "What Harbor's stand-in spends on each check of a password, to measure what sessions save.",
            discussion:
                "Harbor 2.15 spends 600000 rounds of a hash, some 0.1 s of a processor; these are cheaper ones.",
            valueName: "rounds"))
    var harborBasicCost = 0

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let temporary = FileManager.default.temporaryDirectory.appending(path: "breakwater-demo-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: temporary) }
        try await Terminal.reporting {
            let variables = ProcessInfo.processInfo.environment
            let named = variables["BREAKWATER_REGISTRY_KIND"] ?? ""
            guard let chosen = registry ?? (named.isEmpty ? .harbor : Registry(rawValue: named)) else {
                throw StartupError(
                    "BREAKWATER_REGISTRY_KIND", "\"\(named)\" is no registry of the demo", remedy: "harbor or swr")
            }
            let services = try await DemoRegistry.start(
                kind: chosen.kind, passwordCost: HarborBasicCost(rounds: harborBasicCost))
            var environment = services.environment.merging(variables) { _, set in set }
            environment["BREAKWATER_REGISTRY_KIND"] = chosen.rawValue
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
                    gateway, chosen, administrator: settings.administrator.user, state: settings.stateDirectory))
            try await GatewayService.run(gateway, signals, logger: logger, hangUpReloads: false)
            await services.stop()
        }
    }

    /// What to try, ready to paste.
    private static func tour(
        _ gateway: RunningGateway, _ registry: Registry, administrator: String, state: String
    ) -> String {
        let own =
            switch registry {
            case .harbor:
                #"curl -s $URL/api/v2.0/projects/library/repositories/team/web/artifacts -H "Authorization: Bearer $TOKEN""#
            case .swr:
                #"curl -s $URL'/v2/manage/namespaces/library/repos/web$front/tags' -H "Authorization: Bearer $TOKEN""#
            }
        return """

            Try it in another terminal:

              URL=\(gateway.externalURL)
              PASSWORD=<the password above>
              curl -s --json '{"user":"\(administrator)","password":"'$PASSWORD'"}' $URL/v1/authorization
              TOKEN=<the token>
              curl -s $URL/v1/repository/project -H "Authorization: $TOKEN"
              curl -s "$URL/v1/repository/image?projectName=library" -H "Authorization: $TOKEN"
              \(own)
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
