import ArgumentParser
import Domain
import Gateway

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "Lists and changes accounts, beside a running gateway or without one.",
        subcommands: [List.self, Add.self, Approve.self, Password.self, Disable.self])

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the accounts.")

        @OptionGroup var options: StoreOptions
        @Option(help: "Only those of this namespace.") var namespace: String?

        func run() async throws {
            try await options.withConsole(isChange: false) { console in
                let rows = try await console.users(namespace: namespace).map { user in
                    [
                        String(user.id), user.name, user.status, user.role.map { String($0) } ?? "-",
                        user.isAdministrator ? "yes" : "no", user.namespace.isEmpty ? "-" : user.namespace,
                        user.phone.isEmpty ? "-" : user.phone, user.realName,
                    ]
                }
                Terminal.table(
                    ["ID", "NAME", "STATUS", "ROLE", "ADMIN", "NAMESPACE", "PHONE", "REAL NAME"], rows)
            }
        }
    }

    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Adds an account, approved unless --pending.",
            discussion: "Without --password-stdin a password is made and printed, this once.")

        @OptionGroup var options: StoreOptions
        @Argument(help: "The login name.") var name: String
        @Flag(help: "Read the password from standard input.") var passwordStdin = false
        @Option(help: "The person's name.") var realName: String
        @Option(help: "Digits; no two accounts have the same.") var phone: String
        @Option(help: "The business namespace, such as ns7.") var namespace = ""
        @Flag(help: "An administrator of that namespace.") var admin = false
        @Flag(help: "Wait for approval.") var pending = false

        func run() async throws {
            let password = passwordStdin ? Terminal.password() : nil
            try await options.withConsole(isChange: true) { console in
                let account = Console.NewAccount(
                    name: name, realName: realName, phone: phone, namespace: namespace, isAdministrator: admin,
                    isPending: pending)
                let made = try await console.add(account, password: password)
                Terminal.answer(made.map { "added \(name), password \($0.reveal())" } ?? "added \(name)")
            }
        }
    }

    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lets an account in.")

        @OptionGroup var options: StoreOptions
        @Argument(help: "The login name.") var name: String

        func run() async throws {
            try await options.withConsole(isChange: true) { console in
                try await console.approve(name)
                Terminal.answer("approved \(name)")
            }
        }
    }

    struct Password: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "passwd", abstract: "Sets a password; every session of the account ends.",
            discussion: "Without --password-stdin a password is made and printed, this once.")

        @OptionGroup var options: StoreOptions
        @Argument(help: "The login name.") var name: String
        @Flag(help: "Read the password from standard input.") var passwordStdin = false

        func run() async throws {
            let password = passwordStdin ? Terminal.password() : nil
            try await options.withConsole(isChange: true) { console in
                let made = try await console.setPassword(of: name, to: password)
                Terminal.answer(
                    made.map { "changed \(name), password \($0.reveal())" } ?? "changed the password of \(name)")
            }
        }
    }

    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Bans an account; every session of it ends.")

        @OptionGroup var options: StoreOptions
        @Argument(help: "The login name.") var name: String

        func run() async throws {
            try await options.withConsole(isChange: true) { console in
                try await console.disable(name)
                Terminal.answer("disabled \(name)")
            }
        }
    }
}
