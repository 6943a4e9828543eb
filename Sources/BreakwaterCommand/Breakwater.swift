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
}
