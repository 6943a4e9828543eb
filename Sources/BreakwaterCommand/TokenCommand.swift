import ArgumentParser
import Gateway

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Issues, explains and ends tokens.",
        subcommands: [Issue.self, Inspect.self, Revoke.self])

    struct Issue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a token for a user, in a session of its own.",
            discussion: "Its issuer is externalURL, or else http:// and listen, as for the gateway.")

        @OptionGroup var options: StoreOptions
        @Argument(help: "The login name.") var name: String

        func run() async throws {
            try await options.withConsole(isChange: true) { console in
                Terminal.answer(try await console.issueToken(for: name))
            }
        }
    }

    struct Inspect: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows what a token says and whether the gateway would take it.",
            discussion: """
                Exits with 1 when it would not. A token on the command line can be seen by others on the machine: better \
                give it on standard input.
                """)

        @OptionGroup var options: StoreOptions
        @Argument(help: "The token, or - to read it from standard input.") var token = "-"

        func run() async throws {
            let token = token == "-" ? Terminal.line() : token
            try await options.withConsole(isChange: false) { console in
                let inspection = try await console.inspect(token)
                Terminal.answer("header  \(inspection.header)")
                Terminal.answer("claims  \(inspection.claims)")
                Terminal.answer("verdict \(inspection.verdict)")
                if !inspection.isValid { throw ExitCode(1) }
            }
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Ends the session of a token, a session by its name, or all sessions of a user.",
            discussion: "The token may have expired: its session may live on.")

        @OptionGroup var options: StoreOptions
        @Argument(help: "A token, or - to read it from standard input.") var token: String?
        @Option(parsing: .unconditional, help: ArgumentHelp("The `sid` of a token.", valueName: "sid")) var session:
            String?
        @Option(help: ArgumentHelp("A login name.", valueName: "name")) var user: String?

        func validate() throws {
            guard [token, session, user].count(where: { $0 != nil }) == 1 else {
                throw ValidationError("give a token, --session or --user: one of them")
            }
        }

        func run() async throws {
            let token = token == "-" ? Terminal.line() : token
            try await options.withConsole(isChange: true) { console in
                if let token {
                    Terminal.answer("ended a session of \(try await console.revoke(token: token))")
                } else if let session {
                    try await console.revoke(session: session)
                    Terminal.answer("ended session \(session)")
                } else if let user {
                    try await console.revoke(user: user)
                    Terminal.answer("ended every session of \(user)")
                }
            }
        }
    }
}
