import Domain
import Policy
import Proxy
import StandIns
import Testing
import Translation

@testable import Gateway

@Suite("What registries know")
struct RegistryKnowledgeTests {
    private static let member = Principal(userID: 1, name: "ada", role: .member, namespace: "ns7", session: "s")
    private static let administrator = Principal(
        userID: 2, name: "root", role: .systemAdmin, namespace: "ns7", session: "t")

    private struct Questions {
        let trial: HarborTrial
        let knowledge: RegistryKnowledge

        init(_ trial: HarborTrial) {
            self.trial = trial
            let clock = trial.clock
            knowledge = RegistryKnowledge(vault: trial.vault, harbor: trial.calls, now: { clock.instant })
        }

        func ask(
            _ questions: FactQuestion..., by principal: Principal = member, on upstream: UpstreamSpec? = nil
        ) async throws(GatewayError) -> RegistryFacts {
            try await knowledge.facts(questions, about: principal, on: upstream ?? trial.upstream)
        }

        /// Does something at Harbor; the number at the end of `Location`, if there is one.
        @discardableResult
        func send(
            _ method: String, _ path: String, _ json: String = "", as account: ActingAccount = .upstream
        ) async throws -> Int64 {
            let call = UpstreamCall(
                method: method, target: "/api/v2.0\(path)", fields: [("Content-Type", "application/json")],
                body: json.isEmpty ? nil : Array(json.utf8))
            let reply = try await trial.calls.send(call, as: account, to: trial.upstream)
            #expect((200...201).contains(reply.status), "\(method) \(path)")
            return reply.field("Location")?.split(separator: "/").last.flatMap { Int64($0) } ?? 0
        }

        /// Calls that were made for answers.
        var asked: [String] { trial.caller.calls.map(\.target).filter { $0.hasPrefix("/api") } }
    }

    private func withQuestions(_ body: (Questions) async throws -> Void) async throws {
        try await HarborTrial.run { (trial) async throws in try await body(Questions(trial)) }
    }

    // MARK: The store

    @Test("the account of a namespace is the vault's, and whose a name is, too")
    func account() async throws {
        try await withQuestions { (questions) async throws in
            let facts = try await questions.ask(.account, .gatewayAccount("robin"), .gatewayAccount("gateway"))
            #expect(facts.account == .known(id: questions.trial.robinID, name: "robin"))
            #expect(facts.gatewayAccounts == ["robin": true, "gateway": false])
            questions.trial.vault["ns7"] = nil
            #expect(try await questions.ask(.account).account == .none)
            let nobody = Principal(userID: 3, name: "bob", role: .approved, namespace: "", session: "u")
            #expect(try await questions.ask(.account, by: nobody).account == .none)
            #expect(questions.asked == [])
            questions.trial.vault.fail(.account, .named)
            for question in [FactQuestion.account, .gatewayAccount("robin")] {
                let found = await code { () async throws(GatewayError) in try await questions.ask(question) }
                #expect(found == .storeUnavailable)
            }
        }
    }

    @Test("on SWR the projects are those that the store keeps for the namespace, and labels and members are none")
    func kept() async throws {
        try await withQuestions { (questions) async throws in
            let swr = HarborTrial.spec(.signature(accessKey: "a", secretKey: Secret("s")), kind: .swr)
            let knowledge = questions.knowledge
            try await knowledge.keep(.add(name: "one", isPublic: true), of: "ns7", on: "registry")
            try await knowledge.keep(.add(name: "two", isPublic: false), of: "ns8", on: "registry")
            let facts = try await questions.ask(.projects, .label(3), .member(project: "one", number: 4), on: swr)
            #expect(facts.projects == RegistryFacts.Projects(names: ["one"], numbers: []))
            #expect(facts.labels == [3: .absent])
            #expect(facts.members == [RegistryFacts.Member(project: "one", number: 4): 0])
            #expect(try await knowledge.keptProjects(of: nil, on: "registry").map(\.name) == ["one", "two"])
            let one = try #require(try await knowledge.keptProjects(of: "ns7", on: "registry").first)
            try await knowledge.keep(.remove(one), of: "ns7", on: "registry")
            #expect(try await questions.ask(.projects, on: swr).projects?.names == [])
            let anybody = try await questions.ask(.gatewayAccount("dana"), on: swr)
            #expect(anybody.gatewayAccounts == ["dana": true], "the gateway makes none there")
            #expect(questions.asked == [])
        }
    }

    // MARK: Projects

