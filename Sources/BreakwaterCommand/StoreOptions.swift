import ArgumentParser
import Foundation
import Gateway

/// What the commands on the store share: they find it, and the running gateway, by the gateway's own settings.
struct StoreOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The gateway's settings file; its environment counts too.", valueName: "file"))
    var config: String?

    /// Opens the store, runs `work`, and sees to it that a running gateway knows.
    func withConsole(isChange: Bool, _ work: @Sendable (Console) async throws -> Void) async throws {
        try await Terminal.reporting {
            let settings = try Settings.load(
                file: config, environment: ProcessInfo.processInfo.environment, overrides: [:])
            let console = try Console(settings)
            try await work(console)
            guard isChange else { return }
            let (note, isUnknown) = console.announce()
            if let note { Terminal.say("breakwater: note: \(note)") }
            // Done, but not everywhere: a script must not take a stolen key for gone.
            if isUnknown { throw ExitCode(3) }
        }
    }
}
