import Foundation

@testable import Gateway

extension Testbed {
    var policies: URL { directory.appending(path: "policies") }

    /// Puts these routes in force beside those that every test has.
    /// - Parameters:
    ///   - routes: the items of `routes:`.
    ///   - credentials: the members of `credentials:` in upstreams.yaml.
    /// - Throws: when anything is wrong with them.
    func enforce(_ routes: String, credentials: [String] = []) async throws {
        if !credentials.isEmpty {
            let former = try String(contentsOf: policies.appending(path: "upstreams.yaml"), encoding: .utf8)
            try write("\(former)\ncredentials:\n  \(credentials.joined(separator: "\n  "))\n", to: "upstreams.yaml")
        }
        try write("version: 1\nroutes:\n\(routes)\n", to: "routes/added.yaml")
        try await reload()
    }

    /// - Parameter path: inside the policy directory.
    func write(_ text: String, to path: String) throws {
        let file = policies.appending(path: path)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
    }

    /// Takes the files up.
    /// - Throws: when they are refused.
    func reload() async throws {
        await gateway.reloadPolicies()
        let check = try await readiness(of: "policies")
        guard check.status == "ok" else { throw PlainMessage.Fault(description: "refused: \(check.detail)") }
    }

    /// What `/readyz` says about one thing; empty when it does not name it.
    func readiness(of name: String) async throws -> (status: String, detail: String) {
        let checks = try await askAdmin("/readyz").json()["checks"] as? [[String: Any]] ?? []
        let check = checks.first { $0["name"] as? String == name }
        return (check?["status"] as? String ?? "", check?["detail"] as? String ?? "")
    }

    /// A sample of `/metrics`, named with its labels; `nil` when it is not there.
    func metric(_ sample: String) async throws -> Int? {
        let lines = try await askAdmin("/metrics").text.split(separator: "\n")
        return lines.first { $0.hasPrefix(sample + " ") }.flatMap { Int($0.dropFirst(sample.count + 1)) }
    }

    /// Asks until it is so, or so often that it will not be any more.
    func eventually(_ isSo: () async throws -> Bool) async throws -> Bool {
        for _ in 0..<10_000 where try await isSo() { return true }
        return false
    }
}

extension PlainMessage {
    /// Names that stand there more than once, in lower case: two readers may take two of them for the one that counts.
    var repeatedNames: Set<String> { Set(names.filter { name in names.count { $0 == name } > 1 }) }
}
