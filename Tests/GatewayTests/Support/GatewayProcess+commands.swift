import Foundation

extension GatewayProcess {
    /// What a command said.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs the executable with these arguments beside the gateway, on its store and with its settings.
    /// - Parameter environment: over the gateway's own.
    func run(
        _ arguments: String..., input: String = "", environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await run(arguments, input: input, environment: environment)
    }

    func run(
        _ arguments: [String], input: String, environment changes: [String: String] = [:]
    ) async throws -> Outcome {
        try await Self.run(
            arguments, input: input, environment: environment.merging(changes) { _, given in given })
    }

    /// Foundation's `Process.run()` reads what another one writes when both run at once: it crashed in `memcpy`.
    private static let starting = NSLock()

    static func start(_ process: Process) throws {
        try starting.withLock { try process.run() }
    }

    /// Runs the executable, with nothing beside it.
    static func run(
        _ arguments: [String], input: String = "", environment: [String: String]
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        let (standardInput, output, errors) = (Pipe(), Pipe(), Pipe())
        (process.standardInput, process.standardOutput, process.standardError) = (standardInput, output, errors)
        return try await withCheckedThrowingContinuation { done in
            // Commands say little: nothing fills a pipe before it is read.
            Thread.detachNewThread {
                do {
                    try start(process)
                    try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
                    try standardInput.fileHandleForWriting.close()
                    let texts = try [output, errors].map { pipe in
                        String(decoding: try pipe.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
                    }
                    process.waitUntilExit()
                    done.resume(
                        returning: Outcome(status: process.terminationStatus, output: texts[0], errors: texts[1]))
                } catch {
                    done.resume(throwing: error)
                }
            }
        }
    }
}
