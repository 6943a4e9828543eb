import Domain
import Policy
import Proxy
import StandIns
import Testing
import Translation

@testable import Gateway

/// Projects that the gateway's own account made for a namespace: the gateway keeps whose they are, Harbor whether they
/// are there.
@Suite("Projects made for a namespace")
struct GrantedProjectTests {
    private static let member = Principal(userID: 1, name: "ada", role: .member, namespace: "ns7", session: "s")
    private static let stranger = Principal(userID: 2, name: "bob", role: .member, namespace: "ns8", session: "t")

    private struct Questions {
        let trial: HarborTrial
        let knowledge: RegistryKnowledge
        /// The number of the gateway's own account.
        let maker: Int

        init(_ trial: HarborTrial) throws {
            self.trial = trial
            let clock = trial.clock
            knowledge = RegistryKnowledge(vault: trial.vault, harbor: trial.calls, now: { clock.instant })
            maker = try #require(trial.harbor.registry.account(named: HarborTrial.own.name)?.id)
        }

        func projects(of principal: Principal = member) async throws -> RegistryFacts.Projects {
            await knowledge.forget(namespace: nil)
            return try #require(
                try await knowledge.facts([.projects], about: principal, on: trial.upstream).projects)
        }

        /// A project of the gateway's own account, with ns7's as its member unless it is said to be none.
        func make(_ name: String, isPublic: Bool = false, hasMember: Bool = true) -> Int64 {
            var number = 0
            trial.harbor.change { registry in
                number = registry.addProject(name, isPublic: isPublic, owner: maker)
                if hasMember { registry.setRole(1, of: Int(trial.robinID), in: number) }
            }
            return Int64(number)
        }

        func grant(_ number: Int64, _ name: String, to namespace: String = "ns7") async throws {
            try await knowledge.keep(
                .grant(number: number, name: name, isPublic: false), of: namespace, on: trial.upstream.name)
        }

        /// Gives ns8 an account.
        func admitStranger() {
            let login = HarborRegistry.Login(name: "sparrow", password: Secret("New-Passw0rd"))
            trial.harbor.change { $0.addAccount(login, email: "sparrow@example.org") }
            trial.vault["ns8"] = VaultAccount(
                namespace: "ns8", userID: trial.robinID + 1, user: login.name, email: "sparrow@example.org",
                password: login.password, pending: nil)
        }

        /// What the store keeps for ns7.
        func kept() async throws -> [Int64] {
            try await trial.vault.projects(of: "ns7", on: trial.upstream.name).map(\.number)
        }

        func delete(_ number: Int64) async throws {
            let call = UpstreamCall(method: "DELETE", target: "/api/v2.0/projects/\(number)")
            #expect(try await trial.calls.send(call, as: .upstream, to: trial.upstream).status == 200)
        }

