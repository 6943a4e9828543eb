import ArgumentParser
import Gateway

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy", abstract: "Looks at policy files before they are in force.",
        subcommands: [
            Check.self, Test.self, Explain.self, WhoCan.self, Routes.self, Audit.self, Diff.self, Replay.self,
            ShadowReport.self, Format.self,
        ])

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
            switch options.report.format {
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
            abstract: "Lists what is matched, who may use it and where it leads, routes in shadow mode too.")

        @OptionGroup var options: PolicyOptions

        func run() async throws {
            let directory = try options.directory()
            try options.report.answering { () throws(PolicyDesk.Refusal) in
                try PolicyDesk.require(directory: directory)
            }
            let check = try options.check()
            switch options.report.format {
            case .text where !check.findings.isEmpty:
                for finding in check.findings { Terminal.say(finding.text) }
            case .text:
                let rows = check.routes.map { [$0.label, $0.methods, $0.path, $0.allowed, $0.destination] }
                Terminal.table(["ROUTE", "METHODS", "PATH", "FOR", "TO"], rows)
            case .json: Terminal.answer(try check.routesJSON())
            }
            if !check.findings.isEmpty { throw ExitCode(1) }
        }
    }
}
