import ArgumentParser
import Gateway

struct KeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keys",
        abstract: "Lists, rotates, retires and imports the keys that sign tokens; rotates the master key.",
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

                With --master the key is another one: that under which keys and passwords are sealed in the store. All \
                of them are sealed anew in one step, beside a running gateway. Copies of the database made before need \
                the former master key, so copy both again. Where the master key is a setting (BREAKWATER_MASTER_KEY), \
                stop the gateway, put a new key into a file and name it by --new-key; then change the setting.
                """)

        @OptionGroup var options: StoreOptions
        @Flag(help: "Sign with it at once.") var now = false
        @Flag(help: "Change the master key instead.") var master = false
        @Option(
            help: ArgumentHelp("With --master: the new one, in a file that only you may read.", valueName: "file"))
        var newKey: String?

        func validate() throws {
            guard master else {
                if newKey != nil { throw ValidationError("--new-key is for --master") }
                return
            }
            if now { throw ValidationError("--now is for the keys that sign tokens: the master key changes at once") }
        }

        func run() async throws {
            try await options.withConsole(isChange: true) { console in
                guard !master else { return try await rotateMaster(console) }
                let made = try await console.rotate(immediately: now)
                Terminal.answer("\(made.id) signs from \(made.from)")
            }
        }

        private func rotateMaster(_ console: Console) async throws {
            let done = try await console.rotateMasterKey(newKey: newKey)
            Terminal.answer("re-encrypted \(done.secrets) secrets under master key \(done.id)")
            if console.hasMasterKeySetting, let newKey {
                Terminal.say(
                    "breakwater: note: put the key in \(newKey) into BREAKWATER_MASTER_KEY before the next start")
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
