import Domain
import Policy
import Routing

/// Puts a few requests to a policy that compiled: one for each of its first routes, from callers of every kind.
struct RequestTrial {
    private let rules: Ruleset

    init(_ rules: Ruleset) {
        self.rules = rules
    }

    func check() {
        for route in rules.routes.prefix(4) {
            for value in ["1", "a/b%2Fc", "%c3%a9%20x", "123e4567-e89b-12d3-a456-426614174000"] {
                let path = sample(route.path, value)
                for query in ["", "?scope=g&a=%41&a=2"] {
                    check(Array((path + query).utf8), route.methods.first ?? .get)
                }
            }
        }
    }

    /// The path of a route with one value for all its parameters.
    private func sample(_ pattern: String, _ value: String) -> String {
        pattern.split(separator: "/", omittingEmptySubsequences: false).map { piece in
            piece.hasPrefix("{") ? value : String(piece)
        }.joined(separator: "/")
    }

    private func check(_ bytes: [UInt8], _ method: RequestMethod) {
        var target = RequestTarget()
        guard (try? target.read(bytes.span)) != nil,
            case .route(let route) = rules.route(for: target, method: method, NoFields())
        else { return }
        require(route.methods.contains(method), "a route that does not take the method")
        for role in [nil, 0, 2, 4, 63, 255] as [UInt8?] {
            let principal = role.map {
                Principal(userID: 7, name: "ann", role: RoleNumber(rawValue: $0), namespace: "ns1", session: "s")
            }
            let verdict = verdict(route, principal, target)
            require(verdict == self.verdict(route, principal, target), "asked twice, it says something else")
            if verdict.isPermit { check(verdict, route, principal) }
        }
    }

    private func check(_ verdict: Spoken, _ route: CompiledRoute, _ principal: Principal?) {
        require(principal != nil || route.admitsAnybody, "somebody without a token is let in by no rule for anybody")
        require((principal?.role.rawValue ?? 0) <= 62, "a role that no policy can name is let in")
        require(verdict.rule.hasPrefix("\(route.id).allow["), "a permit by another route's rule")
        require(rules.upstream(of: route, for: principal)?.isOff != true, "a permit for an upstream that is off")
        switch route.destination {
        case .relay, .redirect: check(target: verdict.target)
        case .local, .translate, .answer, .folder: require(verdict.target.isEmpty, "a target that nobody asked for")
        }
        guard verdict.acting == .upstream else { return }
        let kind = rules.upstream(of: route, for: principal)?.kind
        require(
            principal?.role == .systemAdmin || kind == .swr || kind == .cvat,
            "the upstream's own account acts for somebody else")
    }

    /// RFC 9112 §3.2.1, with nothing in the path that two servers could read in two ways.
    private func check(target: [UInt8]) {
        let path = target.prefix { $0 != UInt8(ascii: "?") }
        require(path.first == UInt8(ascii: "/"), "a target without a path")
        let clean = !path.contains { "\\;#".utf8.contains($0) } && target.allSatisfy { (0x21...0x7E).contains($0) }
        require(clean, "a target with a byte that must be encoded")
    }

    /// A verdict that can be compared.
    private struct Spoken: Equatable {
        var isPermit = false
        var needsBody = false
        var questions: [FactQuestion] = []
        var acting: ActingAs?
        var code: GatewayError.Code?
        var rule = ""
        var target: [UInt8] = []
    }

    private func verdict(
        _ route: CompiledRoute, _ principal: Principal?, _ target: borrowing RequestTarget
    ) -> Spoken {
        var circumstances = Circumstances(address: IPAddress(parsing: "10.0.0.1"), now: 1_767_268_800)
        var spoken = spoken(rules.decide(route, principal: principal, target: target, circumstances))
        if spoken.needsBody {
            // Every declared field absent.
            circumstances.body = try? route.readBody([])
            guard circumstances.body != nil else { return Spoken(code: .fieldInvalid) }
            spoken = self.spoken(rules.decide(route, principal: principal, target: target, circumstances))
            require(!spoken.needsBody, "the body is asked for when it has been read")
        }
        // One answer may lead to another question.
        for _ in 0..<4 where !spoken.questions.isEmpty {
            for question in spoken.questions { answer(question, &circumstances.facts) }
            spoken = self.spoken(rules.decide(route, principal: principal, target: target, circumstances))
        }
        require(spoken.questions.isEmpty && !spoken.needsBody, "what was found out is asked for again")
        return spoken
    }

    private func answer(_ question: FactQuestion, _ facts: inout RegistryFacts) {
        switch question {
        case .account: facts.account = .known(id: 1, name: "ann")
        case .projects: facts.projects = .init(names: ["a"], numbers: [1])
        case .label(let number): facts.labels[number] = .project(1)
        case .member(let project, let number): facts.members[.init(project: project, number: number)] = 1
        case .gatewayAccount(let name): facts.gatewayAccounts[name] = true
        }
    }

    private func spoken(_ verdict: consuming Verdict) -> Spoken {
        switch consume verdict {
        case .permit(let permit):
            Spoken(isPermit: true, acting: permit.acting, rule: permit.rule, target: permit.upstreamTarget)
        case .refuse(let refusal): Spoken(code: refusal.code, rule: refusal.rule)
        case .needsBody: Spoken(needsBody: true)
        case .needsFacts(let questions): Spoken(questions: questions)
        }
    }
}
