import Foundation
import NIOCore
import Synchronization

/// The real executable, as an operator starts it, with an origin behind it. It can be killed and started again on the
/// state that it left.
final class GatewayProcess: Sendable {
    let origin: Origin
    private let arguments: [String]
    let environment: [String: String]
    private let directory: URL
    private let life: Mutex<Life>

    /// One run of the executable.
    private struct Life: Sendable {
        let process: Process
        let address: SocketAddress
        let exits: AsyncStream<Int32>
    }

    /// For the time of one closure.
    static func with(
        environment: [String: String] = [:], _ body: (GatewayProcess) async throws -> Void
    ) async throws {
        await Turnstile.shared.enter()
        var failure: (any Error)?
        do {
            let process = try await start(environment: environment)
            do { try await body(process) } catch { failure = error }
            await process.cleanUp()
        } catch {
            failure = error
        }
        await Turnstile.shared.leave()
        if let failure { throw failure }
    }

    /// Returns once it says where it listens.
    /// - Parameters:
    ///   - arguments: behind those that every test needs.
    ///   - environment: over what every test needs.
    static func start(
        arguments: [String] = [], environment: [String: String] = [:]
    ) async throws -> GatewayProcess {
        let directory = FileManager.default.temporaryDirectory.appending(path: "process-\(UUID().uuidString)")
        try TestPolicies.write(into: directory.appending(path: "policies"))
        let origin = try await Origin.start()
        let needed = [
            "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--policies",
            directory.appending(path: "policies").path,
        ]
        let variables = [
            "BREAKWATER_STATE": directory.appending(path: "state").path, "BREAKWATER_EVENT_LOOPS": "1",
            "BREAKWATER_ACCESS_LOG": "off", "BREAKWATER_ADMIN_PASSWORD": Testbed.password, "ORIGIN_URL": origin.url,
            "LOCKED_USER": "a", "LOCKED_PASSWORD": "b",
            // Tokens name it as their issuer. Without it they would end with the port, and so with each restart.
            "BREAKWATER_EXTERNAL_URL": "http://gateway.example",
        ].merging(environment) { _, given in given }
        let life = try await launch(needed + arguments, variables)
        return GatewayProcess(
            origin: origin, arguments: needed + arguments, environment: variables, directory: directory, life: life)
    }

    /// Built with the tests, and so beside them.
    static var executable: URL {
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent()
            .appending(path: "breakwater")
    }

    private static func launch(_ arguments: [String], _ environment: [String: String]) async throws -> Life {
        let process = Process()
        process.executableURL = executable
        process.arguments = arguments
        process.environment = environment
        let output = Pipe()
        process.standardError = output
        let (pieces, piece) = AsyncStream.makeStream(of: Data.self)
        let reading = output.fileHandleForReading
        // A thread that waits, rather than a handler on a dispatch source: those of processes that come and go this
        // quickly have been seen to outlive their descriptor.
        Thread.detachNewThread {
            while true {
                let data = reading.availableData
                if data.isEmpty { break }
                piece.yield(data)
            }
            piece.finish()
        }
        let (exits, exit) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            exit.yield(process.terminationStatus)
            exit.finish()
        }
        try process.run()
        let port = try await port(in: pieces)
        return Life(
            process: process, address: try SocketAddress(ipAddress: "127.0.0.1", port: port), exits: exits)
    }

    /// From `listens on http://127.0.0.1:PORT, admin on …`.
    private static func port(in pieces: AsyncStream<Data>) async throws -> Int {
        var text = ""
        for await piece in pieces {
            text += String(decoding: piece, as: UTF8.self)
            if let match = text.firstMatch(of: /listens on http:\/\/127\.0\.0\.1:([0-9]+),/), let port = Int(match.1) {
                return port
            }
        }
        throw Wire.Missing(description: "the process said only: \(text)")
    }

    private init(
        origin: Origin, arguments: [String], environment: [String: String], directory: URL, life: Life
    ) {
        self.origin = origin
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.life = Mutex(life)
    }

    /// A second gateway on the same state, store and policies, for the time of one closure; its address is another.
    func withTwin(_ body: (SocketAddress) async throws -> Void) async throws {
        let twin = try await Self.launch(arguments, environment)
        var failure: (any Error)?
        do { try await body(twin.address) } catch { failure = error }
        twin.process.terminate()
        for await _ in twin.exits {}
        if let failure { throw failure }
    }

    /// Another one after each restart.
    var address: SocketAddress { life.withLock(\.address) }
    var isRunning: Bool { process.isRunning }

    private var process: Process { life.withLock(\.process) }

    var policies: URL { directory.appending(path: "policies") }

    /// SIGHUP.
    func hangUp() { kill(process.processIdentifier, SIGHUP) }

    /// SIGTERM.
    func terminate() { process.terminate() }

    /// SIGKILL: it has no moment left to write anything. Returns when it is gone.
    func crash() async {
        kill(process.processIdentifier, SIGKILL)
        _ = await exitStatus()
    }

    /// Starts it anew, on what the one before has left. Only after that has ended.
    func restart() async throws {
        let next = try await Self.launch(arguments, environment)
        life.withLock { $0 = next }
    }

    /// Its status, once it has ended.
    func exitStatus() async -> Int32? {
        let exits = life.withLock(\.exits)
        for await status in exits { return status }
        return nil
    }

    /// The answer to one request on a connection of its own.
    /// - Parameter other: another gateway than this one.
    func answer(to call: Call, at other: SocketAddress? = nil) async throws -> PlainMessage {
        let wire = try await Wire.connect(to: other ?? address)
        let answer = try await wire.answer(to: call)
        await wire.close()
        return answer
    }

    func cleanUp() async {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        await origin.stop()
        try? FileManager.default.removeItem(at: directory)
    }
}
