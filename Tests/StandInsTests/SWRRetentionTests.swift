import Testing

@testable import StandIns

@Suite("SWR's stand-in: rules by which old tags go")
struct SWRRetentionTests {
    /// Its tags are v1, v2 and latest, pushed in this order.
    private static let image = "/v2/manage/namespaces/library/repos/web$front"
    private static let retentions = "\(image)/retentions"

    private func body(_ rules: String..., algorithm: String = "or") -> String {
        #"{"algorithm":"\#(algorithm)","rules":[\#(rules.joined(separator: ","))]}"#
    }

    private func count(_ count: String, except selectors: String = "") -> String {
        #"{"template":"tag_rule","params":{"num":"\#(count)"},"tag_selectors":[\#(selectors)]}"#
    }

    private func days(_ days: String) -> String {
        #"{"template":"date_rule","params":{"days":"\#(days)"},"tag_selectors":[]}"#
    }

    private func tags(_ ask: SWRAsk) throws -> [String] {
        try ask("\(Self.image)/tags?order_column=tag&order_type=asc&limit=10&offset=0").texts("Tag")
    }

    @Test("a policy is in force at once, and what went by it is recorded")
    func force() throws {
        let ask = try SWRAsk()
        let made = ask(Self.retentions, method: "POST", body: body(count("1")))
        #expect(made.status == 201)
        let id = try #require(try made.object()["id"] as? Int)
        #expect(try tags(ask) == ["latest"])
        let records = ask("\(Self.retentions)/histories?limit=1&offset=0")
        #expect(records.range == "0-1/2")
        #expect(try records.object()["total"] as? Int == 2)
        let record = try #require(try records.rows("retention_log").first)
        #expect(record["tag"] as? String == "v1")
        #expect(record["retention_id"] as? Int == id)
        #expect(record["repo"] as? String == "web/front")
        let rule = record["rule_type"] as? String
        #expect(rule == #"{"params":{"num":"1"},"tag_selectors":[],"template":"tag_rule"}"#)
    }

    @Test("an exception stays and does not count; what an expression might leave out stays as well")
    func exceptions() throws {
        let ask = try SWRAsk()
        let label = #"{"kind":"label","pattern":"v1"}"#
        #expect(ask(Self.retentions, method: "POST", body: body(count("1", except: label))).status == 201)
        #expect(try tags(ask) == ["latest", "v1"])
        let expression = #"{"kind":"regexp","pattern":"^v.*$"}"#
        #expect(ask(Self.retentions, method: "POST", body: body(count("1", except: expression))).status == 201)
        #expect(try tags(ask) == ["latest", "v1"])
    }

    @Test("a tag goes as soon as one rule says so")
    func rules() throws {
        let ask = try SWRAsk()
        // Tags are of 2026-01-02, and it is the first of February.
        #expect(ask(Self.retentions, method: "POST", body: body(days("30"), count("9"))).status == 201)
        #expect(try tags(ask) == ["latest", "v1", "v2"])
        #expect(ask(Self.retentions, method: "POST", body: body(days("29"), count("9"))).status == 201)
        #expect(try tags(ask).isEmpty)
    }

    @Test("a policy is seen, changed and ended, by its number and in its image alone")
    func life() throws {
        let ask = try SWRAsk()
        let made = ask(Self.retentions, method: "POST", body: body(count("9")))
        let id = try #require(try made.object()["id"] as? Int)
        let policy = "\(Self.retentions)/\(id)"
        let read = try ask(policy).object()
        #expect(read["algorithm"] as? String == "or")
        #expect(read["scope"] as? String == "")
        #expect((read["rules"] as? [[String: Any]])?.first?["template"] as? String == "tag_rule")
        #expect(try ask(Self.retentions).rows().count == 1)
        let elsewhere = policy.replacing("library", with: "team")
        #expect(try ask(elsewhere).fault() == "404 SVCSTG.SWR.4040000")
        #expect(try ask(elsewhere, method: "DELETE").fault() == "404 SVCSTG.SWR.4040000")
        #expect(ask(policy, method: "PATCH", body: body(count("2"))).status == 201)
        #expect(try tags(ask) == ["latest", "v2"])
        let deleted = ask(policy, method: "DELETE")
        #expect(deleted.status == 200)
        #expect(deleted.text == "")
        #expect(try ask(policy).fault() == "404 SVCSTG.SWR.4040000")
        #expect(try ask("\(Self.retentions)/histories").object()["total"] as? Int == 1)
        #expect(try ask("\(Self.retentions)/first").fault() == "400 SVCSTG.SWR.4009013")
        #expect(ask("\(Self.retentions)/histories", method: "DELETE").status == 404)
    }

    @Test("a body that is no policy is 400, and nothing goes by it")
    func content() throws {
        let ask = try SWRAsk()
        let bodies = [
            "", "{}", "[]", body(), body(count("1"), algorithm: "and"), body(count("0")), body(count("-1")),
            body(count("x")), body("7"), body(#"{"template":"tag_rule","params":{"num":1},"tag_selectors":[]}"#),
            body(#"{"template":"tag_rule","params":{"days":"1"},"tag_selectors":[]}"#),
            body(#"{"template":"tag_rule","params":{"num":"1"}}"#),
            body(#"{"template":"other","params":{"num":"1"},"tag_selectors":[]}"#),
            body(count("1", except: #"{"kind":"label","pattern":"a b"}"#)),
            body(count("1", except: #"{"kind":"glob","pattern":"a"}"#)),
        ]
        for body in bodies { #expect(ask(Self.retentions, method: "POST", body: body).status == 400, "\(body)") }
        #expect(try tags(ask).count == 3)
        #expect(
            try ask(
                Self.retentions.replacing("library", with: "team"), as: .mia, method: "POST", body: body(count("9"))
            )
            .fault() == "403 SVCSTG.SWR.4037018")
    }

    @Test("there is an end to policies and to records")
    func bounds() throws {
        let ask = try SWRAsk()
        for _ in 0..<SWRRetention.limit {
            #expect(ask(Self.retentions, method: "POST", body: body(count("9"))).status == 201)
        }
        #expect(ask(Self.retentions, method: "POST", body: body(count("9"))).status == 400)
        var retention = SWRRetention()
        let rule = SWRRetention.Rule(measure: .count(1), exceptions: [])
        for id in 0...SWRRetention.recordLimit {
            retention.add(.init(id: id, policyID: 1, rule: rule, tag: "a", created: ask.clock.now))
        }
        #expect(retention.records.count == SWRRetention.recordLimit)
        #expect(retention.records.first?.id == 1)
    }
}
