import ArgumentParser
import Gateway

extension PolicyCommand {
    struct Diff: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says what changes for whom from one policy to another.",
            discussion: """
                Compares meaning, not text: for each kind of request which route takes it and what each role may do. \
                + is more than before, - is less, ~ is something else. Exits with 1 when anything changes.
                """)

        @OptionGroup var report: ReportOptions
        @Argument(help: "The directory of the policies as they are.") var old: String
        @Argument(help: "The directory of the policies as they would be.") var new: String

        func run() async throws {
            let difference = try report.desk(of: old).difference(to: try report.desk(of: new))
            report.print(difference)
            if difference.isNoteworthy { throw ExitCode(1) }
        }
    }

    struct Replay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decides what a decision log has recorded once more, by other policies.",
            discussion: """
                What would change is shown in groups. A log holds no query, body or header field: decisions that depend \
                on one are counted, not judged. Exits with 1 when anything changes.
                """)

        @OptionGroup var options: PolicyOptions
        @Argument(help: "Decision logs; without one that of the settings.") var logs: [String] = []

        func run() async throws {
            let desk = try options.desk()
            let logs = try options.gateway.logs(logs)
            let report = try options.report.answering { () throws(PolicyDesk.Refusal) in
                try desk.replay(logs, progress: ReportOptions.progress())
            }
            options.report.print(report)
            if report.isNoteworthy { throw ExitCode(1) }
        }
    }

    struct ShadowReport: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "shadow-report",
            abstract: "Shows what would have been decided otherwise in shadow mode, as a decision log has it.",
            discussion: """
                By rules and routes with "mode: shadow" of the policies in force (rules), and by those of \
                serve --shadow (policy).
                """)

        @OptionGroup var gateway: GatewayOptions
        @OptionGroup var report: ReportOptions
        @Argument(help: "Decision logs; without one that of the settings.") var logs: [String] = []

        func run() async throws {
            let logs = try gateway.logs(logs)
            report.print(
                try report.answering { () throws(PolicyDesk.Refusal) in
                    try PolicyDesk.shadowReport(logs, progress: ReportOptions.progress())
                })
        }
    }

    struct Format: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "fmt", abstract: "Lays the files of the policies out as all others are.",
            discussion: """
                Comments and values stay as they are: a file that would mean something else afterwards is not written, \
                and neither are the others then.
                """)

        @OptionGroup var options: PolicyOptions
        @Flag(help: "Change nothing; exit with 1 when a file is laid out otherwise.") var check = false

        func run() async throws {
            let directory = try options.directory()
            let report = try options.report.answering { () throws(PolicyDesk.Refusal) in
                try PolicyLayout.format(directory: directory, isCheck: check)
            }
            options.report.print(report)
            if report.isNoteworthy { throw ExitCode(1) }
        }
    }
}
