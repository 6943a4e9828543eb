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

    /// Runs the executable, with nothing beside it.
    static func run(
        _ arguments: [String], input: String = "", environment: [String: String]
    ) async throws -> Outcome {
        let executable = executable.path
        return try await withCheckedThrowingContinuation { done in
            Thread.detachNewThread {
                done.resume(
                    with: Result {
                        try SpawnedCommand(executable, arguments, environment).outcome(input: input)
                    })
            }
        }
    }
}

/// One run of a command by `posix_spawn`. Foundation's `Process` has crashed in its own `run()` when several came and went
/// at once.
private struct SpawnedCommand {
    private struct Failure: Error {
        let code: Int32
    }

    private let identifier: pid_t
    private let input: Int32
    private let output: Int32
    private let errors: Int32

    init(_ executable: String, _ arguments: [String], _ environment: [String: String]) throws {
        let pipes = try (0..<3).map { _ in
            var ends: [Int32] = [0, 0]
            // Never open in another child, which would keep it from ending.
            let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
            guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw Failure(code: errno) }
            return ends
        }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, pipes[0][0], 0)
        posix_spawn_file_actions_adddup2(&actions, pipes[1][1], 1)
        posix_spawn_file_actions_adddup2(&actions, pipes[2][1], 2)
        var words = ([executable] + arguments).map { strdup($0) } + [nil]
        var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
        defer { for text in words + variables { free(text) } }
        var identifier: pid_t = 0
        let fault = posix_spawn(&identifier, executable, &actions, nil, &words, &variables)
        for end in [pipes[0][0], pipes[1][1], pipes[2][1]] { close(end) }
        (input, output, errors) = (pipes[0][1], pipes[1][0], pipes[2][0])
        self.identifier = identifier
        guard fault == 0 else { throw Failure(code: fault) }
    }

    /// Commands say little: nothing fills a pipe before it is read.
    func outcome(input text: String) throws -> GatewayProcess.Outcome {
        // A command that reads nothing may have left already.
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        let bytes = Array(text.utf8)
        if !bytes.isEmpty { _ = write(input, bytes, bytes.count) }
        close(input)
        let texts = [output, errors].map(read)
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0, errno == EINTR {}
        let exit = status & 0x7F == 0 ? status >> 8 & 0xFF : status & 0x7F
        return GatewayProcess.Outcome(status: exit, output: texts[0], errors: texts[1])
    }

    private func read(_ end: Int32) -> String {
        defer { close(end) }
        var all: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(end, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return String(decoding: all, as: UTF8.self) }
            all += piece[..<count]
        }
    }
}
