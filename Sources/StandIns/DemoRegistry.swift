import Domain
import NIOCore
import NIOPosix

/// The services of `breakwater demo`: the stand-ins with their seeds, each on a port of loopback, and passwords made for
/// this run. All of them run whatever the kind of the demo is, so that every route has something behind it.
package final class DemoRegistry: Sendable {
    /// Where images are managed.
    package enum Kind: String, Sendable, CaseIterable {
        case harbor, swr
    }

    private static let administrator = "gateway"
    private static let members = ["robin", "dana"]
    private static let domain = "breakwater-demo"
    private static let region = "cn-north-4"

    private let kind: Kind
    private let group: MultiThreadedEventLoopGroup
    private let services: [Service]
    private let password: Secret
    private let key: IAMAccessKey
    private let cvatToken: Secret

    package let harbor: HarborStandIn
    package let swr: SWRStandIn
    package let iam: IAMStandIn
    package let cvat: CVATStandIn

    /// A stand-in that listens, and the variable that `policies/upstreams.yaml` takes its address from.
    private struct Service {
        let variable: String
        let server: StandInServer
        let port: Int
    }

    /// - Parameter passwordCost: what Harbor spends on each check of a password.
    package static func start(
        kind: Kind = .harbor, passwordCost: HarborBasicCost = .none
    ) async throws -> DemoRegistry {
        let password = Secret(passphrase())
        let key = IAMAccessKey(access: passphrase().uppercased(), secret: Secret(passphrase() + passphrase()))
        let directory = IAMDirectory.seeded(
            domain: domain, region: region,
            administrator: .init(name: administrator, password: password, keys: [key]),
            members: members.map { .init(name: $0, password: Secret(passphrase())) })
        let iam = IAMStandIn(directory)
        let swr = SWRStandIn(SWRRegistry.seeded(region: region, directory: directory), iam: iam)
        let harbor = HarborStandIn(
            HarborRegistry.seeded(
                administrator: .init(name: administrator, password: password),
                member: .init(name: members[0], password: Secret(passphrase()))), cost: passwordCost)
        let cvatToken = Secret(passphrase())
        let cvat = CVATStandIn(
            CVATDirectory.seeded(administrator: administrator, password: Secret(passphrase())),
            tokens: [administrator: cvatToken])

        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        // One more service is one more line here, and what else it needs in `environment`.
        let stands: [(variable: String, respond: @Sendable (StandInRequest) -> StandInResponse)] = [
            ("BREAKWATER_HARBOR_URL", { harbor.respond(to: $0) }),
            ("BREAKWATER_SWR_URL", { swr.respond(to: $0) }),
            ("BREAKWATER_IAM_URL", { iam.respond(to: $0) }),
            ("BREAKWATER_CVAT_URL", { cvat.respond(to: $0) }),
        ]
        var services: [Service] = []
        do {
            for stand in stands {
                let server = StandInServer(respond: stand.respond)
                let port = try await server.start(group: group)
                services.append(Service(variable: stand.variable, server: server, port: port))
            }
        } catch {
            for service in services { await service.server.stop() }
            try? await group.shutdownGracefully()
            throw error
        }
        return DemoRegistry(
            kind: kind, group: group, services: services, password: password, key: key, cvatToken: cvatToken,
            harbor: harbor, swr: swr, iam: iam, cvat: cvat)
    }

    private init(
        kind: Kind, group: MultiThreadedEventLoopGroup, services: [Service], password: Secret, key: IAMAccessKey,
        cvatToken: Secret, harbor: HarborStandIn, swr: SWRStandIn, iam: IAMStandIn, cvat: CVATStandIn
    ) {
        self.kind = kind
        self.group = group
        self.services = services
        self.password = password
        self.key = key
        self.cvatToken = cvatToken
        self.harbor = harbor
        self.swr = swr
        self.iam = iam
        self.cvat = cvat
    }

    /// What `policies/upstreams.yaml` asks the environment for.
    package var environment: [String: String] {
        var environment = [
            "BREAKWATER_REGISTRY_KIND": kind.rawValue,
            "BREAKWATER_HARBOR_USER": Self.administrator,
            "BREAKWATER_HARBOR_PASSWORD": password.reveal(),
            "BREAKWATER_SWR_REGION": Self.region,
            "BREAKWATER_SWR_AUTH": "aksk",
            "BREAKWATER_SWR_ACCESS_KEY": key.access,
            "BREAKWATER_SWR_SECRET_KEY": key.secret.reveal(),
            "BREAKWATER_IAM_USER": Self.administrator,
            "BREAKWATER_IAM_PASSWORD": password.reveal(),
            "BREAKWATER_IAM_DOMAIN": Self.domain,
            "BREAKWATER_CVAT_TOKEN": cvatToken.reveal(),
        ]
        for service in services { environment[service.variable] = "http://127.0.0.1:\(service.port)" }
        return environment
    }

    package func stop() async {
        for service in services { await service.server.stop() }
        try? await group.shutdownGracefully()
    }

    /// 26 letters from the system's generator: about 122 bits.
    private static func passphrase() -> String {
        String((0..<26).compactMap { _ in "abcdefghijklmnopqrstuvwxyz".randomElement() })
    }
}