    @Test("the projects of a namespace are all that its account owns, over several pages, and no others")
    func projects() async throws {
        try await withQuestions { (questions) async throws in
            let robin = Int(questions.trial.robinID)
            questions.trial.harbor.change { registry in
                for number in 1...230 { registry.addProject("mine-\(number)", isPublic: false, owner: robin) }
                registry.addProject("others", isPublic: true, owner: 1)
            }
            let projects = try #require(try await questions.ask(.projects).projects)
            #expect(projects.names.count == 230 && projects.numbers.count == 230)
            #expect(!projects.names.contains("others"))
            #expect(questions.asked.count == 3)
            let sameAgain = try await questions.ask(.projects, by: Self.administrator).projects
            #expect(sameAgain == projects, "a system administrator sees them too")
        }
    }

    @Test("they are remembered for ten seconds, unless something changed")
    func memory() async throws {
        try await withQuestions { (questions) async throws in
            let robin = Int(questions.trial.robinID)
            func create(_ name: String) {
                questions.trial.harbor.change { $0.addProject(name, isPublic: false, owner: robin) }
            }
            create("one")
            #expect(try await questions.ask(.projects).projects?.names == ["one"])
            create("two")
            questions.trial.clock.advance(.milliseconds(9_999))
            #expect(try await questions.ask(.projects).projects?.names == ["one"])
            questions.trial.clock.advance(.milliseconds(1))
            #expect(try await questions.ask(.projects).projects?.names == ["one", "two"])
            create("three")
            await questions.knowledge.forget(namespace: "ns8")
            #expect(try await questions.ask(.projects).projects?.names.count == 2)
            await questions.knowledge.forget(namespace: "ns7")
            #expect(try await questions.ask(.projects).projects?.names.count == 3)
            #expect(questions.asked.count == 3)
        }
    }