        /// Calls that were made for answers.
        var asked: [String] { trial.caller.calls.map(\.target).filter { $0.hasPrefix("/api") } }
    }

    private func withQuestions(_ body: (Questions) async throws -> Void) async throws {
        try await HarborTrial.run { (trial) async throws in try await body(Questions(trial)) }
    }

    @Test("are its beside those that its account owns, and nobody else's")
    func own() async throws {
        try await withQuestions { (questions) async throws in
            questions.trial.harbor.change { registry in
                registry.addProject("owned", isPublic: false, owner: Int(questions.trial.robinID))
            }
            let number = questions.make("granted")
            _ = questions.make("other", isPublic: true)
            try await questions.grant(number, "granted")
            questions.admitStranger()
            let projects = try await questions.projects()
            #expect(projects.names == ["owned", "granted"])
            #expect(projects.numbers.contains(number) && projects.numbers.count == 2)
            #expect(try await questions.projects(of: Self.stranger).names == [])
        }
    }

    @Test("are its also when Harbor does not show them to its account")
    func hidden() async throws {
        try await withQuestions { (questions) async throws in
            let number = questions.make("granted", hasMember: false)
            try await questions.grant(number, "granted")
            #expect(try await questions.projects().numbers == [number])
        }
    }

    @Test("are forgotten when they are gone: the next one of the name is not the namespace's")
    func gone() async throws {
        try await withQuestions { (questions) async throws in
            let number = questions.make("web")
            try await questions.grant(number, "web")
            #expect(try await questions.projects().names == ["web"])
            try await questions.delete(number)
            _ = questions.make("web", isPublic: true)
            for isForgotten in [false, true] {
                #expect(try await questions.projects() == RegistryFacts.Projects(names: [], numbers: []))
                #expect(try await questions.kept() == (isForgotten ? [] : [number]))
                questions.trial.vault.passDay()
            }
        }
    }

    @Test("are the namespace's again that were missing while another Harbor answered, however often and long ago")
    func elsewhere() async throws {
        try await withQuestions { (questions) async throws in
            let number = questions.make("web")
            try await questions.grant(number, "web")
            let absence = #"{"errors":[{"code":"NOT_FOUND","message":"project not found"}]}"#
            for _ in 0..<3 {
                questions.trial.caller.answer(
                    "GET /api/v2.0/projects/\(number)",
                    with: UpstreamReply(status: 404, body: Array(absence.utf8)))
                #expect(try await questions.projects().names == [])
                questions.trial.vault.passDay()
                #expect(try await questions.projects().names == ["web"])
            }
        }
    }

    @Test(
        "are not forgotten for an answer that is not Harbor's own word",
        arguments: [
            (404, "<html>", GatewayError.Code.upstreamMalformed), (403, "{}", .upstreamMalformed),
            (500, "", .upstreamMalformed), (200, "{}", .upstreamMalformed),
        ])
    func unusable(_ status: Int, body: String, code expected: GatewayError.Code) async throws {
        try await withQuestions { (questions) async throws in
            let number = questions.make("web")
            try await questions.grant(number, "web")
            questions.trial.caller.answer(
                "GET /api/v2.0/projects/\(number)", with: UpstreamReply(status: status, body: Array(body.utf8)))
            let found = await code { () async throws(GatewayError) in
                try await questions.knowledge.facts(
                    [.projects], about: Self.member, on: questions.trial.upstream)
            }
            #expect(found == expected)
            #expect(try await questions.kept() == [number])
        }
    }

    @Test("are not the namespace's under another name: that is another Harbor's project")
    func renamed() async throws {
        try await withQuestions { (questions) async throws in
            let number = questions.make("theirs")
            try await questions.grant(number, "mine")
            #expect(try await questions.projects().names == [])
        }
    }

    @Test("are looked for one by one while they are few, and more in a list, which ends when all are found")
    func many() async throws {
        try await withQuestions { (questions) async throws in
            for number in 1...10 { try await questions.grant(questions.make("few-\(number)"), "few-\(number)") }
            questions.trial.caller.forgetCalls()
            #expect(try await questions.projects().names.count == 10)
            #expect(questions.asked.count == 11, "the account's own, and each")

            // Those of others come after them, by name.
            questions.trial.harbor.change { registry in
                for number in 0..<300 { registry.addProject("z-\(number)", isPublic: true, owner: questions.maker) }
            }
            for number in 11...120 { try await questions.grant(questions.make("few-\(number)"), "few-\(number)") }
            questions.trial.caller.forgetCalls()
            #expect(try await questions.projects().names.count == 120)
            #expect(questions.asked.count == 3, "the account's own, and two pages")
        }
    }

    @Test("what a list does not show is asked for, a hundred at most")
    func missed() async throws {
        try await withQuestions { (questions) async throws in
            for number in 1...150 { try await questions.grant(Int64(9_000 + number), "gone-\(number)") }
            #expect(try await questions.projects().names == [])
            #expect(try await questions.kept().count == 150)
            questions.trial.vault.passDay()
            questions.trial.caller.forgetCalls()
            #expect(try await questions.projects().names == [])
            #expect(questions.asked.count == 102, "the account's own, a page, and those that were not asked for first")
            #expect(try await questions.kept().count == 100)
        }
    }

    @Test("are not a namespace's that has no account any more")
    func noAccount() async throws {
        try await withQuestions { (questions) async throws in
            try await questions.grant(questions.make("web"), "web")
            questions.trial.vault["ns7"] = nil
            #expect(try await questions.projects().names == [])
        }
    }

    @Test("are not those of a registry that knows projects by name alone, nor the other way round")
    func kinds() async throws {
        try await withQuestions { (questions) async throws in
            let knowledge = questions.knowledge
            let swr = HarborTrial.spec(.signature(accessKey: "a", secretKey: Secret("s")), kind: .swr)
            _ = questions.make("one")
            try await knowledge.keep(.add(name: "one", isPublic: true), of: "ns7", on: "registry")
            try await questions.grant(77, "two")
            let facts = try await knowledge.facts([.projects], about: Self.member, on: swr)
            #expect(facts.projects?.names == ["one"])
            #expect(try await questions.projects().names == [])
        }
    }
}
