import Cryptography
import Domain
import Logging
import Policy
import Proxy
import SQLiteStore
import StandIns
import Store
import Synchronization
import Telemetry
import Translation

@testable import Gateway

/// An SWR with its IAM, two organizations of ns7 in it, and what binds users there. SWR is asked with tokens.
struct BindingTrial: Sendable {
    static let iamSite = UpstreamSpec.Site(
        name: "iam", address: UpstreamSpec.Address(host: "iam.test", port: 80, usesTLS: false, basePath: ""))
    static let place = UpstreamSpec.UserBinding(identityService: iamSite, domain: "acme", ownUser: "gateway")

    let iam: IAMStandIn
    let swr: SWRStandIn
    let caller: TrialCaller
    let vault: Vault
    let binding: IAMUserBinding
    let upstream: UpstreamSpec
    private let ends: Ends

    private final class Ends: Sendable {
        let list = Mutex<[LoginThrottle.End]>([])
    }

    /// How the tried passwords ended.
    var outcomes: [LoginThrottle.End] { ends.list.withLock { $0 } }

    static func run(_ body: (BindingTrial) async throws -> Void) async throws {
        try await withStateFolder { (folder) async throws in
            let directory = IAMDirectory.seeded(
                domain: "acme", region: "cn-north-4",
                administrator: .init(name: "gateway", password: Secret("Own-Passw0rd")),
                members: ["robin", "dana"].map { .init(name: $0, password: Secret("\($0)-12345")) })
            let iam = IAMStandIn(directory)
            let swr = SWRStandIn(.seeded(region: "cn-north-4", directory: directory), iam: iam)
            let caller = TrialCaller(pause: {}) { request in
                request.target.hasPrefix("/v3/auth/") ? iam.respond(to: request) : swr.respond(to: request)
            }
            let audit = AuditTrail(sink: try LogSink.make(.off, logger: Logger(label: "trial")))
            let credentials = UpstreamCredentials(vault: MemoryVault(), caller: caller, audit: audit)
            let vault = Vault(
                store: try SQLiteAccountStore(path: folder + "/accounts.db"),
                masters: MasterKeySource(try MasterKey.generate()))
            let ends = Ends()
            let binding = IAMUserBinding(
                vault: vault, calls: AccountCalls(caller: caller, credentials: credentials), audit: audit
            ) { (_, trial) async throws(GatewayError) -> Gateway.IAMUser? in
                let (end, user) = try await trial()
                ends.list.withLock { $0.append(end) }
                return user
            }
            let trial = BindingTrial(
                iam: iam, swr: swr, caller: caller, vault: vault, binding: binding, upstream: spec, ends: ends)
            for name in ["attic", "team"] { try await trial.keep(name) }
            try await body(trial)
        }
    }

    private static let spec = UpstreamSpec(
        name: "swr", address: UpstreamSpec.Address(host: "swr.test", port: 80, usesTLS: false, basePath: ""),
        credentials: .iam(
            .init(
                upstream: iamSite, user: "gateway", password: Secret("Own-Passw0rd"), domain: "acme",
                project: "cn-north-4")),
        kind: .swr, identityService: "iam", userBinding: place)

    func keep(_ project: String) async throws(GatewayError) {
        try await vault.keep(.add(name: project, isPublic: false), namespace: "ns7", on: upstream.name)
    }

    /// The facts that projects are kept through.
    var facts: BoundUserFacts {
        let upstream = upstream
        return BoundUserFacts(
            base: RegistryKnowledge(vault: vault, harbor: binding.calls), vault: vault, binding: binding,
            registry: { name in name == upstream.name ? upstream : nil })
    }

    /// An organization of ns7 is deleted, and ns8 makes one of its name. At SWR it is one and the same here.
    func move(_ project: String) async throws(GatewayError) {
        for former in try await kept(project) {
            try await facts.keep(.remove(former), of: "ns7", on: upstream.name)
        }
        try await facts.keep(.add(name: project, isPublic: false), of: "ns8", on: upstream.name)
    }

    /// The organization as it is kept for ns7, if it is.
    func kept(_ project: String) async throws(GatewayError) -> [KeptProject] {
        try await vault.projects(of: "ns7", on: upstream.name).filter { $0.name == project }
    }

    /// What follows when ns8 has made a project.
    func followUp(_ project: String) async {
        await facts.followUp(.add(name: project, isPublic: false), of: "ns8", on: upstream.name)
    }

    func bind(
        _ user: String = "robin", _ password: String? = nil, for namespace: String = "ns7"
    ) async throws(GatewayError) {
        let asker = IAMUserBinding.Asker(namespace: namespace, address: "192.0.2.1", presence: nil)
        try await binding.bind(
            user, Secret(password ?? "\(user)-12345"), for: asker, on: upstream, Self.place)
    }

    /// What binding a user fails with.
    func failure(_ user: String = "robin", _ password: String? = nil) async -> GatewayError? {
        do throws(GatewayError) {
            try await bind(user, password)
            return nil
        } catch {
            return error
        }
    }

    /// Who is bound to a namespace, and where he has his permission as far as is noted.
    func bound(to namespace: String = "ns7") async throws -> BoundUserRecord? {
        try await vault.boundUser(of: namespace, on: upstream.name)
    }

    func counts() async throws -> Bool { try await vault.store.hasRepositoryAccount(namespace: "ns7") }

    func level(of user: String, in organization: String) -> SWRLevel? {
        swr.registry.namespaces.first { $0.name == organization }?.grants.first { $0.userName == user }?.level
    }

    /// Calls about who may do what, in order.
    var grants: [String] {
        caller.names.filter { $0.hasSuffix("/access") }.map { $0.replacing("/v2/manage/namespaces/", with: "") }
    }
}
