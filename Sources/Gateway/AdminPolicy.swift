import Cryptography
import Domain
import Policy
import Proxy

/// The routes of the admin listener: the same engine, with a policy that is part of the program. No token guards them,
/// so that listener stays on loopback or an internal network.
enum AdminPolicy {
    private static let roles = """
        version: 1
        roles:
          anonymous: {}
        """
    private static let upstreams = """
        version: 1
        upstreams: {}
        """
    private static let routes = """
        version: 1
        routes:
          - id: healthz
            match: { methods: [GET, HEAD], path: "/healthz" }
            to: { local: health }
            access: { allow: [{ roles: [anonymous] }] }
          - id: readyz
            match: { methods: [GET, HEAD], path: "/readyz" }
            to: { local: ready }
            access: { allow: [{ roles: [anonymous] }] }
          - id: metrics
            match: { methods: [GET, HEAD], path: "/metrics" }
            to: { local: metrics }
            access: { allow: [{ roles: [anonymous] }] }
        """

    static func compile() throws(PolicyFindings) -> Ruleset {
        let files = [("roles.yaml", roles), ("upstreams.yaml", upstreams), ("routes/admin.yaml", routes)]
        let source = PolicySource(
            directory: "admin",
            files: files.map { PolicySource.File(path: $0.0, name: "admin/\($0.0)", bytes: Array($0.1.utf8)) })
        return try PolicyCompiler(.process([:], endpoints: ["health", "ready", "metrics"])).compile(source)
    }

    static func resolver(_ observer: GatewayObserver) -> DestinationResolver {
        DestinationResolver(
            endpoints: [
                "health": HealthEndpoint(), "ready": ReadyEndpoint(observer: observer),
                "metrics": MetricsEndpoint(observer: observer),
            ],
            registryAddress: nil)
    }
}
