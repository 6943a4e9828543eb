import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// A registry that moves, or where the gateway gets another account: what it was let in with before is shown to nobody.
@Suite("Credentials of a policy that is no longer in force")
struct ReloadedCredentialTests {
    /// - Parameter destination: of the route that all ask for.
    private static func route(to destination: String) -> String {
        """
          - id: projects
            match: { methods: [GET], path: "/api/v2.0/projects" }
            to: { \(destination) }
            access: { allow: [{ roles: [member] }] }
        """
    }

    private static let password = "Own-Passw0rd"
    private static let users = ["first", "second"]

    struct Move: CustomTestStringConvertible, Sendable {
        let testDescription: String
        /// Of Harbor, or `token` for an SWR whose tokens come from an IAM.
        let auth: String
        let isElsewhere: Bool
        var hasOtherIAM = false
        let user: String
    }

    private static let moves = [
        Move(testDescription: "another address", auth: "session", isElsewhere: true, user: users[0]),
        Move(testDescription: "another address and account", auth: "session", isElsewhere: true, user: users[1]),
        Move(testDescription: "another account", auth: "session", isElsewhere: false, user: users[1]),
        Move(testDescription: "another address and account, Basic", auth: "basic", isElsewhere: true, user: users[1]),
        Move(testDescription: "another account, Basic", auth: "basic", isElsewhere: false, user: users[1]),
        Move(testDescription: "another IAM", auth: "token", isElsewhere: false, hasOtherIAM: true, user: users[0]),
        Move(testDescription: "both elsewhere", auth: "token", isElsewhere: true, hasOtherIAM: true, user: users[0]),
        Move(testDescription: "another account of the IAM", auth: "token", isElsewhere: false, user: users[1]),
    ]

