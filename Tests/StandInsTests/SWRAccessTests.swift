import Testing

@testable import StandIns

@Suite("SWR's stand-in: grants")
struct SWRAccessTests {
    /// An organization and an image, which grant alike.
    struct Place: Sendable, CustomTestStringConvertible {
        let path: String
        let exists: String
        let missing: String
        let level: String
        var testDescription: String { path }
    }

    static let places = [
        Place(path: "/v2/manage/namespaces/library/access", exists: "4090076", missing: "4040078", level: "4001065"),
        Place(
            path: "/v2/manage/namespaces/library/repos/web$front/access", exists: "4090089", missing: "4040091",
            level: "4001066"),
    ]

    private func levels(_ ask: SWRAsk, _ path: String, as caller: SWRAsk.Caller = .root) throws -> [String: Int] {
        var levels: [String: Int] = [:]
        for row in try ask(path, as: caller).rows("others_auths") {
            levels[try #require(row["user_name"] as? String)] = row["auth"] as? Int
        }
        return levels
    }

    @Test("a grant is made, changed and taken back", arguments: places)
    func life(_ place: Place) throws {
        let ask = try SWRAsk()
        let id = try #require(ask.iam.directory.user(named: "eve")).id
        #expect(ask(place.path, as: .eve).status == 403)
        let made = ask(place.path, method: "POST", body: try ask.grant(.eve, 1))
        #expect(made.status == 201)
        #expect(made.text == "")
        #expect(try levels(ask, place.path)["eve"] == 1)
        #expect(ask(place.path, as: .eve).status == 200)
        #expect(ask(place.path, method: "PATCH", body: try ask.grant(.eve, 7)).status == 201)
        #expect(try levels(ask, place.path)["eve"] == 7)
        #expect(ask(place.path, as: .eve, method: "DELETE", body: #"["\#(id)"]"#).status == 204)
        #expect(try levels(ask, place.path)["eve"] == nil)
        #expect(ask(place.path, as: .eve).status == 403)
    }

    @Test("POST makes new ones and PATCH changes those that there are", arguments: places)
    func existence(_ place: Place) throws {
        let ask = try SWRAsk()
        let grant = try ask.grant(.eve, 3)
        let id = try #require(ask.iam.directory.user(named: "eve")).id
        #expect(try ask(place.path, method: "PATCH", body: grant).fault() == "404 SVCSTG.SWR.\(place.missing)")
        #expect(
            try ask(place.path, method: "DELETE", body: #"["\#(id)"]"#).fault() == "404 SVCSTG.SWR.\(place.missing)")
        #expect(ask(place.path, method: "POST", body: grant).status == 201)
        #expect(try ask(place.path, method: "POST", body: grant).fault() == "409 SVCSTG.SWR.\(place.exists)")
    }

    @Test("there are three levels and known users only", arguments: places)
    func content(_ place: Place) throws {
        let ask = try SWRAsk()
        for level in [0, 2, 4, 8] {
            #expect(
                try ask(place.path, method: "POST", body: try ask.grant(.eve, level)).fault()
                    == "400 SVCSTG.SWR.\(place.level)")
        }
        let renamed = try ask.grant(.eve, 1).replacing(#""eve""#, with: #""adam""#)
        #expect(try ask(place.path, method: "POST", body: renamed).fault() == "400 SVCSTG.SWR.4001067")
        for body in ["", "{}", "[]", "[1]", #"[{"auth":7}]"#] {
            #expect(try ask(place.path, method: "POST", body: body).fault() == "400 SVCSTG.SWR.4000014", "\(body)")
        }
        #expect(ask(place.path, method: "DELETE", body: "[7]").status == 400)
    }

    @Test("of several grants all or none are made")
    func wholes() throws {
        let ask = try SWRAsk()
        let path = "/v2/manage/namespaces/team/access"
        let both = try ask.grant(.eve, 1).dropLast() + "," + ask.grant(.mia, 1).dropFirst()
        #expect(try ask(path, method: "POST", body: String(both)).fault() == "409 SVCSTG.SWR.4090076")
        #expect(try levels(ask, path) == ["mia": 3])
    }

    @Test("the caller stands apart from the others, an administrator without a grant of its own")
    func own() throws {
        let ask = try SWRAsk()
        let document = try ask("/v2/manage/namespaces/team/access", as: .mia).object()
        let own = try #require(document["self_auth"] as? [String: Any])
        #expect(own["user_name"] as? String == "mia")
        #expect(own["auth"] as? Int == 3)
        #expect(try levels(ask, "/v2/manage/namespaces/team/access", as: .mia) == ["root": 7])
        #expect(ask("/v2/manage/namespaces", as: .mia, method: "POST", body: #"{"namespace":"mine"}"#).status == 201)
        let seen = try ask("/v2/manage/namespaces/mine/access").object()
        #expect((seen["self_auth"] as? [String: Any])?["auth"] as? Int == 7)
        #expect(try levels(ask, "/v2/manage/namespaces/mine/access") == ["mia": 7])
    }

    @Test("only those who manage may grant")
    func permission() throws {
        let ask = try SWRAsk()
        let grant = try ask.grant(.eve, 1)
        #expect(
            try ask("/v2/manage/namespaces/team/access", as: .mia, method: "POST", body: grant).fault()
                == "403 SVCSTG.SWR.4037017")
        #expect(
            try ask("/v2/manage/namespaces/team/repos/web$front/access", as: .mia, method: "POST", body: grant).fault()
                == "403 SVCSTG.SWR.4037018")
    }

    @Test("the grant of an organization is one for all of its images")
    func inheritance() throws {
        let ask = try SWRAsk()
        let path = "/v2/manage/namespaces/team/repos/web$front"
        #expect(ask(path, as: .noa).status == 403)
        #expect(ask("/v2/manage/namespaces/team/repos/tools$lathe", as: .noa).status == 200)
        #expect(ask("/v2/manage/namespaces/team/access", method: "POST", body: try ask.grant(.noa, 1)).status == 201)
        #expect(ask(path, as: .noa).status == 200)
        #expect(ask(path, as: .noa, method: "PATCH", body: #"{"description":"x"}"#).status == 403)
        #expect(ask("\(path)/access", method: "POST", body: try ask.grant(.noa, 3)).status == 201)
        #expect(ask(path, as: .noa, method: "PATCH", body: #"{"description":"x"}"#).status == 201)
    }
}
