import Domain
import Routing

@testable import Policy

extension Ruleset {
    /// What comes of a request such as `GET /a?x=1`, in the words of `policy test`: `allow by r.allow[0]`,
    /// `deny (role) by r`, `deny (route)`.
    ///
    /// - Parameters:
    ///   - role: of this policy; `nil`: without a token.
    ///   - headers: by name in lower case.
    ///   - time: a day or a time of it in UTC.
    ///   - projects: the namespace's own, by name or number; `nil`: it has no account in the registry.
    func ask(
        _ line: String, as role: String? = nil, user: String = "ann", namespace: String = "ns1", id: Int64 = 7,
        from address: String? = nil, at time: String? = nil, owning projects: [String]? = nil,
        headers: [String: [String]] = [:], body: String = ""
    ) -> String {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        var request = TestRequest(method: RequestMethod(name: parts[0]) ?? .other, target: parts[1])
        request.fields = headers
        request.body = Array(body.utf8)
        request.caller.user = user
        request.caller.namespace = namespace
        request.caller.id = id
        request.caller.address = address.flatMap { IPAddress(parsing: $0) }
        request.caller.now = time.flatMap { TestCallerReader.moment($0) }
        if let projects { request.caller.own(projects) }
        let caller = role.flatMap { principal($0, request.caller) }
        // A mistake in a test must not look like an answer.
        guard role == nil || caller != nil, address == nil || request.caller.address != nil,
            time == nil || request.caller.now != nil
        else { return "no such role, address or time" }
        return outcome(request, as: caller).summary
    }
}

/// What the rules say before anybody has read the body.
enum FirstWord: Equatable {
    case allow(String)
    case refuse(GatewayError.Code, by: String)
    case waits
    case asks([FactQuestion])
}

extension Ruleset {
    /// - Parameters:
    ///   - route: the position of the route that the request takes.
    ///   - isTrial: counts the rules in shadow mode.
    func firstWord(
        _ target: String, as role: String? = nil, from address: String? = nil, route place: Int = 0,
        isTrial: Bool = false
    ) throws -> FirstWord {
        var request = RequestTarget()
        try request.read(Array(target.utf8).span)
        let circumstances = Circumstances(address: address.flatMap { IPAddress(parsing: $0) }, now: 0)
        let caller = role.flatMap { principal($0, TestCaller()) }
        switch routes[place].judge(caller: caller, request, circumstances, isTrial: isTrial) {
        case .allow(let rule): return .allow(rule.label)
        case .refuse(let refusal): return .refuse(refusal.code, by: refusal.rule)
        case .needsBody: return .waits
        case .needsFacts(let questions): return .asks(questions)
        }
    }
}
