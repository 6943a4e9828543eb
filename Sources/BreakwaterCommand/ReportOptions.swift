import ArgumentParser
import Foundation
import Gateway

/// How what a command about policies finds out is written.
struct ReportOptions: ParsableArguments {
    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json
    }

    @Option(help: "How the answer is written.") var format = Format.text

    /// The policies in a directory, for questions about them. Ends the command with the findings when there is nothing
    /// to ask.
    func desk(of directory: String) throws -> PolicyDesk {
        try answering { () throws(PolicyDesk.Refusal) in
            try PolicyDesk(directory: directory, environment: ProcessInfo.processInfo.environment)
        }
    }

    /// A refusal is 1 when the policy is wrong, and 2 when the question is.
    func answering<Value>(_ body: () throws(PolicyDesk.Refusal) -> Value) throws -> Value {
        do {
            return try body()
        } catch {
            if !error.isUsage, format == .json {
                Terminal.answer(error.json)
                throw ExitCode(1)
            }
            for line in error.lines { Terminal.say(error.isUsage ? "breakwater: \(line)" : line) }
            throw ExitCode(error.isUsage ? 2 : 1)
        }
    }

    func print(_ report: PolicyReport) {
        Terminal.answer(format == .text ? report.text : report.json)
    }

    /// Says on standard error, every million lines, how far a long log has been read.
    static func progress() -> (Int) -> Void {
        var next = 1_000_000
        return { lines in
            guard lines >= next else { return }
            Terminal.say("… \(lines) lines")
            next = lines + 1_000_000
        }
    }
}
