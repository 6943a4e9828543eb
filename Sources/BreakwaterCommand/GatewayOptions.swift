import ArgumentParser
import Foundation
import Gateway

/// Where a command that does not run the gateway finds that one's settings.
struct GatewayOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's settings file; its environment counts too.", valueName: "file"))
    var config: String?

    func settings() throws -> Settings {
        do {
            return try Settings.load(file: config, environment: ProcessInfo.processInfo.environment, overrides: [:])
        } catch {
            Terminal.say("breakwater: \(StartFailure.description(of: error) ?? "\(error)")")
            throw ExitCode(2)
        }
    }

    /// The decision log of the settings with what was set aside of it, the oldest first, unless others are named.
    func logs(_ named: [String]) throws -> [String] {
        if !named.isEmpty { return named }
        if let paths = try settings().decisionLogPaths { return paths }
        Terminal.say("breakwater: log.decisions is no file: name the log")
        throw ExitCode(2)
    }
}
