import Domain
import Testing

@testable import Telemetry

@Suite("Log records")
struct RecordTests {
    private let time: Int64 = 1_772_323_199_123

    @Test("a decision has all its members, with a principal")
    func decision() {
        let record = DecisionRecord(
            time: time, ruleset: "ab12", route: "image-delete", rule: "allow[1]", decision: .deny, reason: "role",
            principal: Principal(
                userID: 7, name: "ada", role: .member, namespace: "ns1", session: "must-not-be-logged"),
            method: .delete, client: "10.0.0.1:5", upstream: "harbor", status: 403)
        let line = written { record.write(requestID: "r1".utf8Span.span, path: "/v1/x?t=1".utf8Span.span, into: &$0) }
        #expect(
            line == #"{"time":"2026-02-28T23:59:59.123Z","requestId":"r1","ruleset":"ab12","route":"image-delete","#
                + #""rule":"allow[1]","decision":"deny","reason":"role","user":"ada","userId":7,"role":2,"#
                + #""namespace":"ns1","method":"DELETE","path":"/v1/x","client":"10.0.0.1:5","upstream":"harbor","#
                + #""status":403,"shadow":null}"# + "\n")
    }

    @Test("an anonymous decision has the same members, null")
    func anonymousDecision() {
        let record = DecisionRecord(
            time: time, ruleset: "ab12", route: nil, decision: .allow, reason: "", method: .get, client: "c",
            shadow: .init(rules: .deny))
        let line = written { record.write(requestID: "r".utf8Span.span, path: "/".utf8Span.span, into: &$0) }
        #expect(
            line == #"{"time":"2026-02-28T23:59:59.123Z","requestId":"r","ruleset":"ab12","route":null,"#
                + #""rule":null,"decision":"allow","reason":"","user":null,"userId":null,"role":null,"#
                + #""namespace":null,"method":"GET","path":"/","client":"c","upstream":null,"#
                + #""status":null,"shadow":"deny"}"# + "\n")
    }

    @Test(
        "what would have been said in shadow mode is one text, in which a second policy's word has a mark",
        arguments: [
            (.allow, nil, #""allow""#), (nil, .reject, #""policy:reject""#), (.deny, .deny, #""deny policy:deny""#),
            (.unknown, nil, #""unknown""#), (.allow, .unknown, #""allow policy:unknown""#), (nil, nil, "null"),
        ] as [(LoopMetrics.ShadowWord?, LoopMetrics.ShadowWord?, String)])
    func shadow(_ rules: LoopMetrics.ShadowWord?, _ policy: LoopMetrics.ShadowWord?, _ text: String) {
        let record = DecisionRecord(
            time: time, ruleset: "ab12", route: nil, decision: .allow, reason: "", method: .get, client: "c",
            shadow: .init(rules: rules, policy: policy))
        let line = written { record.write(requestID: "r".utf8Span.span, path: "/".utf8Span.span, into: &$0) }
        #expect(line.hasSuffix("\"shadow\":\(text)}\n"), "\(line)")
    }

    @Test("an access line has all its members")
    func access() {
        var record = AccessRecord(
            time: time, client: "10.0.0.1:5", method: .get, route: "relay", status: 200, duration: 1_234_567)
        record.bytesIn = 1
        record.bytesOut = 1_024
        record.upstream = "origin"
        record.upstreamDuration = 1_000_000
        record.user = "ada"
        let line = written { record.write(requestID: "r".utf8Span.span, path: "/a\n?b".utf8Span.span, into: &$0) }
        #expect(
            line == #"{"time":"2026-02-28T23:59:59.123Z","requestId":"r","client":"10.0.0.1:5","method":"GET","#
                + #""path":"/a\u000a","route":"relay","status":200,"bytesIn":1,"bytesOut":1024,"durationMs":1.234,"#
                + #""upstream":"origin","upstreamMs":1.000,"user":"ada","error":null}"# + "\n")
    }

    @Test("an audit line has all its members, and what somebody presented as a name stays inside its string")
    func audit() {
        var record = AuditRecord(time: time, event: .login, outcome: .failure)
        record.requestID = "r"
        record.reason = "credentials"
        record.actor = "\u{1B}ada\"}\n{"
        record.actorID = 7
        record.target = "bob"
        record.detail = "forbidden"
        record.address = "10.0.0.1:5"
        let line = written { record.write(into: &$0) }
        #expect(
            line == #"{"time":"2026-02-28T23:59:59.123Z","requestId":"r","event":"login","outcome":"failure","#
                + #""reason":"credentials","actor":"\u001bada\"}\u000a{","actorId":7,"target":"bob","#
                + #""detail":"forbidden","address":"10.0.0.1:5"}"# + "\n")
    }

    @Test("what the process did by itself has the same members, null")
    func ownAudit() {
        let record = AuditRecord(time: time, event: .keyAdded, outcome: .success)
        let line = written { record.write(into: &$0) }
        #expect(
            line == #"{"time":"2026-02-28T23:59:59.123Z","requestId":null,"event":"key-added","outcome":"success","#
                + #""reason":null,"actor":null,"actorId":null,"target":null,"detail":null,"#
                + #""address":null}"# + "\n")
    }

    /// Alarms and searches are written against these words.
    @Test("the events keep their names")
    func events() {
        #expect(
            AuditRecord.Event.allCases.map(\.rawValue) == [
                "login", "refresh", "logout", "reuse", "refusal", "user-added", "user-deleted", "status-changed",
                "password-changed", "sessions-ended", "registry-account-added", "registry-password-changed",
                "third-repository-added", "third-repository-removed", "token-issued", "key-added", "key-removed",
                "policy-reloaded", "policy-refused", "bootstrap", "start", "stop",
            ])
    }

    private func written(_ write: (inout JSONLine) -> Void) -> String {
        var line = JSONLine()
        write(&line)
        return String(decoding: line.bytes, as: UTF8.self)
    }
}
