import Domain
import Policy
import StandIns
import Store
import Testing
import Translation

@testable import Gateway

@Suite("Binding a user of the IAM")
struct IAMUserBindingTests {
    @Test("he gets his permission in each organization of the namespace, also where he had a lower one")
    func bound() async throws {
        try await BindingTrial.run { it in
            #expect(it.level(of: "robin", in: "team") == .edit)
            try await it.bind()
            #expect(it.level(of: "robin", in: "attic") == .manage && it.level(of: "robin", in: "team") == .manage)
            #expect(it.grants == ["POST attic/access", "POST team/access", "GET team/access", "PATCH team/access"])
            let bound = try await it.bound()
            #expect(bound?.userName == "robin" && bound?.organizations == ["attic", "team"])
            let counts = try await it.counts()
            #expect(counts)
            #expect(it.outcomes == [.none], "a right password forgives no wrong ones")
        }
    }

    @Test("the login is for the account as a whole, so that its token is none for SWR")
    func login() async throws {
        try await BindingTrial.run { it in
            try await it.bind()
            let login = try #require(it.caller.calls.first)
            #expect(login.site == BindingTrial.iamSite && login.name == "POST /v3/auth/tokens?nocatalog=true")
            let auth = JSONValue.members(of: Array(login.body.utf8))?["auth"]
            guard case .object(let members)? = auth else {
                Issue.record("\(login.body)")
                return
            }
            #expect(members["scope"] == .object(["domain": .object(["name": .string("acme")])]))
        }
    }

    @Test(
        "a permission that could not be given is told with its organization, and asking again goes on there",
        arguments: [GatewayError.Code.upstreamUnreachable, .upstreamTimeout, .upstreamMalformed])
    func halfway(code: GatewayError.Code) async throws {
        try await BindingTrial.run { it in
            it.caller.fail("POST /v2/manage/namespaces/team/access", with: code)
            let failure = await it.failure()
            #expect(failure?.code == code && failure?.message?.hasPrefix("project team: ") == true)
            var bound = try await it.bound()
            #expect(bound?.userName == "robin" && bound?.organizations == ["attic"])
            var counts = try await it.counts()
            #expect(!counts)
            it.caller.forgetCalls()
            try await it.bind()
            #expect(it.grants == ["POST team/access", "GET team/access", "PATCH team/access"])
            bound = try await it.bound()
            #expect(bound?.organizations == ["attic", "team"])
            counts = try await it.counts()
            #expect(counts)
        }
    }

    @Test("a permission whose answer was lost is found to be there")
    func lost() async throws {
        try await BindingTrial.run { it in
            it.caller.fail("POST /v2/manage/namespaces/attic/access", isCarriedOut: true, with: .upstreamClosed)
            #expect(await it.failure()?.code == .upstreamClosed)
            it.caller.forgetCalls()
            try await it.bind()
            #expect(it.grants.prefix(2) == ["POST attic/access", "GET attic/access"])
            let counts = try await it.counts()
            #expect(counts)
        }
    }

    @Test("a permission whose answer was lost does not count, and is taken back when another user takes his place")
    func lostAndReplaced() async throws {
        try await BindingTrial.run { it in
            it.caller.fail("POST /v2/manage/namespaces/attic/access", isCarriedOut: true, with: .upstreamClosed)
            #expect(await it.failure()?.code == .upstreamClosed)
            #expect(it.level(of: "robin", in: "attic") == .manage)
            var bound = try await it.bound()
            #expect(bound?.organizations == ["team"] && bound?.begun == ["attic"])
            let counts = try await it.counts()
            #expect(!counts)
            try await it.bind("dana")
            #expect(it.level(of: "robin", in: "attic") == nil && it.level(of: "robin", in: "team") == nil)
            bound = try await it.bound()
            #expect(bound?.userName == "dana" && bound?.organizations == ["attic", "team"] && bound?.begun == [])
        }
    }

    @Test("another user takes the place of one who never counted, and what that one was given is taken back")
    func replaced() async throws {
        try await BindingTrial.run { it in
            it.caller.answer("POST /v2/manage/namespaces/team/access", with: UpstreamReply(status: 500))
            #expect(await it.failure()?.code == .upstreamMalformed)
            it.caller.answer("DELETE /v2/manage/namespaces/attic/access", with: UpstreamReply(status: 503))
            let failure = await it.failure("dana")
            #expect(failure?.message?.hasPrefix("project attic: ") == true)
            var bound = try await it.bound()
            #expect(bound?.userName == "robin", "nobody else before that is done")
            try await it.bind("dana")
            bound = try await it.bound()
            #expect(bound?.userName == "dana" && bound?.organizations == ["attic", "team"])
            #expect(it.level(of: "robin", in: "attic") == nil && it.level(of: "dana", in: "attic") == .manage)
            #expect(it.level(of: "robin", in: "team") == .edit, "given by somebody else")
        }
    }

