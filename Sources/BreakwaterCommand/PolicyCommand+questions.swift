import ArgumentParser
import Gateway

/// Who asks for what, as the command line says it.
struct QuestionOptions: ParsableArguments {
    @Option(
        name: .customLong("header"),
        help: ArgumentHelp(
            "A header field of the request; may be repeated. host=… is the host.", valueName: "name=value"))
    var headers: [String] = []

    @Option(
        help: ArgumentHelp(
            """
            The upstream that is the registry, such as swr; otherwise the one that the policies choose with this \
            environment, for the namespace of whoever asks.
            """, valueName: "upstream"))
    var registry: String?

    @Argument(help: "The method, such as DELETE.") var method: String
    @Argument(help: "The path, maybe with a query, such as /v1/repository/image.") var path: String

    func question(as caller: String = "", body: String = "") -> PolicyQuestion {
        var question = PolicyQuestion(method: method, target: path)
        question.caller = caller
        question.headers = headers
        question.registry = registry
        question.body = body
        return question
    }
}

extension PolicyCommand {
    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Runs the tests of the policies, and says what they look at.",
            discussion: """
                Tests stand in tests/*.yaml, or beside the routes under "tests". A gateway refuses policies whose tests \
                fail. Exits with 1 when one does.
                """)

        @OptionGroup var options: PolicyOptions
        @Flag(help: "Show which role some test tries on which route.") var coverage = false
        @Flag(help: "Exit with 1 unless every role is tried on every route.") var requireCoverage = false

        func run() async throws {
            let report = try options.desk().test(showsCoverage: coverage, isComplete: requireCoverage)
            options.report.print(report)
            if report.isNoteworthy { throw ExitCode(1) }
        }
    }

    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says step by step how a request is decided.",
            discussion: """
                The path as the gateway reads it, the routes that could take it and why they do or do not, each rule \
                with the values that were compared, the decision, what would go upstream, and what a gateway with this \
                environment would answer otherwise. For example:

                  breakwater policy explain --as role=member,ns=ns1 DELETE /v1/repository/image
                  breakwater policy explain --as role=member,ns=ns1 --registry swr DELETE /v1/repository/image
                """)

        @OptionGroup var options: PolicyOptions
        @Option(
            name: .customLong("as"),
            help: ArgumentHelp(
                """
                The caller: role, ns, user, id, address, at (a time) and what the registry says of him: owns (projects \
                joined by +), account (NUMBER:NAME or none), labels, members, gateway-accounts; without it nobody with \
                a token.
                """, valueName: "role=…,ns=…"))
        var caller = ""
        @Option(help: ArgumentHelp("The JSON body of the request.", valueName: "json"))
        var body = ""
        @Flag(help: "Exit with 1 when the request is refused, by the rules or by a gateway beside them.")
        var exitCode = false
        @OptionGroup var question: QuestionOptions

        func run() async throws {
            let desk = try options.desk()
            let report = try options.report.answering { () throws(PolicyDesk.Refusal) in
                try desk.explain(question.question(as: caller, body: body))
            }
            options.report.print(report)
            if exitCode, report.isNoteworthy { throw ExitCode(1) }
        }
    }

    struct WhoCan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "who-can", abstract: "Says which roles may make a request, and under which conditions.")

        @OptionGroup var options: PolicyOptions
        @OptionGroup var question: QuestionOptions

        func run() async throws {
            let desk = try options.desk()
            options.report.print(
                try options.report.answering { () throws(PolicyDesk.Refusal) in try desk.whoCan(question.question()) })
        }
    }

    struct Audit: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Looks for what is valid and yet probably not meant. Exits with 1 when there is something.")

        @OptionGroup var options: PolicyOptions

        func run() async throws {
            let report = try options.desk().audit()
            options.report.print(report)
            if report.isNoteworthy { throw ExitCode(1) }
        }
    }
}
