import ArgumentParser
import Gateway

/// The command line. It parses arguments, calls, and prints; nothing is decided here.
@main
struct Breakwater: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "breakwater",
        abstract: "An API gateway in front of a container registry.",
        discussion: """
            It logs users in, decides by role what they may do, and carries it out on the registry behind it. Settings \
            come from a YAML file, the environment (BREAKWATER_…) and flags, the later winning; policies are YAML files \
            in a directory of their own.
            """,
        version: Version.current,
        subcommands: [Serve.self, Demo.self, UserCommand.self, TokenCommand.self, KeysCommand.self, PolicyCommand.self])

    /// What an operator's scripts expect: 1 is an answer, 2 a question that was not understood.
    private static let usageFault: Int32 = 2

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            Terminal.say(fullMessage(for: error))
            exit(withError: ExitCode(usageFault))
        }
    }
}
