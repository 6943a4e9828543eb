import Foundation

/// Policy files on the disk and the executable's commands on them; nothing runs beside.
struct PolicyDirectory: Sendable {
    let url: URL

    /// For the time of one closure, with the roles and upstreams of all tests.
    /// - Parameters:
    ///   - routes: the items of `routes:`.
    ///   - tests: the items of `tests:`.
    static func with(
        routes: String, tests: String? = nil, _ body: (PolicyDirectory) async throws -> Void
    ) async throws {
        let directory = PolicyDirectory(
            url: FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString)"))
        defer { try? FileManager.default.removeItem(at: directory.url) }
        try TestPolicies.write(into: directory.url)
        for name in try FileManager.default.contentsOfDirectory(atPath: directory.url.appending(path: "routes").path) {
            try FileManager.default.removeItem(at: directory.url.appending(path: "routes/\(name)"))
        }
        try directory.write("version: 1\nroutes:\n\(routes)\n", to: "routes/routes.yaml")
        if let tests { try directory.write("version: 1\ntests:\n\(tests)\n", to: "tests/tests.yaml") }
        try await body(directory)
    }

    var path: String { url.path }

    func write(_ text: String, to name: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
    }

    func text(of name: String) throws -> String {
        try String(contentsOf: url.appending(path: name), encoding: .utf8)
    }

    /// The same files in another directory, with the routes changed, for the time of one closure.
    func withCopy(
        replacing old: String, by new: String, _ body: (PolicyDirectory) async throws -> Void
    ) async throws {
        let copy = PolicyDirectory(url: url.appendingPathExtension("copy"))
        defer { try? FileManager.default.removeItem(at: copy.url) }
        try FileManager.default.copyItem(at: url, to: copy.url)
        let routes = try text(of: "routes/routes.yaml")
        guard routes.contains(old) else { throw PlainMessage.Fault(description: "not in the routes: \(old)") }
        try copy.write(routes.replacingOccurrences(of: old, with: new), to: "routes/routes.yaml")
        try await body(copy)
    }

    /// Runs `breakwater policy …` on these files.
    func policy(
        _ command: String, _ arguments: String..., environment: [String: String] = [:]
    ) async throws -> GatewayProcess.Outcome {
        try await run(command, arguments, environment)
    }

    func run(
        _ command: String, _ arguments: [String], _ environment: [String: String] = [:]
    ) async throws -> GatewayProcess.Outcome {
        try await start([command, "--policies", path] + arguments, environment)
    }

    /// The same without naming the directory.
    func bare(_ arguments: String..., environment: [String: String] = [:]) async throws -> GatewayProcess.Outcome {
        try await start(arguments, environment)
    }

    private func start(
        _ arguments: [String], _ environment: [String: String]
    ) async throws -> GatewayProcess.Outcome {
        let variables = ["ORIGIN_URL": "http://127.0.0.1:9", "LOCKED_USER": "a", "LOCKED_PASSWORD": "b"]
        return try await GatewayProcess.run(
            ["policy"] + arguments, environment: variables.merging(environment) { _, given in given })
    }
}

extension GatewayProcess.Outcome {
    var lines: [Substring] { output.split(separator: "\n") }

    /// The output, read as JSON.
    func document<Document>(as type: Document.Type) throws -> Document {
        guard let document = try JSONSerialization.jsonObject(with: Data(output.utf8)) as? Document else {
            throw PlainMessage.Fault(description: "not a \(type): \(output)")
        }
        return document
    }
}