    @Test("nothing that the former policy got is shown after a reload, on any loop", arguments: moves)
    func moved(move: Move) async throws {
        try await with { bed, old, other, _ in
            let root = try await bed.administratorToken()
            try await enforce(old, as: Self.users[0], move.auth, bed)
            let wires = try await bed.connections()
            for wire in wires { #expect(try await wire.answer(to: Self.list(root)).status == 200) }
            let shown = Set(old.requests.compactMap(\.credential))
            #expect(!shown.isEmpty)
            let count = old.requests.count

            try await enforce(
                move.isElsewhere ? other : old, iam: move.hasOtherIAM ? other : old, as: move.user, move.auth, bed)
            for wire in wires { #expect(try await wire.answer(to: Self.list(root)).status == 200) }
            let later = old.requests.dropFirst(count)
            #expect(later.isEmpty == move.isElsewhere)
            let fresh = (later + other.requests).compactMap(\.credential)
            #expect(!fresh.isEmpty && shown.isDisjoint(with: fresh))
        }
    }

    @Test("a reload that changes nothing about a registry logs nobody in again")
    func unchanged() async throws {
        try await with { bed, old, _, harbor in
            let root = try await bed.administratorToken()
            for _ in 0..<3 {
                try await enforce(old, as: Self.users[0], "session", bed)
                #expect(try await bed.answer(to: Self.list(root)).status == 200)
            }
            #expect(harbor.logins == 1)
        }
    }

    @Test("one that is on its way when the policy changes serves who asked for it, and nobody after him")
    func underWay() async throws {
        try await with { bed, old, other, _ in
            let root = try await bed.administratorToken()
            try await enforce(old, as: Self.users[0], "session", bed)
            old.hold(.after) { String(decoding: $0.body, as: UTF8.self).contains("principal=") }
            let early = try await bed.connect()
            try await early.send(Self.list(root).text)
            try await old.arrival()
            try await enforce(other, as: Self.users[0], "session", bed)
            #expect(try await bed.answer(to: Self.list(root)).status == 200)
            old.release()
            // By the registry that it began with.
            #expect(try await early.answer().status == 200)
            let shown = Set(old.requests.compactMap(\.credential))
            #expect(!shown.isEmpty)
            let count = old.requests.count
            for _ in 0..<3 { #expect(try await bed.answer(to: Self.list(root)).status == 200) }
            #expect(old.requests.count == count)
            #expect(shown.isDisjoint(with: other.requests.compactMap(\.credential)))
        }
    }

    // MARK: Set-up

    private static func list(_ token: String) -> Call { Call("GET", "/api/v2.0/projects", token: token) }

    /// With two registries, the first of which is given as well. Behind both is one SWR with its IAM too: whatever is
    /// shown there would be taken.
    private func with(
        _ body: (Testbed, RegistryFront, RegistryFront, HarborStandIn) async throws -> Void
    ) async throws {
        let (here, there) = (Self.harbor(), Self.harbor())
        // Both draw from the same numbers: so no session of one is called like one of the other.
        for _ in 0..<3 { _ = there.respond(to: StandInRequest(method: "GET", target: "/api/v2.0/ping")) }
        let directory = IAMDirectory.seeded(
            domain: "acme", region: "cn-north-4",
            administrator: .init(name: Self.users[0], password: Secret(Self.password)),
            members: [.init(name: Self.users[1], password: Secret(Self.password))])
        let iam = IAMStandIn(directory)
        let swr = SWRStandIn(.seeded(region: "cn-north-4", directory: directory), iam: iam)
        let huawei: @Sendable (StandInRequest) -> StandInResponse? = { request in
            if request.target.hasPrefix("/v3/auth/") { return iam.respond(to: request) }
            return request.target.hasPrefix("/v2/") ? swr.respond(to: request) : nil
        }
        try await RegistryFront.with({ huawei($0) ?? here.respond(to: $0) }) { old in
            try await RegistryFront.with({ huawei($0) ?? there.respond(to: $0) }) { other in
                try await Testbed.with(
                    [.policyWatch: "false", .eventLoops: "2"], environment: ["HARBOR_PASSWORD": Self.password]
                ) { bed in
                    try await body(bed, old, other, here)
                }
            }
        }
    }

    private static func harbor() -> HarborStandIn {
        var registry = HarborRegistry()
        for user in users {
            registry.addAccount(
                HarborRegistry.Login(name: user, password: Secret(password)), email: "\(user)@example.org",
                isAdministrator: true)
        }
        return HarborStandIn(registry)
    }

    /// - Parameter iam: where an SWR gets its tokens; at the registry's own address unless it is given.
    private func enforce(
        _ front: RegistryFront, iam: RegistryFront? = nil, as user: String, _ auth: String, _ bed: Testbed
    ) async throws {
        let isSWR = auth == "token"
        let account =
            isSWR
            ? "huawei, auth: token, iam: iam, domain: acme, project: cn-north-4" : "harbor, auth: \(auth)"
        try bed.write(
            """
            version: 1
            upstreams:
              origin: { url: "env:ORIGIN_URL" }
              locked: { url: "env:ORIGIN_URL", credentials: { kind: token, token: "env:LOCKED_PASSWORD" } }
              harbor: { url: "env:NOBODY_SETS_THIS:-", credentials: { kind: token, token: "env:LOCKED_PASSWORD" } }
              registry:
                url: "\(front.url)"
                kind: \(isSWR ? "swr" : "harbor")
                credentials: { kind: \(account), user: "\(user)", password: "env:HARBOR_PASSWORD" }
              iam: { url: "\((iam ?? front).url)" }
              nowhere: { url: "env:NOBODY_SETS_THIS:-" }
            """, to: "upstreams.yaml")
        let path = isSWR ? "/v2/manage/namespaces" : "/api/v2.0/projects"
        try await bed.enforce(Self.route(to: "upstream: registry, path: \"\(path)\""))
    }
}

extension StandInRequest {
    /// What lets the gateway in: a session, a token, or a name with its password.
    fileprivate var credential: String? {
        if let shown = field("Authorization") ?? field("X-Auth-Token") { return shown }
        return field("Cookie")?.split(separator: "; ").first { $0.hasPrefix("sid=") }.map(String.init)
    }
}
