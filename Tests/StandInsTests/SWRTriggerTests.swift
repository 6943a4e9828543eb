import Foundation
import Testing

@testable import StandIns

@Suite("SWR's stand-in: triggers")
struct SWRTriggerTests {
    private static let triggers = "/v2/manage/namespaces/library/repos/web$front/triggers"

    /// One that is good, but for what is replaced; `nil` takes a member out.
    private func body(_ changes: [String: String?] = [:]) throws -> String {
        var members: [String: String] = [
            "name": "redeploy", "action": "update", "app_type": "deployments", "application": "web",
            "cluster_id": "c1", "cluster_name": "one", "cluster_ns": "default", "condition": ".*", "enable": "true",
            "trigger_type": "all",
        ]
        for (name, value) in changes { members[name] = value }
        return String(decoding: try JSONSerialization.data(withJSONObject: members), as: UTF8.self)
    }

    @Test("a trigger is made once, seen, switched and removed")
    func life() throws {
        let ask = try SWRAsk()
        let trigger = "\(Self.triggers)/redeploy"
        #expect(try ask(trigger).fault() == "404 SVCSTG.SWR.4040000")
        let made = ask(Self.triggers, method: "POST", body: try body())
        #expect(made.status == 201)
        #expect(made.text == "")
        #expect(try ask(Self.triggers, method: "POST", body: try body()).fault() == "409 SVCSTG.SWR.4090000")
        let row = try #require(try ask(Self.triggers).rows().first)
        #expect(row["trigger_mode"] as? String == "cce")
        #expect(row["container"] as? String == "")
        #expect(row["creator_name"] as? String == "root")
        #expect((row["trigger_history"] as? [Any])?.isEmpty == true)
        #expect(ask(trigger, method: "PATCH", body: #"{"enable":"false"}"#).status == 201)
        #expect(try ask(trigger).object()["enable"] as? String == "false")
        #expect(ask(trigger, method: "PATCH", body: #"{"enable":false}"#).status == 400)
        #expect(ask(trigger, method: "DELETE").status == 204)
        #expect(try ask(trigger, method: "DELETE").fault() == "404 SVCSTG.SWR.4040000")
    }

    @Test("each member is as the reference has it")
    func content() throws {
        let rows: [[String: String?]] = [
            ["name": nil], ["name": "1a"], ["name": "a__b"], ["name": "a-"], ["action": "restart"],
            ["app_type": "jobs"], ["application": nil], ["cluster_ns": ""], ["enable": "yes"],
            ["trigger_type": "some"], ["condition": "v1"], ["trigger_type": "tag", "condition": "a b"],
            ["trigger_mode": "ccf"], ["trigger_mode": "cci"],
            ["container": String(repeating: "a", count: 256)],
        ]
        let ask = try SWRAsk()
        for row in rows {
            #expect(ask(Self.triggers, method: "POST", body: try body(row)).status == 400, "\(row)")
        }
        let others: [[String: String?]] = [
            ["trigger_type": "tag", "condition": "v1"],
            ["trigger_mode": "cci", "cluster_id": nil, "cluster_name": "", "name": "other-1"],
        ]
        for row in others {
            #expect(ask(Self.triggers, method: "POST", body: try body(row)).status == 201, "\(row)")
        }
        #expect(try ask(Self.triggers).texts("name") == ["redeploy", "other-1"])
    }

    @Test("there is an end to triggers, and managing is for those who manage")
    func bounds() throws {
        let ask = try SWRAsk()
        for number in 0..<SWRTrigger.limit {
            #expect(ask(Self.triggers, method: "POST", body: try body(["name": "t\(number)"])).status == 201)
        }
        #expect(ask(Self.triggers, method: "POST", body: try body()).status == 400)
        let team = Self.triggers.replacing("library", with: "team")
        #expect(ask(team, as: .mia).status == 200)
        #expect(try ask(team, as: .mia, method: "POST", body: try body()).fault() == "403 SVCSTG.SWR.4037018")
    }
}
