import Foundation
import Testing

@testable import Gateway

@Suite("What the commands about policies take")
struct PolicyHelpTests {
    private static let options = ["--policies", "--config", "--format", "--registry", "--as"]

    @Test(
        "each offers what it looks at, and nothing else",
        arguments: [
            ("check", ["--policies", "--config", "--format"]), ("test", ["--policies", "--config", "--format"]),
            ("routes", ["--policies", "--config", "--format"]), ("audit", ["--policies", "--config", "--format"]),
            ("replay", ["--policies", "--config", "--format"]), ("fmt", ["--policies", "--config", "--format"]),
            ("explain", ["--policies", "--config", "--format", "--registry", "--as"]),
            ("who-can", ["--policies", "--config", "--format", "--registry"]), ("diff", ["--format"]),
            ("shadow-report", ["--config", "--format"]),
        ])
    func offered(_ command: String, _ options: [String]) async throws {
        let help = try await GatewayProcess.run(["policy", command, "--help"], environment: [:])
        #expect(help.status == 0)
        let usage = help.output.components(separatedBy: "OPTIONS:").last ?? ""
        #expect(Self.options.filter { usage.contains("\($0) ") } == options, "\(help.output)")
    }

    @Test("what a command does not look at is no option of it: 2", arguments: ["--policies", "--config"])
    func refused(_ option: String) async throws {
        let outcome = try await GatewayProcess.run(["policy", "diff", option, "x", "a", "b"], environment: [:])
        #expect(outcome.status == 2 && outcome.errors.contains("Unknown option '\(option)'"), "\(outcome.errors)")
    }
}
