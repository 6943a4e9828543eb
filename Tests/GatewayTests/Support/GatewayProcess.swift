import Foundation
import NIOCore
import Testing

/// The real executable, as an operator starts it, with an origin behind it.
final class GatewayProcess: Sendable {
    let origin: Origin
    let address: SocketAddress
    private let process: Process
    private let directory: URL
    private let exits: AsyncStream<Int32>

    /// Returns once it says where it listens.
    static func start() async throws -> GatewayProcess {
        let directory = FileManager.default.temporaryDirectory.appending(path: "process-\(UUID().uuidString)")
        try TestPolicies.write(into: directory.appending(path: "policies"))
        let origin = try await Origin.start()
        let process = Process()
        // Built with the tests, and so beside them.
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
            .deletingLastPathComponent().appending(path: "breakwater")
        process.arguments = [
            "serve", "--listen", "127.0.0.1:0", "--admin-listen", "127.0.0.1:0", "--policies",
            directory.appending(path: "policies").path,
        ]
        process.environment = [
            "BREAKWATER_STATE": directory.appending(path: "state").path, "BREAKWATER_EVENT_LOOPS": "1",
            "BREAKWATER_ACCESS_LOG": "off", "BREAKWATER_ADMIN_PASSWORD": Testbed.password, "ORIGIN_URL": origin.url,
            "LOCKED_USER": "a", "LOCKED_PASSWORD": "b",
        ]
        let output = Pipe()
        process.standardError = output
        let (pieces, piece) = AsyncStream.makeStream(of: Data.self)
        output.fileHandleForReading.readabilityHandler = { handle in
            let data = handle.availableData
            if data.isEmpty { piece.finish() } else { piece.yield(data) }
        }
        let (exits, exit) = AsyncStream.makeStream(of: Int32.self)
        process.terminationHandler = { process in
            exit.yield(process.terminationStatus)
            exit.finish()
        }
        try process.run()
        let port = try await port(in: pieces)
        return GatewayProcess(
            origin: origin, address: try SocketAddress(ipAddress: "127.0.0.1", port: port), process: process,
            directory: directory, exits: exits)
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

    private init(origin: Origin, address: SocketAddress, process: Process, directory: URL, exits: AsyncStream<Int32>) {
        self.origin = origin
        self.address = address
        self.process = process
        self.directory = directory
        self.exits = exits
    }

    var isRunning: Bool { process.isRunning }

    /// SIGTERM.
    func terminate() { process.terminate() }

    /// Its status, once it has ended.
    func exitStatus() async -> Int32? {
        for await status in exits { return status }
        return nil
    }

    func cleanUp() async {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
        await origin.stop()
        try? FileManager.default.removeItem(at: directory)
    }
}
