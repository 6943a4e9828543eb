import Domain
import Routing
import Testing

@testable import Policy

@Suite("Decisions")
struct DecisionTests {
    @Test(
        "a role may do what the roles that it includes may do, and nothing else is allowed",
        arguments: [
            (RoleNumber.pending, false), (.approved, false), (.member, true), (.businessAdmin, true),
            (.systemAdmin, true),
            (RoleNumber(rawValue: 5), false), (RoleNumber(rawValue: 62), false), (RoleNumber(rawValue: 63), false),
            (RoleNumber(rawValue: 64), false), (RoleNumber(rawValue: 66), false), (RoleNumber(rawValue: 255), false),
        ])
    func inheritance(_ role: RoleNumber, _ isAllowed: Bool) throws {
        let outcome = try PolicyFiles().compile().judge("GET", "/a", as: caller(role))
        #expect(
            outcome == (isAllowed ? .permit(rule: "r.allow[0]", target: "") : .refuse(.roleRefused, rule: "default")))
    }

    @Test("a role without a number is a group: whoever includes it is allowed")
    func group() throws {
        var files = PolicyFiles(access: "{ allow: [{ roles: [reader] }] }")
        files.roles = """
            version: 1
            roles:
              reader: {}
              member: { number: 2, includes: [reader] }
              pending: { number: 0 }
            """
        #expect(try files.compile().judge("GET", "/a", as: caller(.member)) == .permit(rule: "r.allow[0]", target: ""))
        #expect(try files.compile().judge("GET", "/a", as: caller(.pending)) == .refuse(.roleRefused, rule: "default"))
    }

    @Test("deny beats allow, whatever the order, and reaches the roles that include the denied one")
    func denyBeatsAllow() throws {
        let files = PolicyFiles(
            access: "{ deny: [{ roles: [business-admin], reason: paused }], allow: [{ roles: [member] }] }")
        let rules = try files.compile()
        #expect(try rules.judge("GET", "/a", as: caller(.member)) == .permit(rule: "r.allow[0]", target: ""))
        #expect(try rules.judge("GET", "/a", as: caller(.businessAdmin)) == .refuse(.ruleRefused, rule: "r.deny[0]"))
        #expect(try rules.judge("GET", "/a", as: caller(.systemAdmin)) == .refuse(.ruleRefused, rule: "r.deny[0]"))
    }

    @Test("a rule with roles and users holds for callers who are both")
    func usersAndRoles() throws {
        let files = PolicyFiles(
            access: "{ allow: [{ roles: [pending], users: [bob] }, { users: [carol] }], deny: [{ users: [dave] }] }")
        let rules = try files.compile()
        #expect(
            try rules.judge("GET", "/a", as: caller(.pending, name: "bob")) == .permit(rule: "r.allow[0]", target: ""))
        #expect(
            try rules.judge("GET", "/a", as: caller(.pending, name: "ann")) == .refuse(.roleRefused, rule: "default"))
        #expect(
            try rules.judge("GET", "/a", as: caller(.member, name: "bob")) == .refuse(.roleRefused, rule: "default"))
        #expect(
            try rules.judge("GET", "/a", as: caller(.approved, name: "carol"))
                == .permit(rule: "r.allow[1]", target: ""))
        #expect(
            try rules.judge("GET", "/a", as: caller(.member, name: "dave")) == .refuse(.ruleRefused, rule: "r.deny[0]"))
    }

    @Test("a rule holds until its day begins in UTC")
    func until() throws {
        let files = PolicyFiles(
            access: #"{ allow: [{ roles: [member] }], deny: [{ users: [ann], reason: "retired", until: 2027-01-01 }] }"#
        )
        let rules = try files.compile()
        let newYear: Int64 = 1_798_761_600
        #expect(
            try rules.judge("GET", "/a", as: caller(.member), now: newYear - 1)
                == .refuse(.ruleRefused, rule: "r.deny[0]"))
        #expect(
            try rules.judge("GET", "/a", as: caller(.member), now: newYear) == .permit(rule: "r.allow[0]", target: ""))
    }

    @Test("a denial's reason is told to the caller")
    func reason() throws {
        let rules = try PolicyFiles(
            access: #"{ allow: [{ roles: [member] }], deny: [{ users: [ann], reason: "retired 2026-05" }] }"#
        ).compile()
        var target = RequestTarget()
        try target.read(Array("/a".utf8).span)
        guard
            case .refuse(let refusal) = rules.decide(
                rules.routes[0], principal: caller(.member), target: target, Circumstances(address: nil, now: 0))
        else {
            Issue.record("a denied caller got a permit")
            return
        }
        #expect(refusal.error.message == "a rule refuses this: retired 2026-05")
    }

    @Test("where anonymous is allowed no token is needed, and one is not looked at")
    func anonymous() throws {
        let rules = try PolicyFiles(access: "{ allow: [{ roles: [anonymous] }] }").compile()
        #expect(rules.routes.map(\.admitsAnybody) == [true])
        #expect(try rules.judge("GET", "/a") == .permit(rule: "r.allow[0]", target: ""))
        var target = RequestTarget()
        try target.read(Array("/a".utf8).span)
        guard
            case .permit(let permit) = rules.decide(
                rules.routes[0], principal: nil, target: target, Circumstances(address: nil, now: 0))
        else {
            Issue.record("anonymous was refused")
            return
        }
        let principal = permit.principal
        #expect(principal == nil)
    }

    @Test("a route that needs a token and gets no caller refuses")
    func noCaller() throws {
        #expect(try PolicyFiles().compile().judge("GET", "/a") == .refuse(.tokenMissing, rule: "default"))
    }

    @Test(
        "unknown path: 404, another method: 405 with Allow, unknown method: 501, misplaced %2F: 400; none is asked")
    func routing() throws {
        let rules = try PolicyFiles(match: #"{ methods: [GET, PUT], path: "/a/{x}" }"#, params: "{ x: int64 }")
            .compile()
        #expect(try rules.judge("GET", "/b") == .notRouted(.routeUnknown, allow: nil))
        #expect(try rules.judge("GET", "/a/x") == .notRouted(.routeUnknown, allow: nil))
        #expect(try rules.judge("POST", "/a/1") == .notRouted(.methodNotAllowed, allow: "GET, PUT"))
        #expect(try rules.judge("TRACE", "/a/1") == .notRouted(.methodNotAllowed, allow: "GET, PUT"))
        #expect(try rules.judge("BREW", "/a/1") == .notRouted(.methodUnsupported, allow: nil))
        #expect(try rules.judge("BREW", "/b") == .notRouted(.routeUnknown, allow: nil))
        #expect(try rules.judge("GET", "/a/1%2F2") == .notRouted(.malformedTarget, allow: nil))
    }

    @Test("where all that there is answers 404, whatever its form, another method is 404 too, and no method is named")
    func fixedNotFound() throws {
        for answer in ["status: 404, message: no such route", "status: 404, type: text/html, body: x"] {
            let rules = try PolicyFiles(
                match: #"{ methods: [GET, PUT], path: "/a/{x...}" }"#, params: "{ x: any }",
                to: "{ answer: { \(answer) } }", access: "{ allow: [{ roles: [anonymous] }] }"
            ).compile()
            #expect(try rules.judge("GET", "/a/1") == .permit(rule: "r.allow[0]", target: ""))
            for method in ["POST", "TRACE", "BREW"] {
                #expect(try rules.judge(method, "/a/1") == .notRouted(.routeUnknown, allow: nil), "\(method)")
            }
        }
        let gone = try PolicyFiles(to: "{ answer: { status: 410, message: gone } }").compile()
        #expect(try gone.judge("POST", "/a") == .notRouted(.methodNotAllowed, allow: "GET"))
    }

    @Test("a permit for a relay holds the rebuilt target, with the path of the upstream's URL")
    func rebuiltTarget() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/p/{project}/r/{repository...}/artifacts" }"#,
            params: "{ project: oci-project, repository: oci-repository }",
            to: #"{ upstream: harbor, path: "/p/{project}/r/{repository|encode2}/artifacts", query: [page] }"#
        ).compile()
        let expected = Outcome.permit(rule: "r.allow[0]", target: "/base/p/app/r/team%252Fweb/artifacts?page=2")
        for path in ["/p/app/r/team/web/artifacts", "/p/app/r/team%2Fweb/artifacts", "/p/app/r/team%252Fweb/artifacts"]
        {
            #expect(try rules.judge("GET", path + "?x=1&page=2", as: caller(.systemAdmin)) == expected)
        }
    }

    @Test("an upstream that is off is told to those who may use it only")
    func upstreamOff() throws {
        let rules = try PolicyFiles(to: "{ translate: image-list, upstream: off }".replacing("off", with: "\"off\""))
            .compile()
        #expect(try rules.judge("GET", "/a", as: caller(.member)) == .refuse(.upstreamOff, rule: "r.allow[0]"))
        #expect(try rules.judge("GET", "/a", as: caller(.pending)) == .refuse(.roleRefused, rule: "default"))
    }

    @Test("the upstream's own account is used where a token was checked, and never lent to strangers")
    func upstreamCredential() throws {
        func uses(_ to: String, _ role: String) throws -> Bool {
            try PolicyFiles(to: to, access: "{ allow: [{ roles: [\(role)] }] }").compile().routes.first?.credentialUse
                == .upstream
        }
        #expect(try uses(#"{ upstream: harbor, path: "/x" }"#, "member") == true)
        #expect(try uses("{ translate: image-list, upstream: harbor }", "member") == true)
        #expect(try uses(#"{ upstream: harbor, path: "/x" }"#, "anonymous") == false)
        #expect(try uses(#"{ upstream: origin, path: "/x" }"#, "member") == false)
        #expect(try uses("{ local: whoami }", "member") == false)
    }

    @Test("the values of parameters are given by name, decoded")
    func values() throws {
        let rules = try PolicyFiles(
            match: #"{ methods: [GET], path: "/u/{id}/{rest...}/end" }"#, params: "{ id: int64, rest: any }"
        ).compile()
        var target = RequestTarget()
        try target.read(Array("/u/7/a%20b/c/end".utf8).span)
        let values = rules.routes[0].layout.values(in: target)
        #expect(values == ["id": "7", "rest": "a b/c"])
    }
}
