import ArgumentParser
import Foundation
import Gateway

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Looks at policy files before they are in force.",
        subcommands: [Check.self, Routes.self])

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says everything that is wrong with the policies, with the code that the gateway runs.",
            discussion: """
                Exits with 0 when they can be put in force, with 1 and each finding's file, line and column when not. \
                References to the environment are looked up here, so give the command the gateway's own.
                """)

        @OptionGroup var options: PolicyOptions

        func run() async throws {
            let check = try options.check()
            switch options.format {
            case .text:
                for finding in check.findings { Terminal.answer(finding.text) }
                Terminal.answer(check.summary)
            case .json: Terminal.answer(try check.json())
            }
            if !check.findings.isEmpty { throw ExitCode(1) }
        }
    }

    struct Routes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists what is matched, who may use it and where it leads.")

        @OptionGroup var options: PolicyOptions

        func run() async throws {
            let check = try options.check()
            guard check.findings.isEmpty else {
                for finding in check.findings { Terminal.say(finding.text) }
                throw ExitCode(1)
            }
            switch options.format {
            case .text:
                let rows = check.routes.map { [$0.id, $0.methods, $0.path, $0.allowed, $0.destination] }
                Terminal.table(["ROUTE", "METHODS", "PATH", "FOR", "TO"], rows)
            case .json: Terminal.answer(try check.routesJSON())
            }
        }
    }
}

struct PolicyOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(
        help: ArgumentHelp("The directory of the policies; otherwise that of the settings.", valueName: "directory"))
    var policies: String?

    @Option(help: ArgumentHelp("The gateway's settings file; its environment counts too.", valueName: "file"))
    var config: String?

    @Option(help: "How the answer is written.") var format = Format.text

    func check() throws -> PolicyCheck {
        let environment = ProcessInfo.processInfo.environment
        var directory = policies
        if directory == nil {
            do {
                directory = try Settings.load(file: config, environment: environment, overrides: [:]).policies
            } catch {
                Terminal.say("breakwater: \(StartFailure.description(of: error) ?? "\(error)")")
                throw ExitCode(2)
            }
        }
        return PolicyCheck(directory: directory ?? "policies", environment: environment)
    }
}
