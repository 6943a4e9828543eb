import Domain
import NIOCore
import NIOPosix

/// The registry of `breakwater demo`: the Harbor stand-in with its seed on a port of loopback, and passwords made for
/// this run.
package final class DemoRegistry: Sendable {
    private static let administrator = "gateway"
    private static let member = "robin"

    private let group: MultiThreadedEventLoopGroup
    private let server: StandInServer
    private let port: Int
    private let password: Secret

    package static func start() async throws -> DemoRegistry {
        let password = Secret(passphrase())
        let harbor = HarborStandIn(
            HarborRegistry.seeded(
                administrator: .init(name: administrator, password: password),
                member: .init(name: member, password: Secret(passphrase()))))
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let server = StandInServer { harbor.respond(to: $0) }
        let port = try await server.start(group: group)
        return DemoRegistry(group: group, server: server, port: port, password: password)
    }

    private init(group: MultiThreadedEventLoopGroup, server: StandInServer, port: Int, password: Secret) {
        self.group = group
        self.server = server
        self.port = port
        self.password = password
    }

    /// What `policies/upstreams.yaml` asks the environment for.
    package var environment: [String: String] {
        [
            "BREAKWATER_HARBOR_URL": "http://127.0.0.1:\(port)",
            "BREAKWATER_HARBOR_USER": Self.administrator,
            "BREAKWATER_HARBOR_PASSWORD": password.reveal(),
        ]
    }

    package func stop() async {
        await server.stop()
        try? await group.shutdownGracefully()
    }

    /// 26 letters from the system's generator: about 122 bits.
    private static func passphrase() -> String {
        String((0..<26).compactMap { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() })
    }
}
