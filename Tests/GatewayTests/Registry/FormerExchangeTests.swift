import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// An exchange ends on the policy that it began with: with its registry, its account and its IAM.
@Suite("Exchanges that a policy is taken away under")
struct FormerExchangeTests {
    private static let images = (1...5).map { "fleet/service-00\($0)" }
    private static let users = ["former", "latter"]
    private static let old = Secret("Old-Passw0rd")
    private static let new = Secret("New-Passw0rd")

    @Test("images are deleted to the last one while the password of the gateway's account is changed")
    func rotated() async throws {
        let harbor = Self.harbor()
        try await RegistryFront.with({ harbor.respond(to: $0) }) { front in
            try await with { bed in
                let root = try await bed.administratorToken()
                try await enforce(harbor: front, "OLD_PASSWORD", bed)
                front.hold(.after) { $0.method == "DELETE" }
                let wire = try await bed.connect()
                let deletion = try Call("DELETE", "/v1/repository/image", token: root, json: ["imageName": Self.images])
                try await wire.send(deletion.text)
                try await front.arrival()
                harbor.change { registry in
                    for place in registry.accounts.indices where registry.accounts[place].name == Self.users[0] {
                        registry.accounts[place].password = Self.new
                    }
                }
                try await enforce(harbor: front, "NEW_PASSWORD", bed)
                let list = Call("GET", "/api/v2.0/projects", token: root)
                #expect(try await bed.answer(to: list).status == 200)
                front.release()
                let answer = try await wire.answer()
                #expect(answer.status == 200, "\(answer.text)")
                #expect(try answer.rows().map { $0["code"] as? Int } == [200, 200, 200, 200, 200])
                #expect(try await bed.answer(to: list).status == 200)
                // A wrong password would have shut the account for the policy in force as well.
                #expect(harbor.use.refusedLogins == 0 && harbor.logins == 2)
            }
        }
    }

    @Test("one that has asked for nothing yet logs in where it began, however often the policy is read meanwhile")
    func moved() async throws {
        let (here, there) = (Self.harbor(), Self.harbor())
        try await RegistryFront.with({ here.respond(to: $0) }) { old in
            try await RegistryFront.with({ there.respond(to: $0) }) { other in
                try await with { bed in
                    let root = try await bed.administratorToken()
                    try await enforce(harbor: old, "OLD_PASSWORD", bed)
                    let body = #"{"imageName":["fleet/service-001"]}"#
                    let wire = try await begin("DELETE", "/v1/repository/image", body, root, bed)
                    for _ in 0..<3 { try await enforce(harbor: other, "OLD_PASSWORD", bed) }
                    #expect(old.requests.isEmpty)
                    try await wire.send(body)
                    let answer = try await wire.answer()
                    #expect(answer.status == 200, "\(answer.text)")
                    #expect(here.logins == 1 && other.requests.isEmpty)
                }
            }
        }
    }

    @Test("it shows no password to an IAM that only the next policy names")
    func otherIAM() async throws {
        let directory = IAMDirectory.seeded(
            domain: "acme", region: "cn-north-4", administrator: .init(name: Self.users[0], password: Self.old),
            members: [.init(name: Self.users[1], password: Self.new)])
        let iam = IAMStandIn(directory)
        let swr = SWRStandIn(.seeded(region: "cn-north-4", directory: directory), iam: iam)
        let huawei: @Sendable (StandInRequest) -> StandInResponse = { request in
            request.target.hasPrefix("/v3/auth/") ? iam.respond(to: request) : swr.respond(to: request)
        }
        try await RegistryFront.with(huawei) { old in
            try await RegistryFront.with(huawei) { other in
                try await with { bed in
                    let root = try await bed.administratorToken()
                    try await enforce(swr: old, iam: old, as: 0, "OLD_PASSWORD", bed)
                    let body = #"{"namespace":"late"}"#
                    let wire = try await begin("POST", "/v1/held", body, root, bed)
                    try await enforce(swr: old, iam: other, as: 1, "NEW_PASSWORD", bed)
                    #expect(old.requests.isEmpty)
                    try await wire.send(body)
                    #expect(try await wire.answer().status == 201)
                    let names = old.requests.map { "\($0.method) \($0.target.prefix { $0 != "?" })" }
                    #expect(names == ["POST /v3/auth/tokens", "POST /v2/manage/namespaces"])
                    #expect(other.requests.isEmpty)
                }
            }
        }
    }

