import ArgumentParser
import Domain
import Foundation
import Gateway
import Logging

/// What the commands print and read. Answers go to standard output; all else goes to standard error, which leaves
/// standard output to the access log of a server.
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

    /// What the command was asked for.
    static func answer(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }

    /// Columns as wide as their widest cell.
    static func table(_ head: [String], _ rows: [[String]]) {
        let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
        for row in [head] + rows {
            let cells = row.enumerated().map { column, cell in
                column == row.count - 1 ? cell : cell + String(repeating: " ", count: widths[column] - cell.count)
            }
            answer(cells.joined(separator: "  "))
        }
    }

    /// One line of standard input, without its end.
    static func line() -> String {
        readLine(strippingNewline: true) ?? ""
    }

    /// A password from standard input. Without echo where somebody types it.
    static func password() -> Secret {
        guard isatty(STDIN_FILENO) == 1 else { return Secret(line()) }
        FileHandle.standardError.write(Data("password: ".utf8))
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSANOW, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSANOW, &before)
            say("")
        }
        return Secret(line())
    }

    static func say(_ line: String) {
        FileHandle.standardError.write(Data((line + "\n").utf8))
    }
}
