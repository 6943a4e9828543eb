import ArgumentParser
import Foundation
import Gateway
import Logging

/// What the commands print. All of it goes to standard error: standard output is for the access log.
enum Terminal {
    static func logger(_ level: Logger.Level) -> Logger {
        var logger = Logger(label: "breakwater", factory: { StreamLogHandler.standardError(label: $0) })
        logger.logLevel = level
        return logger
    }

    /// Prints what stops a start, and exits with 1.
    static func reporting(_ work: () async throws -> Void) async throws {
        do {
            try await work()
        } catch {
            guard let text = StartFailure.description(of: error) else { throw error }
            say("breakwater: " + text)
            throw ExitCode(1)
        }
    }

    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
