import Domain
import Testing

@testable import Policy

/// What becomes of a request that was decided.
extension ExplanationTests {
    @Test(
        "where an allowed request ends is told in words, and nowhere for a refused one",
        arguments: [
            ("GET", "/a/7?x=1", "member", "GET /base/x/7?x=1 to harbor, without a credential"),
            ("GET", "/a/b/c", "member", "the gateway's own endpoint whoami"),
            ("GET", "/b/c/", "member", "image-list, by calls to off"),
            ("GET", "/d?x=1", "system-admin", "GET /base/statistics to harbor, with the upstream's own account"),
            ("GET", "/d", "pending", nil), ("GET", "/d", "member", nil),
        ] as [(String, String, String, String?)])
    func destination(_ method: String, _ target: String, _ role: String, _ destination: String?) throws {
        #expect(try explain(method, target, as: role, owning: []).destination == destination)
    }

    @Test("other destinations are told as well")
    func otherDestinations() throws {
        #expect(try explain("GET", "/a/7", headers: ["host": ["x.test"]]).destination == "308 to https://b.test/7")
        #expect(try explain("POST", "/a/7", headers: ["x-kind": ["web"]]).destination == "a fixed answer 204")
        let folder = try PolicyFiles(to: "{ static: /srv/site }").compile()
        #expect(
            folder.explain(TestRequest(method: .get, target: "/a"), as: caller(.member)).destination
                == "files of /srv/site")
        let passing = try PolicyFiles(to: #"{ upstream: origin, path: "/x", credentials: pass }"#).compile()
        #expect(
            passing.explain(TestRequest(method: .get, target: "/a"), as: caller(.member)).destination
                == "GET /x to origin, with the client's Authorization and Cookie")
    }

    @Test("where a gateway surely answers otherwise than the rules, it is told what, and it counts")
    func gateway() throws {
        let off = try explain("GET", "/b/c/")
        #expect(off.outcome.isAllowed && !off.isAllowed)
        #expect(off.gateway?.code == .upstreamOff && off.reason == .upstreamOff)
        #expect(off.gateway?.message == "the upstream off is switched off in this environment")
        let account = try explain("GET", "/d")
        #expect(account.outcome.isAllowed && !account.isAllowed)
        #expect(account.gateway?.code == .accountMissing && account.reason == .accountMissing)
        #expect(account.gateway?.message == "the upstream's own account acts for system administrators only")
        let admin = try explain("GET", "/d", as: "system-admin")
        #expect(admin.isAllowed && admin.gateway == nil && admin.reason == nil)
        let refused = try explain("GET", "/d", as: "pending")
        #expect(!refused.isAllowed && refused.gateway == nil && refused.reason == .roleRefused)
    }

    @Test("what may come between is noted")
    func notes() throws {
        #expect(try explain("GET", "/d", as: "system-admin").notes.isEmpty)
        #expect(try explain("GET", "/a/7").notes == ["at most one request each 0.5 seconds per address, 5 at once"])
    }

    @Test("what a route sets and removes of the fields is told, both ways, of what is allowed")
    func headers() throws {
        let rules = try PolicyFiles(
            more: """
                headers: { request: { set: { X-App: web }, remove: [X-Debug] }, response: { remove: [Server] } }
                """
        ).compile()
        let request = TestRequest(method: .get, target: "/a")
        #expect(
            rules.explain(request, as: caller(.member)).headers == [
                "request sets X-App: web", "request drops x-debug", "response drops server",
            ])
        #expect(rules.explain(request, as: nil).headers.isEmpty)
    }
}
