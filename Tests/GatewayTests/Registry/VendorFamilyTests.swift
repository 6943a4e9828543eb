import Domain
import Foundation
import NIOCore
import NIOPosix
import StandIns
import Store
import Testing

@testable import Gateway

/// The vendors' own APIs behind the policy: who may, as whom, and what comes back.
@Suite("The vendors' own APIs")
struct VendorFamilyTests {
    private static let password = Testbed.password

    @Test("clients that speak Basic are known by password or by token")
    func basic() async throws {
        try await RegistryBed.with { bed in
            let path = "/api/v2.0/projects?page_size=2"
            let first = try await bed.ask(
                "GET", path, as: RegistryBed.basic(Testbed.administrator, Self.password))
            #expect(first.status == 200, "\(first.text)")
            #expect(first.values("link").first?.contains("page=2") == true)
            #expect(first.values("set-cookie").isEmpty)
            let token = try await bed.bed.administratorToken()
            #expect(try await bed.ask("GET", path, as: RegistryBed.basic("whoever", token)).status == 200)
            let wrong = try await bed.ask("GET", path, as: RegistryBed.basic(Testbed.administrator, "wrong"))
            #expect(wrong.status == 401)
            #expect(try wrong.registryReason() == "credentials")
            #expect(wrong.values("www-authenticate").contains { $0.hasPrefix("Basic") })
            for broken in ["Basic !!!", "Basic"] {
                let answer = try await bed.ask("GET", path, as: broken)
                #expect(answer.status == 401)
                #expect(try answer.registryReason() == "credentials", "\(broken)")
            }
            let nobody = try await bed.bed.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try nobody.registryReason() == "token-missing")
            #expect(nobody.text.contains("send Authorization with a token, or a user and password as Basic"))
            // Not where the policy does not say so.
            let own = try await bed.ask(
                "GET", "/v1/repository/project", as: RegistryBed.basic(Testbed.administrator, Self.password))
            #expect(own.status == 401)
        }
    }

    @Test("a password that was right does not count any more once its user is banned")
    func banned() async throws {
        try await RegistryBed.with { bed in
            try await bed.bed.account("sam", namespace: "ns1", isAdministrator: true)
            let basic = RegistryBed.basic("sam", Self.password)
            // Known, but without a registry account.
            #expect(try await bed.ask("GET", "/api/v2.0/projects", as: basic).status == 403)
            let sam = try await bed.bed.user("sam")
            let store = bed.bed.gateway.identity.store
            #expect(try await store.changeStatus(of: sam, to: .forbidden, now: Identity.now()))
            #expect(try await bed.ask("GET", "/api/v2.0/projects", as: basic).status == 403)
            let answer = try await bed.ask("GET", "/api/v2.0/projects", as: basic)
            #expect(try answer.registryReason() == "account-status", "\(answer.text)")
        }
    }

    @Test("rules that ask whose a project, a label or a member is are answered by Harbor")
    func ownership() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            #expect(try await bed.project("mine", as: ann).status == 200)
            let project = try #require(bed.registry.harbor.registry.project(named: "mine"))
            let members = try await bed.ask("GET", "/api/v2.0/projects/mine/members", as: ann)
            #expect(members.status == 200, "\(members.text)")
            let foreign = try await bed.ask("GET", "/api/v2.0/projects/library/members", as: ann)
            #expect(foreign.status == 403)
            #expect(try foreign.registryReason() == "condition")

            let label = #"{"name":"l1","scope":"p","project_id":\#(project.id)}"#
            let made = try await bed.ask("POST", "/api/v2.0/labels", label, as: ann)
            #expect(made.status == 201, "\(made.text)")
            let place = try #require(made.values("location").first)
            #expect(place.hasPrefix("/api/v2.0/labels/"))
            #expect(try await bed.ask("GET", place, as: ann).status == 200)
            let everybody = try await bed.ask("POST", "/api/v2.0/labels", #"{"name":"l2","scope":"g"}"#, as: ann)
            #expect(everybody.status == 403)
            let root = try await bed.bed.administratorToken()
            let global = try await bed.ask("POST", "/api/v2.0/labels", #"{"name":"l2","scope":"g"}"#, as: root)
            #expect(global.status == 201, "\(global.text)")
            let other = try #require(global.values("location").first)
            #expect(try await bed.ask("DELETE", other, as: ann).status == 403)
            #expect(try await bed.ask("DELETE", place, as: ann).status == 200)
        }
    }

    @Test("nobody takes the namespace's own account out of its project")
    func ownMembership() async throws {
        try await RegistryBed.with { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("account-1", as: ann).status == 200)
            #expect(try await bed.project("mine", as: ann).status == 200)
            let list = try await bed.ask("GET", "/api/v2.0/projects/mine/members", as: ann)
            let members = try #require(
                try JSONSerialization.jsonObject(with: Data(list.body)) as? [[String: Any]])
            let member = try #require(members.first?["id"] as? Int)
            let removed = try await bed.ask("DELETE", "/api/v2.0/projects/mine/members/\(member)", as: ann)
            #expect(removed.status == 403, "\(removed.text)")
        }
    }

    @Test("a session that Harbor opens for nobody in particular reaches nobody")
    func anonymousSession() async throws {
        try await RegistryBed.with { bed in
            let health = try await bed.bed.ask("GET /api/v2.0/health HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(health.status == 200)
            #expect(health.values("set-cookie").isEmpty)
        }
    }

    @Test(
        "a body in another encoding, or compressed, is not read as JSON",
        arguments: [
            "Content-Type: application/json; charset=utf-16\r\n",
            "Content-Type: application/json\r\nContent-Encoding: gzip\r\n",
        ])
    func codedBody(_ fields: String) async throws {
        try await RegistryBed.with { bed in
            let root = try await bed.bed.administratorToken()
            for path in ["/v1/repository/project", "/v1/repository/third", "/v1/authorization"] {
                let answer = try await bed.bed.ask(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: \(root)\r\n\(fields)"
                        + "Content-Length: 2\r\n\r\n{}")
                #expect(answer.status == 415, "\(path) \(answer.text)")
            }
        }
    }

    @Test("an upstream with a base path is asked below it, once")
    func basePath() async throws {
        let registry = try await DemoRegistry.start()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let front = StandInServer { request in
            guard request.target.hasPrefix("/base/") else { return StandInResponse(status: 404) }
            return registry.harbor.respond(
                to: StandInRequest(
                    method: request.method, target: String(request.target.dropFirst("/base".count)),
                    fields: request.fields, body: request.body))
        }
        let port = try await front.start(group: group)
        try await RegistryBed.with(environment: [
            "BREAKWATER_HARBOR_URL": "http://127.0.0.1:\(port)/base",
            "BREAKWATER_HARBOR_PASSWORD": registry.environment["BREAKWATER_HARBOR_PASSWORD"] ?? "",
        ]) { bed in
            let root = try await bed.bed.administratorToken()
            #expect(try await bed.ask("GET", "/api/v2.0/projects", as: root).status == 200)
            #expect(try await bed.ask("GET", "/v1/repository/project", as: root).status == 200)
        }
        await front.stop()
        try await group.shutdownGracefully()
        await registry.stop()
    }

    @Test("a page of a front server is not shown as the registry's word")
    func errorPage() async throws {
        try await RegistryBed.with { bed in
            let root = try await bed.bed.administratorToken()
            bed.registry.harbor.misbehave(.errorPage(status: 502)) { $0.target.hasPrefix("/api/v2.0/projects") }
            let answer = try await bed.ask("GET", "/api/v2.0/projects", as: root)
            #expect(answer.status == 502)
            #expect(try answer.registryReason() == "upstream-malformed", "\(answer.text)")
        }
    }

    @Test("a registry that refuses the gateway's account is asked a few times, then left alone")
    func storm() async throws {
        try await RegistryBed.with { bed in
            let root = try await bed.bed.administratorToken()
            bed.registry.harbor.misbehave(.unauthorized) { $0.target.hasPrefix("/api/") }
            for _ in 0..<20 {
                let answer = try await bed.ask("GET", "/api/v2.0/projects", as: root)
                #expect(answer.status == 502)
                #expect(try answer.registryReason() == "upstream-credential")
            }
            #expect(bed.registry.harbor.logins <= 2, "the breaker is open after the first")
        }
    }
}
