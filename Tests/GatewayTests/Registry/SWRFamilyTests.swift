import Domain
import StandIns
import Testing

@testable import Gateway

/// What SWR keeps for an image, and for the whole account: who may, what reaches SWR, and what comes back.
@Suite("SWR's families behind the gateway")
struct SWRFamilyTests {
    /// How the gateway proves itself to SWR.
    private static let ways = ["aksk", "token"]

    /// `ann` and `mia` are of the namespace that has the organization, administrator and member; `bob` administers
    /// another one.
    enum Caller: Sendable, CaseIterable { case root, ann, mia, bob }

    /// A request, and the status that its answer has.
    struct Step: Sendable {
        let caller: Caller
        let method: String
        let path: String
        let body: String
        let status: Int

        init(_ caller: Caller, _ method: String, _ path: String, _ body: String = "", _ status: Int) {
            self.caller = caller
            self.method = method
            self.path = path
            self.body = body
            self.status = status
        }
    }

    /// The gateway, with an organization of ann's namespace that has one image without tags.
    private struct Scene {
        static let image = "/v2/manage/namespaces/annas/repos/team$web"

        let bed: RegistryBed
        let tokens: [Caller: String]

        func ask(_ step: Step) async throws -> PlainMessage {
            try await bed.ask(step.method, step.path, step.body, as: tokens[step.caller] ?? "")
        }

        /// Asks one after another. What the gateway refuses never reaches SWR; all else does, with `$` for slashes, and
        /// otherwise as it came: queries are written here as signatures want them, sorted and encoded.
        func follow(_ steps: [Step]) async throws {
            let before = bed.registry.swr.requests.count
            for step in steps {
                let answer = try await ask(step)
                #expect(answer.status == step.status, "\(step.caller) \(step.method) \(step.path): \(answer.text)")
            }
            let arrived = steps.filter { $0.status != 403 }.map {
                "\($0.method) \($0.path.replacing("%24", with: "$"))"
            }
            #expect(Array(bed.registry.swr.requests.dropFirst(before)) == arrived)
        }
    }

    private func with(_ way: String = "aksk", _ body: (Scene) async throws -> Void) async throws {
        try await RegistryBed.with(.swr, environment: ["BREAKWATER_SWR_AUTH": way]) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let tokens: [Caller: String] = [
                .root: try await bed.bed.administratorToken(), .ann: ann, .mia: try await bed.member("mia", of: "ns1"),
                .bob: try await bed.administrator("bob", of: "ns2"),
            ]
            #expect(try await bed.project("annas", as: ann).status == 200)
            let made = try await bed.ask(
                "POST", "/v2/manage/namespaces/annas/repos", #"{"repository":"team/web","is_public":false}"#, as: ann)
            #expect(made.status == 201, "\(made.text)")
            try await body(Scene(bed: bed, tokens: tokens))
        }
    }

    @Test("an image is shared by those who administer its namespace, and members see with whom", arguments: ways)
    func shares(_ way: String) async throws {
        let shares = "/v2/manage/namespaces/annas/repositories/team$web/access-domains"
        let share = #"{"access_domain":"partner","permit":"read","deadline":"forever","description":"theirs"}"#
        let terms = #"{"permit":"read","deadline":"2099-01-01T00:00:00Z"}"#
        try await with(way) { scene in
            try await scene.follow([
                Step(.ann, "POST", shares, share, 201),
                Step(.ann, "POST", shares, share, 409),
                Step(.ann, "POST", shares, share.replacing("read", with: "write"), 400),
                Step(.mia, "POST", shares, share, 403),
                Step(.bob, "POST", shares, share, 403),
                Step(.mia, "GET", shares, "", 200),
                Step(.mia, "GET", shares.replacing("$", with: "%24"), "", 200),
                Step(.bob, "GET", shares, "", 403),
                Step(.mia, "GET", "\(shares)/partner", "", 200),
                Step(.bob, "GET", "\(shares)/partner", "", 403),
                Step(.mia, "PATCH", "\(shares)/partner", terms, 403),
                Step(.bob, "PATCH", "\(shares)/partner", terms, 403),
                Step(.ann, "PATCH", "\(shares)/partner", terms, 201),
            ])
            let read = try await scene.ask(Step(.mia, "GET", "\(shares)/partner", "", 200)).json()
            #expect(read["exist"] as? Bool == true)
            #expect(read["deadline"] as? String == "2099-01-01T00:00:00Z")
            try await scene.follow([
                Step(.bob, "DELETE", "\(shares)/partner", "", 403),
                Step(.ann, "DELETE", "\(shares)/partner", "", 204),
                Step(.root, "DELETE", "\(shares)/partner", "", 404),
            ])
        }
    }