    @Test("an organization in which SWR lets nobody get a permission keeps him from none in the others")
    func unreachable() async throws {
        try await BindingTrial.run { it in
            it.caller.answer("POST /v2/manage/namespaces/attic/access", times: 9, with: UpstreamReply(status: 403))
            let failure = await it.failure()
            #expect(failure?.message?.hasPrefix("project attic: ") == true)
            let bound = try await it.bound()
            #expect(bound?.organizations == ["team"] && it.level(of: "robin", in: "team") == .manage)
        }
    }

    @Test("an organization in which SWR lets nothing be taken back keeps nothing in the others from being so")
    func unreleased() async throws {
        try await BindingTrial.run { it in
            try await it.keep("zoo")
            it.caller.fail("POST /v2/manage/namespaces/zoo/access", with: .upstreamUnreachable)
            #expect(await it.failure()?.code == .upstreamUnreachable)
            it.caller.answer("GET /v2/manage/namespaces/attic/access", with: UpstreamReply(status: 403))
            let failure = await it.failure("dana")
            #expect(failure?.message?.hasPrefix("project attic: ") == true)
            let bound = try await it.bound()
            #expect(bound?.userName == "robin" && bound?.organizations == ["attic"])
            #expect(it.level(of: "robin", in: "team") == nil)
        }
    }

    @Test("where one counts, no password is tried")
    func present() async throws {
        try await BindingTrial.run { it in
            try await it.bind()
            let logins = it.iam.logins
            for user in ["robin", "dana"] { #expect(await it.failure(user)?.code == .conflict) }
            #expect(it.iam.logins == logins && it.outcomes.count == 1)
        }
    }

    @Test("the password of the gateway's own user is not tried", arguments: ["gateway", "GATEWAY"])
    func own(user: String) async throws {
        try await BindingTrial.run { it in
            #expect(await it.failure(user, "Own-Passw0rd")?.code == .conflict)
            #expect(it.caller.calls.isEmpty && it.outcomes.isEmpty)
        }
    }

    @Test(
        "a password that the IAM does not take is a failed attempt, and nothing is stored", arguments: [400, 401, 403])
    func refused(status: Int) async throws {
        try await BindingTrial.run { it in
            it.caller.answer("POST /v3/auth/tokens", with: UpstreamReply(status: status))
            #expect(await it.failure()?.code == .refusedUpstream)
            #expect(it.outcomes == [.failure] && it.caller.calls.count == 1)
            let bound = try await it.bound()
            #expect(bound == nil)
        }
    }

    @Test(
        "an IAM that says nothing usable is no failed attempt",
        arguments: [
            (429, "", GatewayError.Code.upstreamLimited), (500, "", .upstreamMalformed), (302, "", .upstreamMalformed),
            (201, "", .upstreamMalformed), (201, #"{"token":{"user":{"name":"robin"}}}"#, .upstreamMalformed),
            (201, #"{"token":{"user":{"id":"","name":"robin"}}}"#, .upstreamMalformed),
            (201, #"{"token":{"user":{"id":"a b","name":"robin"}}}"#, .upstreamMalformed),
            (201, #"{"token":{"user":{"id":"a\r\nb","name":"robin"}}}"#, .upstreamMalformed),
            (201, #"{"token":{"user":{"id":"u1","name":"dana"}}}"#, .upstreamMalformed),
            (201, #"{"token":{"user":{"id":7,"name":"robin"}}}"#, .upstreamMalformed),
        ])
    func unusable(_ status: Int, _ body: String, _ expected: GatewayError.Code) async throws {
        try await BindingTrial.run { it in
            it.caller.answer("POST /v3/auth/tokens", with: UpstreamReply(status: status, body: Array(body.utf8)))
            #expect(await it.failure()?.code == expected)
            #expect(it.outcomes.isEmpty)
            let bound = try await it.bound()
            #expect(bound == nil)
        }
    }

    @Test("an organization that SWR has no longer is no hindrance")
    func gone() async throws {
        try await BindingTrial.run { it in
            try await it.keep("nowhere")
            try await it.bind()
            let counts = try await it.counts()
            #expect(counts)
        }
    }

    @Test("a user is bound to one namespace, also when two ask at once")
    func race() async throws {
        try await BindingTrial.run { it in
            let codes = await withTaskGroup(of: GatewayError.Code?.self) { group in
                for namespace in ["ns7", "ns8", "ns9"] {
                    group.addTask {
                        await code { () async throws(GatewayError) in try await it.bind(for: namespace) }
                    }
                }
                return await group.reduce(into: [GatewayError.Code?]()) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1 && codes.count { $0 == .conflict } == 2)
        }
    }
}
