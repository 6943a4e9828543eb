import Domain
import Foundation
import Logging
import StandIns

@testable import Gateway

extension RegistryBed {
    /// What two gateways on one store have to agree on: tokens name it as their issuer.
    static let shared: [SettingsKey: String] = [.externalURL: "http://gateway.example"]

    /// A gateway of its own on the same state, with the shipped policies and the same registry, for the time of one
    /// closure.
    func withTwin(
        _ kind: DemoRegistry.Kind = .harbor, behind front: RegistryFront, _ body: (RegistryBed) async throws -> Void
    ) async throws {
        let shipped = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../../policies")
        var keys: [SettingsKey: String] = [
            .listen: "127.0.0.1:0", .adminListen: "127.0.0.1:0", .eventLoops: "1",
            .policies: shipped.standardizedFileURL.path, .stateDirectory: bed.stateDirectory, .logAccess: "off",
            .logDecisions: bed.directory.appending(path: "twin-decisions.jsonl").path,
            .logAudit: bed.directory.appending(path: "twin-audit.jsonl").path,
            .adminUser: Testbed.administrator, .adminPassword: Testbed.password, .deadlineDrain: "100ms",
        ]
        keys.merge(Self.shared) { _, change in change }
        var variables = registry.environment
        variables[Self.variable(of: kind)] = front.url
        let twin = try await RunningGateway.start(
            try Settings.load(file: nil, environment: [:], overrides: keys), environment: variables,
            logger: Logger(label: "twin", factory: { _ in SwiftLogNoOpLogHandler() }))
        let result: Result<Void, any Error>
        do {
            try await body(
                RegistryBed(
                    bed: Testbed(gateway: twin, origin: bed.origin, directory: bed.directory), registry: registry))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        await twin.stop()
        try result.get()
    }

    /// The passwords that the store knows of a namespace's account: the one in force, and one that may be.
    func storedPasswords(of namespace: String) async throws -> [String] {
        let account = try await bed.gateway.identity.vault.account(of: namespace)
        return [account?.password, account?.pending].compactMap { $0?.reveal() }
    }

    /// The password that an account has at Harbor.
    func harborPassword(of user: String) -> String? {
        registry.harbor.registry.account(named: user)?.password.reveal()
    }
}