    @Test("that there are none is remembered for a second; without an account nobody is asked")
    func nothing() async throws {
        try await withQuestions { (questions) async throws in
            for _ in 0..<2 { #expect(try await questions.ask(.projects).projects?.names == []) }
            #expect(questions.asked.count == 1)
            questions.trial.clock.advance(.seconds(1))
            _ = try await questions.ask(.projects)
            #expect(questions.asked.count == 2)
            questions.trial.vault["ns7"] = nil
            await questions.knowledge.forget(namespace: "ns7")
            #expect(try await questions.ask(.projects).projects?.names == [])
            #expect(questions.asked.count == 2)
        }
    }

    @Test("however many ask at once, one question is asked")
    func singleFlight() async throws {
        let gate = Gate()
        try await HarborTrial.run(pause: { await gate.pass() }) { (trial) async throws in
            let questions = Questions(trial)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { _ = try await questions.ask(.label(1)) }
                }
                for _ in 0..<100 { await Task.yield() }
                await gate.open()
                try await group.waitForAll()
            }
            #expect(questions.asked.count == 1)
        }
    }

    // MARK: Labels and members

    @Test("a label is the registry's, a project's or absent, as the namespace's account sees it")
    func labels() async throws {
        try await withQuestions { (questions) async throws in
            let robin = ActingAccount.namespace("ns7")
            let project = try await questions.send("POST", "/projects", #"{"project_name":"one"}"#, as: robin)
            let json = #"{"name":"a","scope":"p","project_id":\#(project)}"#
            let own = try await questions.send("POST", "/labels", json, as: robin)
            let global = try await questions.send("POST", "/labels", #"{"name":"b","scope":"g"}"#)
            let facts = try await questions.ask(.label(own), .label(9_999), .label(0), .label(-1))
            #expect(facts.labels == [own: .project(project), 9_999: .absent, 0: .absent, -1: .absent])
            let seen = try await questions.ask(.label(global), by: Self.administrator)
            #expect(seen.labels == [global: .global])
        }
    }

    @Test("a label is remembered for five seconds, an absent one for one")
    func labelMemory() async throws {
        try await withQuestions { (questions) async throws in
            let body = Array(#"{"scope":"g"}"#.utf8)
            let name = "GET /api/v2.0/labels/5"
            questions.trial.caller.answer(name, with: UpstreamReply(status: 404))
            questions.trial.caller.answer(name, times: 9, with: UpstreamReply(status: 200, body: body))
            #expect(try await questions.ask(.label(5)).labels == [5: .absent])
            questions.trial.clock.advance(.milliseconds(999))
            #expect(try await questions.ask(.label(5)).labels == [5: .absent])
            questions.trial.clock.advance(.milliseconds(1))
            #expect(try await questions.ask(.label(5)).labels == [5: .global])
            questions.trial.clock.advance(.milliseconds(4_999))
            _ = try await questions.ask(.label(5))
            #expect(questions.asked.count == 2)
            questions.trial.clock.advance(.milliseconds(1))
            _ = try await questions.ask(.label(5))
            #expect(questions.asked.count == 3)
        }
    }

    @Test("a member is the user that he stands for; a group, and nobody, is 0")
    func members() async throws {
        try await withQuestions { (questions) async throws in
            let name = "GET /api/v2.0/projects/one/members"
            func reply(_ json: String) -> UpstreamReply { UpstreamReply(status: 200, body: Array(json.utf8)) }
            questions.trial.caller.answer("\(name)/1", with: reply(#"{"entity_id":7,"entity_type":"u"}"#))
            questions.trial.caller.answer("\(name)/2", with: reply(#"{"entity_id":7,"entity_type":"g"}"#))
            questions.trial.caller.answer("\(name)/3", with: UpstreamReply(status: 403))
            let facts = try await questions.ask(
                .member(project: "one", number: 1), .member(project: "one", number: 2),
                .member(project: "one", number: 3), .member(project: "one", number: 0),
                .member(project: "../one", number: 1), .member(project: "", number: 1))
            #expect(facts.members[RegistryFacts.Member(project: "one", number: 1)] == 7)
            #expect(facts.members.values.count { $0 == 0 } == 5 && facts.members.count == 6)
            #expect(questions.asked.count == 3)
        }
    }

    @Test("a member of a project by its number is asked for as one", arguments: [true, false])
    func real(byNumber: Bool) async throws {
        try await withQuestions { (questions) async throws in
            let robin = ActingAccount.namespace("ns7")
            let number = try await questions.send("POST", "/projects", #"{"project_name":"one"}"#, as: robin)
            let json = #"{"role_id":2,"member_user":{"username":"gateway"}}"#
            let project = byNumber ? "\(number)" : "one"
            let member = try await questions.send("POST", "/projects/\(number)/members", json, as: robin)
            let facts = try await questions.ask(.member(project: project, number: member))
            let gateway = questions.trial.harbor.registry.account(named: "gateway")?.id
            #expect(facts.members.values.first == gateway.map(Int64.init))
        }
    }

    // MARK: Answers that cannot be used

    @Test(
        "what is not the expected document is no answer, and is not remembered",
        arguments: [
            (200, ""), (200, "null"), (200, "{}"), (200, #"[{"project_id":"7","name":"a"}]"#),
            (200, #"[{"name":"a"}]"#),
            (200, #"[{"project_id":7.5,"name":"a"}]"#), (200, #"[{"project_id":7,"name":null}]"#), (500, "[]"),
            (302, "[]"), (200, "[" + String(repeating: #"{"project_id":7,"name":"a"},"#, count: 100) + "{}]"),
            (200, "[" + Array(repeating: #"{"project_id":7,"name":"a"}"#, count: 101).joined(separator: ",") + "]"),
        ])
    func hostile(status: Int, body: String) async throws {
        try await withQuestions { (questions) async throws in
            let reply = UpstreamReply(status: status, body: Array(body.utf8))
            questions.trial.caller.answer("GET /api/v2.0/projects", with: reply)
            let found = await code { () async throws(GatewayError) in try await questions.ask(.projects) }
            #expect(found == .upstreamMalformed)
            #expect(try await questions.ask(.projects).projects?.names == [])
        }
    }

    @Test("a registry that never ends its list is asked for 10,000 projects, and no more")
    func endless() async throws {
        try await withQuestions { (questions) async throws in
            let row = #"{"project_id":7,"name":"a","owner_id":\#(questions.trial.robinID)}"#
            let page = "[" + Array(repeating: row, count: 100).joined(separator: ",") + "]"
            let reply = UpstreamReply(status: 200, fields: [("X-Total-Count", "nonsense")], body: Array(page.utf8))
            questions.trial.caller.answer("GET /api/v2.0/projects", times: .max, with: reply)
            #expect(try await questions.ask(.projects).projects?.names == ["a"])
            #expect(questions.asked.count == 100)
        }
    }

    @Test("a project of another owner does not become the namespace's because the registry lists it")
    func foreign() async throws {
        try await withQuestions { (questions) async throws in
            let rows = #"[{"project_id":7,"name":"a","owner_id":1},{"project_id":-1,"name":"b"}]"#
            let reply = UpstreamReply(status: 200, body: Array(rows.utf8))
            questions.trial.caller.answer("GET /api/v2.0/projects", with: reply)
            #expect(try await questions.ask(.projects).projects?.names == [])
        }
    }
}
