import Domain
import Routing
import Testing

@testable import Policy

/// The proof of the engine: thousands of random requests to random policies, judged by it and by `ReferenceEvaluator`.
@Suite("The engine against a reference")
struct ReferenceEvaluatorTests {
    private static let policies: UInt64 = 40
    private static let requests = 60

    /// Everything that can come of a request here; a batch in which one never comes proves too little.
    private static let outcomes: Set<String> = [
        "allow", "role", "condition", "rule", "token-missing", "repository-account", "route", "method",
        "malformed-target", "field",
    ]

    @Test("both say the same about every request, by the same route and rule", arguments: UInt64(1)...6)
    func agreement(_ batch: UInt64) throws {
        var compiled: UInt64 = 0
        var seen: Set<String> = []
        for seed in batch * 1_000..<batch * 1_000 + Self.policies {
            var generator = PolicyGenerator(seed: seed)
            let policy = generator.policy()
            guard let rules = try compile(policy, seed) else { continue }
            compiled += 1
            let reference = ReferenceEvaluator(policy: policy)
            var requests = RequestGenerator(policy, seed: seed &+ 1_000_000)
            for _ in 0..<Self.requests {
                let trial = ReferenceTrial(
                    request: requests.request(), caller: requests.caller(), moment: requests.moment())
                let expected = reference.answer(trial.request, trial.caller, trial.moment)
                seen.insert(expected.reason ?? "allow")
                let answer = trial.answer(of: rules)
                var agrees = answer == expected
                if !agrees, answer.names(anotherRuleThan: expected), let rule = answer.rule {
                    agrees = reference.holds(rule, trial.request, trial.caller, trial.moment)
                }
                guard agrees else {
                    Issue.record("the engine: \(answer); the reference: \(expected)\n\(trial)\n\(told(policy, seed))")
                    return
                }
            }
        }
        #expect(compiled * 2 >= Self.policies, "of \(Self.policies) policies \(compiled) compiled")
        #expect(seen == Self.outcomes)
    }

    @Test("rules in shadow mode decide beside the others as they would if they were in force", arguments: UInt64(1)...2)
    func shadow(_ batch: UInt64) throws {
        var differing = 0
        for seed in batch * 1_000..<batch * 1_000 + Self.policies {
            var generator = PolicyGenerator(seed: seed)
            let policy = generator.policy()
            guard let rules = try compile(policy, seed) else { continue }
            let reference = ReferenceEvaluator(policy: policy)
            var requests = RequestGenerator(policy, seed: seed &+ 2_000_000)
            for _ in 0..<Self.requests {
                let trial = ReferenceTrial(
                    request: requests.request(), caller: requests.caller(), moment: requests.moment())
                // What stands twice in the query is refused for the rules in force alone.
                if ["q", "r"].contains(where: trial.request.isTwice) { continue }
                let enforced = reference.answer(trial.request, trial.caller, trial.moment)
                let expected = reference.answer(trial.request, trial.caller, trial.moment, countsShadow: true)
                guard let answer = trial.shadowAnswer(of: rules) else { continue }
                if expected.isAllowed != enforced.isAllowed { differing += 1 }
                // Which of several rules is named is another question.
                guard answer.isAllowed == expected.isAllowed, answer.reason == expected.reason else {
                    Issue.record("the engine: \(answer); the reference: \(expected)\n\(trial)\n\(told(policy, seed))")
                    return
                }
            }
        }
        #expect(differing > 20, "rules in shadow mode that change \(differing) answers prove little")
    }

    /// `nil` when the compiler refuses it for what a generator cannot easily avoid.
    private func compile(_ policy: ReferencePolicy, _ seed: UInt64) throws -> Ruleset? {
        var files = PolicyFiles(routes: policy.routesYAML)
        files.roles = policy.rolesYAML
        do throws(PolicyFindings) {
            return try files.compile()
        } catch {
            let unexpected = error.findings.filter { finding in
                !finding.message.contains("overlap") && !finding.message.hasPrefix("this has no effect")
            }
            #expect(unexpected.isEmpty, "seed \(seed)")
            return nil
        }
    }

    private func told(_ policy: ReferencePolicy, _ seed: UInt64) -> String {
        "seed \(seed)\n\(policy.rolesYAML)\n\(policy.routesYAML)"
    }
}

/// One request with its circumstances, put to the engine.
private struct ReferenceTrial: CustomStringConvertible {
    let request: ReferenceRequest
    let caller: ReferenceCaller?
    let moment: ReferenceMoment

    var description: String {
        "\(request.method) \(request.target) \(request.fields) body \(request.body?.text ?? "none") as "
            + "\(String(describing: caller)) at \(moment.now) from \(moment.address?.text ?? "nowhere") "
            + "owning \(String(describing: moment.owned)) labels \(moment.labels)"
    }

    func answer(of rules: Ruleset) -> ReferenceAnswer {
        let outcome = rules.outcome(testRequest, as: principal(rules))
        return ReferenceAnswer(
            isAllowed: outcome.isAllowed, reason: outcome.reason?.rawValue, rule: outcome.rule, route: outcome.route?.id
        )
    }

    /// As a gateway that has read the body evaluates it; `nil` for a request without a route.
    func shadowAnswer(of rules: Ruleset) -> ReferenceAnswer? {
        var target = RequestTarget()
        let request = testRequest
        guard (try? target.read(Array(request.target.utf8).span)) != nil,
            case .route(let route) = rules.route(for: target, method: request.method, TestFields(request.fields))
        else { return nil }
        let judgement: Judgement
        do throws(GatewayError) {
            judgement = try route.judgeToTheEnd(
                request, principal(rules), target,
                ImaginedRegistry(facts: request.caller.stated, knowsAccounts: true), isTrial: true)
        } catch {
            return .refused(error.code.rawValue, route.id)
        }
        switch judgement {
        case .allow(let rule): return .allowed(by: rule.label, route.id)
        case .refuse(let refusal): return .refused(refusal.code.rawValue, by: refusal.rule, route.id)
        case .needsBody, .needsFacts: return .refused("what is known is asked for again", route.id)
        }
    }

    private func principal(_ rules: Ruleset) -> Principal? {
        caller.map { rules.principal(RoleNumber(rawValue: $0.number), testRequest.caller) }
    }

    private var testRequest: TestRequest {
        var test = TestRequest(method: RequestMethod(name: request.method) ?? .other, target: request.target)
        test.fields = request.fields.mapValues { [$0] }
        test.body = Array((request.body?.text ?? "").utf8)
        test.caller.address = moment.address.flatMap { IPAddress(parsing: $0.text) }
        test.caller.now = moment.now
        if let owned = moment.owned {
            test.caller.own(owned.names + owned.numbers.map { "\($0)" })
            test.caller.facts.account = .known(id: owned.id, name: owned.user)
        }
        for (label, project) in moment.labels { test.caller.facts.labels[label] = .project(project) }
        guard let caller else { return test }
        test.caller.user = caller.user
        test.caller.id = caller.id
        test.caller.namespace = caller.namespace
        return test
    }
}
