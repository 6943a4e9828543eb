import Foundation
import Testing

@testable import Policy

@Suite("Loading a policy directory")
struct PolicyLoaderTests {
    @Test("roles, upstreams and every routes/*.yaml are read, and references start from the directory")
    func loads() throws {
        try withDirectory { directory in
            var files = PolicyFiles()
            files.upstreams = files.upstreams.replacing("env:PASSWORD", with: "file:secret")
            files.references[directory + "/secret"] = "p"
            try write(files, to: directory)
            try write(
                files.routes.replacing("id: r", with: "id: s").replacing("/a", with: "/b"), directory + "/routes/s.yaml"
            )
            try write("swap file: [", directory + "/routes/.r.yaml.swp.yaml")
            try write("# notes", directory + "/README.md")
            let rules = try PolicyLoader.load(directory: directory, environment: files.environment)
            #expect(rules.routes.map(\.id) == ["r", "s"])
            #expect(rules.upstreams[0].hasCredentials)
        }
    }

    @Test("what is missing, cannot be read or would be passed over is found, all at once")
    func findings() throws {
        try withDirectory { directory in
            let files = PolicyFiles()
            try write(files, to: directory)
            try FileManager.default.removeItem(atPath: directory + "/roles.yaml")
            try FileManager.default.removeItem(atPath: directory + "/upstreams.yaml")
            try FileManager.default.createDirectory(
                atPath: directory + "/upstreams.yaml", withIntermediateDirectories: false)
            try write("version: 1", directory + "/role.yaml")
            try write("version: 1", directory + "/routes/extra.yml")
            let error = #expect(throws: PolicyFindings.self) {
                try PolicyLoader.load(directory: directory, environment: files.environment)
            }
            let lines = error?.findings.map { $0.description.replacing(directory, with: "policies") } ?? []
            #expect(
                lines.prefix(4) == [
                    "policies/role.yaml: the file is not read: roles.yaml, upstreams.yaml, routes/*.yaml and tests/*.yaml "
                        + "are: did you mean \"roles.yaml\"?",
                    "policies/upstreams.yaml: the file cannot be read, or is larger than 1 MiB",
                    "policies/routes/extra.yml: the file is not read: name it .yaml",
                    "policies/roles.yaml: the file is missing",
                ])
        }
    }

    @Test(
        "what would be passed over in silence is found: other names, directories below, files where directories are meant"
    )
    func passedOver() throws {
        try withDirectory { directory in
            let files = PolicyFiles()
            try write(files, to: directory)
            for folder in ["routes/team", "tets"] {
                try FileManager.default.createDirectory(
                    atPath: "\(directory)/\(folder)", withIntermediateDirectories: true)
                try write("version: 1", "\(directory)/\(folder)/x.yaml")
            }
            try write("version: 1", directory + "/routes/OTHER.YAML")
            try write("not a directory", directory + "/tests")
            let error = #expect(throws: PolicyFindings.self) {
                try PolicyLoader.load(directory: directory, environment: files.environment)
            }
            let lines = error?.findings.map { $0.description.replacing(directory, with: "p") } ?? []
            #expect(
                Set(lines) == [
                    "p/tets: the directory is not read: did you mean \"tests\"?",
                    "p/routes/OTHER.YAML: the file is not read: name it .yaml",
                    "p/routes/team: directories below \"routes\" are not read: put its files beside it",
                    "p/tests: this is no directory that can be read",
                ])
        }
    }

    @Test("a directory that is not there is one finding about it")
    func noDirectory() {
        let error = #expect(throws: PolicyFindings.self) {
            try PolicyLoader.load(directory: "/nonexistent/policies", environment: PolicyFiles().environment)
        }
        #expect(error?.findings.map(\.description) == ["/nonexistent/policies: the policy directory cannot be read"])
    }

    @Test("a file above 1 MiB is not read")
    func large() throws {
        try withDirectory { directory in
            let files = PolicyFiles()
            try write(files, to: directory)
            try write(String(repeating: "#", count: (1 << 20) + 1), directory + "/routes/big.yaml")
            let error = #expect(throws: PolicyFindings.self) {
                try PolicyLoader.load(directory: directory, environment: files.environment)
            }
            #expect(error?.findings.map(\.file) == [directory + "/routes/big.yaml"])
        }
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let directory = NSTemporaryDirectory() + "policy-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: directory + "/routes", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        try body(directory)
    }

    private func write(_ files: PolicyFiles, to directory: String) throws {
        for file in files.source.files {
            try Data(file.bytes).write(to: URL(filePath: directory + "/" + file.path))
        }
    }

    private func write(_ text: String, _ path: String) throws {
        try Data(text.utf8).write(to: URL(filePath: path))
    }
}