    // MARK: Set-up

    private func with(_ body: (Testbed) async throws -> Void) async throws {
        try await Testbed.with(
            [.policyWatch: "false", .eventLoops: "2"],
            environment: ["OLD_PASSWORD": Self.old.reveal(), "NEW_PASSWORD": Self.new.reveal()], body)
    }

    private static func harbor() -> HarborStandIn {
        HarborStandIn(
            .seeded(
                administrator: .init(name: users[0], password: old), member: .init(name: users[1], password: old)))
    }

    /// A request that was admitted, and whose body has not come.
    private func begin(
        _ method: String, _ path: String, _ body: String, _ token: String, _ bed: Testbed
    ) async throws -> Wire {
        let wire = try await bed.connect()
        try await wire.send(
            "\(method) \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\nContent-Type: application/json\r\n"
                + "Content-Length: \(body.utf8.count)\r\nExpect: 100-continue\r\n\r\n")
        #expect(try await wire.answer().status == 100)
        return wire
    }

    private func enforce(harbor front: RegistryFront, _ password: String, _ bed: Testbed) async throws {
        try await enforce(
            [
                "harbor: { url: \"\(front.url)\", kind: harbor, credentials: { kind: harbor, auth: session, "
                    + "user: \(Self.users[0]), password: \"env:\(password)\" } }"
            ],
            """
              - id: images
                match: { methods: [DELETE], path: "/v1/repository/image" }
                to: { translate: image-delete, upstream: harbor }
                access: { allow: [{ roles: [member] }] }
              - id: projects
                match: { methods: [GET], path: "/api/v2.0/projects" }
                to: { upstream: harbor, path: "/api/v2.0/projects" }
                access: { allow: [{ roles: [member] }] }
            """, bed)
    }

    private func enforce(
        swr front: RegistryFront, iam: RegistryFront, as user: Int, _ password: String, _ bed: Testbed
    ) async throws {
        try await enforce(
            [
                "harbor: { url: \"env:NOBODY_SETS_THIS:-\", credentials: { kind: token, token: \"env:OLD_PASSWORD\" } }",
                "iam: { url: \"\(iam.url)\" }",
                "swr: { url: \"\(front.url)\", kind: swr, credentials: { kind: huawei, auth: token, iam: iam, "
                    + "user: \(Self.users[user]), password: \"env:\(password)\", domain: acme, project: cn-north-4 } }",
            ],
            """
              - id: held
                match: { methods: [POST], path: "/v1/held" }
                to: { upstream: swr, path: "/v2/manage/namespaces" }
                access: { allow: [{ roles: [member] }] }
            """, bed)
    }

    /// - Parameter upstreams: beside those that the routes of all tests lead to.
    private func enforce(_ upstreams: [String], _ routes: String, _ bed: Testbed) async throws {
        let common = [
            "origin: { url: \"env:ORIGIN_URL\" }",
            "locked: { url: \"env:ORIGIN_URL\", credentials: { kind: token, token: \"env:LOCKED_PASSWORD\" } }",
            "nowhere: { url: \"env:NOBODY_SETS_THIS:-\" }",
        ]
        try bed.write(
            "version: 1\nupstreams:\n  \((common + upstreams).joined(separator: "\n  "))\n", to: "upstreams.yaml")
        try await bed.enforce(routes)
    }
}
