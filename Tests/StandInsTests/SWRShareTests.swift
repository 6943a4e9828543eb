import Testing

@testable import StandIns

@Suite("SWR's stand-in: images shared with other accounts")
struct SWRShareTests {
    private static let shares = "/v2/manage/namespaces/library/repositories/web$front/access-domains"

    private func body(_ domain: String?, deadline: String = "forever", permit: String = "read") -> String {
        let account = domain.map { #""access_domain":"\#($0)","# } ?? ""
        return #"{\#(account)"permit":"\#(permit)","deadline":"\#(deadline)","description":"for them"}"#
    }

    @Test("a share is made once, seen, changed and ended")
    func life() throws {
        let ask = try SWRAsk()
        let share = "\(Self.shares)/partner"
        #expect(try ask(Self.shares).rows().isEmpty)
        #expect(try ask(share).object()["exist"] as? Bool == false)
        let made = ask(Self.shares, method: "POST", body: body("partner"))
        #expect(made.status == 201)
        #expect(made.text == "")
        #expect(try ask(Self.shares, method: "POST", body: body("partner")).fault() == "409 SVCSTG.SWR.4090089")
        let row = try #require(try ask(Self.shares).rows().first)
        #expect(row["access_domain"] as? String == "partner")
        #expect(row["namespace"] as? String == "library")
        #expect(row["repository"] as? String == "web/front")
        #expect(row["creator_name"] as? String == "root")
        #expect(row["created"] as? String == "2026-02-01T00:00:00Z")
        #expect(row["status"] as? Bool == true)
        ask.clock.advance(seconds: 60)
        let changed = ask(share, method: "PATCH", body: body(nil, deadline: "2026-02-02T00:00:00Z"))
        #expect(changed.status == 201)
        let read = try ask(share).object()
        #expect(read["exist"] as? Bool == true)
        #expect(read["deadline"] as? String == "2026-02-02T00:00:00Z")
        #expect(read["updated"] as? String == "2026-02-01T00:01:00Z")
        #expect(ask(share, method: "DELETE").status == 204)
        #expect(try ask(share, method: "DELETE").fault() == "404 SVCSTG.SWR.4040091")
        #expect(try ask(share, method: "PATCH", body: body(nil)).fault() == "404 SVCSTG.SWR.4040091")
    }

    @Test("a share ends with its day")
    func deadline() throws {
        let ask = try SWRAsk()
        let made = ask(Self.shares, method: "POST", body: body("partner", deadline: "2026-02-01T00:00:10Z"))
        #expect(made.status == 201)
        #expect(try ask("\(Self.shares)/partner").object()["status"] as? Bool == true)
        ask.clock.advance(seconds: 10)
        #expect(try ask("\(Self.shares)/partner").object()["status"] as? Bool == false)
    }

    @Test("there is one permission, a day or forever, and no share with oneself")
    func content() throws {
        let ask = try SWRAsk()
        let rows = [
            (body("partner", permit: "write"), "4001066"), (body("acme"), "4001041"), (body("a/b"), "4001041"),
            (body(nil), "4001014"), (body("partner", deadline: "tomorrow"), "4000014"),
            (body("partner", deadline: "2026-02-31T00:00:00Z"), "4000014"),
            (body("partner", deadline: ""), "4001014"), (#"{"access_domain":7}"#, "4000014"), ("[]", "4000014"),
        ]
        for (body, code) in rows {
            #expect(
                try ask(Self.shares, method: "POST", body: body).fault() == "400 SVCSTG.SWR.\(code)", "\(body)")
        }
        #expect(try ask(Self.shares).rows().isEmpty)
    }

    @Test("who reads an image sees its shares, who manages it makes them")
    func permission() throws {
        let ask = try SWRAsk()
        let team = Self.shares.replacing("library", with: "team")
        #expect(ask(team, as: .mia).status == 200)
        #expect(
            try ask(team, as: .mia, method: "POST", body: body("partner")).fault() == "403 SVCSTG.SWR.4037018")
        #expect(try ask(team, as: .eve).fault() == "403 SVCSTG.SWR.4039002")
        #expect(try ask(team.replacing("front", with: "nope")).fault() == "404 SVCSTG.SWR.4040010")
    }

    @Test("what is shared is listed with pages, by number in the second version and by marker in the third")
    func lists() throws {
        let ask = try SWRAsk()
        let images = ["library/repositories/web$front", "library/repositories/proxy", "team/repositories/web$front"]
        for image in images {
            let made = ask("/v2/manage/namespaces/\(image)/access-domains", method: "POST", body: body("partner"))
            #expect(made.status == 201)
        }
        let list = "/v2/manage/shared-repositories?center=self"
        let page = ask("\(list)&limit=2&offset=1&order_column=updated_at&order_type=asc")
        #expect(page.range == "1-2/3")
        #expect(try page.rows().first?["total_range"] as? Int == 3)
        #expect(try ask("\(list)&namespace=library&name=web$front").texts("name") == ["web/front"])
        #expect(try ask("/v2/manage/shared-repositories?center=thirdparty").rows().isEmpty)
        #expect(ask("/v2/manage/shared-repositories?center=others").status == 400)
        #expect(try ask(list, as: .mia).texts("namespace") == ["team"])

        let third = "/v3/manage/shared-repositories?shared_by=self&limit=2"
        let first = try ask(third).object()
        let marker = try #require(first["nextMarker"] as? Int)
        #expect(
            (first["repos"] as? [[String: Any]])?.map { $0["namespace_name"] as? String } == ["library", "library"])
        let last = try ask("\(third)&marker=\(marker)").object()
        #expect((last["repos"] as? [[String: Any]])?.map { $0["namespace_name"] as? String } == ["team"])
        #expect(last["nextMarker"] == nil)
    }
}
