import ArgumentParser
import Gateway

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys", abstract: "Lists, rotates, retires and imports the keys that sign tokens.",
        subcommands: [List.self, Rotate.self, Retire.self, Import.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the keys and what each is for.")

        @OptionGroup var options: StoreOptions

        func run() async throws {
            try await options.withConsole(isChange: false) { console in
                let rows = try await console.keys().map { [$0.id, $0.algorithm, $0.issuer ?? "-", $0.state] }
                Terminal.table(["KID", "ALGORITHM", "ISSUER", "STATE"], rows)
            }
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Makes a new key; the former ones verify until their last token has expired.",
            discussion: """
                It is published at once and signs after keys.publishAhead, so that others who verify tokens have it by \
                then.
                """)

        @OptionGroup var options: StoreOptions
        @Flag(help: "Sign with it at once.") var now = false

        func run() async throws {
            try await options.withConsole(isChange: true) { console in
                let made = try await console.rotate(immediately: now)
                Terminal.answer("\(made.id) signs from \(made.from)")
            }
        }
    }

    struct Retire: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Removes a key at once; what it signed counts no more.",
            discussion: """
                For a key that was stolen. The only key that signs stays: rotate first. A name that begins with a dash \
                is given behind --.
                """)

        @OptionGroup var options: StoreOptions
        @Argument(help: "The key's name.") var kid: String

        func run() async throws {
            try await options.withConsole(isChange: true) { console in
                try await console.retire(kid)
                Terminal.answer("retired \(kid)")
            }
        }
    }

    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes a key over from elsewhere.",
            discussion: """
                A private key in PEM, a secret's bytes for the HS algorithms, or with --verify-only a public key. With \
                --issuer, tokens of another issuer are accepted while its users move: they must have that `iss`, this \
                gateway's audience and its claims.
                """)

        @OptionGroup var options: StoreOptions
        @Argument(help: "The file that holds it.") var file: String
        @Option(help: "Its name, as tokens give it.") var kid: String
        @Option(help: "ES256, ES384, RS256, RS384, RS512, HS256, HS384 or HS512.") var algorithm: String
        @Flag(help: "Never sign with it.") var verifyOnly = false
        @Flag(help: "Sign with it at once, instead of after keys.publishAhead.") var now = false
        @Option(help: "The issuer whose tokens it verifies.") var issuer: String?

        func run() async throws {
            try await options.withConsole(isChange: true) { console in
                try await console.importKey(
                    file, id: kid, algorithm: algorithm, verifyOnly: verifyOnly, issuer: issuer,
                    immediately: now)
                Terminal.answer("imported \(kid)")
            }
        }
    }
}
