import ArgumentParser
import Foundation
import Gateway

/// What every command about policies can be told.
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
        PolicyCheck(directory: try directory(), environment: ProcessInfo.processInfo.environment)
    }

    /// The policies, for questions about them.
    func desk() throws -> PolicyDesk { try desk(of: try directory()) }

    /// Ends the command with the findings when there is nothing to ask.
    func desk(of directory: String) throws -> PolicyDesk {
        try answering { () throws(PolicyDesk.Refusal) in
            try PolicyDesk(directory: directory, environment: ProcessInfo.processInfo.environment)
        }
    }

    func directory() throws -> String {
        if let policies { return policies }
        return try settings().policies
    }

    func settings() throws -> Settings {
        do {
            return try Settings.load(file: config, environment: ProcessInfo.processInfo.environment, overrides: [:])
        } catch {
            Terminal.say("breakwater: \(StartFailure.description(of: error) ?? "\(error)")")
            throw ExitCode(2)
        }
    }

    /// The decision log of the settings with what was set aside of it, the oldest first, unless others are named.
    func logs(_ named: [String]) throws -> [String] {
        if !named.isEmpty { return named }
        if let paths = try settings().decisionLogPaths { return paths }
        Terminal.say("breakwater: log.decisions is no file: name the log")
        throw ExitCode(2)
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