    @Test(
        "retention is set up for the own image, and changed by number by system administrators alone", arguments: ways)
    func retention(_ way: String) async throws {
        let retentions = "\(Scene.image)/retentions"
        let policy = #"{"algorithm":"or","rules":[{"template":"tag_rule","params":{"num":"9"},"tag_selectors":[]}]}"#
        try await with(way) { scene in
            let made = try await scene.ask(Step(.ann, "POST", retentions, policy, 201))
            #expect(made.status == 201, "\(made.text)")
            let id = try #require(try made.json()["id"] as? Int)
            try await scene.follow([
                Step(.ann, "POST", retentions, #"{"algorithm":"or","rules":[]}"#, 400),
                Step(.mia, "POST", retentions, policy, 403),
                Step(.bob, "POST", retentions, policy, 403),
                Step(.mia, "GET", retentions, "", 200),
                Step(.bob, "GET", retentions, "", 403),
                Step(.mia, "GET", "\(retentions)/histories?limit=10&offset=0", "", 200),
                Step(.bob, "GET", "\(retentions)/histories?limit=10&offset=0", "", 403),
                Step(.ann, "GET", "\(retentions)/\(id)", "", 403),
                Step(.root, "GET", "\(retentions)/\(id)", "", 200),
                Step(.ann, "PATCH", "\(retentions)/\(id)", policy, 403),
                Step(.root, "PATCH", "\(retentions)/\(id)", policy, 201),
                Step(.ann, "DELETE", "\(retentions)/\(id)", "", 403),
                Step(.root, "DELETE", "\(retentions)/\(id)", "", 200),
                Step(.root, "GET", "\(retentions)/\(id)", "", 404),
            ])
        }
    }

    @Test("what went by a rule is listed with pages, and no other parameter goes along")
    func records() async throws {
        let retentions = "/v2/manage/namespaces/library/repos/web$front/retentions"
        let policy = #"{"algorithm":"or","rules":[{"template":"tag_rule","params":{"num":"1"},"tag_selectors":[]}]}"#
        try await with { scene in
            #expect(try await scene.ask(Step(.root, "POST", retentions, policy, 201)).status == 201)
            let page = try await scene.ask(
                Step(.root, "GET", "\(retentions)/histories?offset=0&namespace=team&limit=1", "", 200))
            #expect(page.values("content-range") == ["0-1/2"], "\(page.text)")
            #expect(scene.bed.registry.swr.requests.last == "GET \(retentions)/histories?limit=1&offset=0")
        }
    }

    @Test("triggers are seen by members, and set up by system administrators", arguments: ways)
    func triggers(_ way: String) async throws {
        let triggers = "\(Scene.image)/triggers"
        let trigger =
            #"{"name":"redeploy","action":"update","app_type":"deployments","application":"web","cluster_ns":"default","#
            + #""condition":".*","enable":"true","trigger_type":"all"}"#
        try await with(way) { scene in
            try await scene.follow([
                Step(.ann, "POST", triggers, trigger, 403),
                Step(.root, "POST", triggers, trigger, 201),
                Step(.root, "POST", triggers, trigger, 409),
                Step(.mia, "GET", triggers, "", 200),
                Step(.bob, "GET", triggers, "", 403),
                Step(.mia, "GET", "\(triggers)/redeploy", "", 200),
                Step(.bob, "GET", "\(triggers)/redeploy", "", 403),
                Step(.ann, "PATCH", "\(triggers)/redeploy", #"{"enable":"false"}"#, 403),
                Step(.root, "PATCH", "\(triggers)/redeploy", #"{"enable":"false"}"#, 201),
                Step(.ann, "DELETE", "\(triggers)/redeploy", "", 403),
                Step(.root, "DELETE", "\(triggers)/redeploy", "", 204),
                Step(.root, "GET", "\(triggers)/redeploy", "", 404),
            ])
        }
    }

    @Test("copies to other regions are seen by members, and set up by system administrators", arguments: ways)
    func synchronization(_ way: String) async throws {
        let (standing, jobs) = (
            "\(Scene.image)/sync_repo", "\(Scene.image)/sync_job?filter=limit%3A%3A9%7Coffset%3A%3A0"
        )
        let target = #""remoteRegionId":"eu-west-101","remoteNamespace":"annas""#
        let library = "/v2/manage/namespaces/library/repos/web$front"
        try await with(way) { scene in
            try await scene.follow([
                Step(.ann, "POST", standing, "{\(target)}", 403),
                Step(.root, "POST", standing, "{\(target)}", 200),
                Step(.mia, "GET", standing, "", 200),
                Step(.bob, "GET", standing, "", 403),
                Step(.ann, "DELETE", standing, "{\(target)}", 403),
                Step(.root, "DELETE", standing, "{\(target)}", 200),
                Step(.root, "DELETE", standing, "{\(target)}", 404),
                Step(.mia, "GET", jobs, "", 200),
                Step(.bob, "GET", jobs, "", 403),
                Step(.ann, "POST", "\(Scene.image)/sync_images", "{\(target),\"imageTag\":[\"v1\"]}", 403),
                Step(.root, "POST", "\(library)/sync_images", "{\(target),\"imageTag\":[\"v1\",\"v2\"]}", 200),
                Step(.root, "POST", "\(library)/sync_images", "{\(target),\"imageTag\":[\"nope\"]}", 404),
            ])
            let page = try await scene.ask(
                Step(.root, "GET", "\(library)/sync_job?filter=limit%3A%3A1%7Coffset%3A%3A1", "", 200))
            #expect(page.values("content-range") == ["1-1/2"], "\(page.text)")
        }
    }

    @Test("what concerns the whole account is for system administrators", arguments: ways)
    func account(_ way: String) async throws {
        try await with(way) { scene in
            let project = try #require(scene.bed.registry.iam.directory.projects.first).id
            let requests = [
                ("GET", "/"), ("GET", "/v2"), ("GET", "/v3"),
                ("GET", "/v2/manage/shared-repositories?center=self&limit=10&offset=0"),
                ("GET", "/v3/manage/shared-repositories?limit=10&shared_by=self"), ("GET", "/v2/manage/overview"),
                ("GET", "/v2/manage/regions"), ("GET", "/v2/manage/projects/\(project)/quotas"),
                ("POST", "/v2/manage/utils/secret?projectname=cn-north-4"),
                ("POST", "/v2/manage/utils/authorizationtoken"),
            ]
            for (method, path) in requests {
                try await scene.follow([
                    Step(.root, method, path, "", 200), Step(.ann, method, path, "", 403),
                    Step(.mia, method, path, "", 403),
                ])
            }
        }
    }

    @Test("versions come as SWR has them: all, and each by its name", arguments: ways)
    func versions(_ way: String) async throws {
        try await with(way) { scene in
            let all = try await scene.ask(Step(.root, "GET", "/", "", 200)).json()
            let listed = try #require(all["versions"] as? [[String: Any]])
            #expect(listed.compactMap { $0["id"] as? String } == ["v2", "v3"])
            for id in ["v2", "v3"] {
                let one = try await scene.ask(Step(.root, "GET", "/\(id)", "", 200)).json()
                #expect((one["version"] as? [String: Any])?["id"] as? String == id)
            }
        }
    }

    @Test("a docker login reaches who asked for it, and no log", arguments: ways)
    func login(_ way: String) async throws {
        try await with(way) { scene in
            let answer = try await scene.ask(Step(.root, "POST", "/v2/manage/utils/secret", "", 200))
            #expect(answer.status == 200, "\(answer.text)")
            let words = try #require(answer["X-Swr-Dockerlogin"]).split(separator: " ").map(String.init)
            let password = try #require(words.firstIndex(of: "-p").map { words[$0 + 1] })
            #expect(answer["X-Swr-Expireat"] != nil)
            let auths = try #require(try answer.json()["auths"] as? [String: [String: String]])
            let authorization = try #require(auths.values.first?["auth"])
            await scene.bed.bed.stopGateway()

            let environment = scene.bed.registry.environment
            let secrets = [
                password, authorization, try #require(environment["BREAKWATER_SWR_SECRET_KEY"]),
                try #require(environment["BREAKWATER_IAM_PASSWORD"]),
            ]
            for name in ["access", "decisions", "audit"] {
                let text = try scene.bed.bed.logText(name)
                for secret in secrets { #expect(!text.contains(secret), "\(name)") }
                #expect(!text.lowercased().contains("dockerlogin"), "\(name)")
            }
            #expect(try scene.bed.bed.logText("access").contains("swr-login-temporary"))
        }
    }
}
