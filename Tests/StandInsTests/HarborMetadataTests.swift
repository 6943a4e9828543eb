import Testing

@testable import StandIns

@Suite("Harbor's stand-in: metadata and summary of a project")
struct HarborMetadataTests {
    private static let path = "/projects/workshop/metadatas"

    @Test("all keys are the administrator's, one key the maintainer's too", arguments: ["", "/"])
    func read(_ end: String) throws {
        let ask = Ask()
        #expect(ask("\(Self.path)\(end)").text == "{\"public\":\"false\"}\n")
        #expect(ask("\(Self.path)\(end)", as: .member).status == 403)
        #expect(ask("\(Self.path)/public", as: .member).text == "{\"public\":\"false\"}\n")
        #expect(ask("\(Self.path)/auto_scan", as: .member).status == 404)
    }

    @Test(
        "one new key at a time, with a text that suits it",
        arguments: [
            (#"{"auto_scan":"true"}"#, 200), (#"{"auto_scan":"T"}"#, 200), (#"{"severity":"High"}"#, 200),
            (#"{"public":"true"}"#, 409), (#"{"auto_scan":"maybe"}"#, 400), (#"{"severity":"worst"}"#, 400),
            (#"{"nonsense":"true"}"#, 400), ("{}", 400), (#"{"auto_scan":"true","prevent_vul":"true"}"#, 400),
            (#"{"auto_scan":true}"#, 422), ("", 422),
        ])
    func add(_ body: String, status: Int) {
        #expect(Ask().post("\(Self.path)/", body, as: .member).status == status)
    }

    @Test(
        "a key that is there is changed, by a body that names it again",
        arguments: [
            ("public", #"{"public":"true"}"#, 200), ("public", #"{"public":true}"#, 422), ("public", "{}", 400),
            ("public", #"{"auto_scan":"true"}"#, 400), ("auto_scan", #"{"auto_scan":"true"}"#, 404),
            ("public", #"{"public":"maybe"}"#, 400),
        ])
    func update(_ key: String, _ body: String, status: Int) throws {
        let ask = Ask()
        #expect(ask.call("PUT", "\(Self.path)/\(key)", body, as: "mia").status == status)
        #expect(ask("/projects/workshop", as: .nobody).status == (status == 200 ? 200 : 401))
    }

    @Test("a key is deleted once; a project without the key is private")
    func delete() throws {
        let ask = Ask()
        #expect(ask.delete("/projects/library/metadatas/public").status == 200)
        #expect(ask.delete("/projects/library/metadatas/public").status == 404)
        #expect(ask("/projects/library", as: .nobody).status == 401)
        #expect(ask("/projects/library/metadatas").text == "{}\n")
    }

    @Test(
        "a project's update changes the metadata that it names, as texts; a boolean beside them changes nothing",
        arguments: [
            (#"{"metadata":{"public":"true"}}"#, 200, "true"), (#"{"public":true}"#, 200, "false"),
            ("{}", 200, "false"),
            (#"{"metadata":{"public":true}}"#, 422, "false"), (#"{"metadata":{"public":"maybe"}}"#, 400, "false"),
            (#"{"metadata":{"auto_scan":"true"}}"#, 200, "false"),
        ])
    func project(_ body: String, status: Int, isPublic: String) throws {
        let ask = Ask()
        #expect(ask.call("PUT", "/projects/workshop", body, as: "mia").status == status)
        #expect(ask("\(Self.path)/public").text == "{\"public\":\"\(isPublic)\"}\n")
        #expect(ask.call("PUT", "/projects/nope", body).status == (status == 200 || status == 400 ? 404 : 422))
    }

    @Test("a summary counts repositories, bytes and the roles that somebody has")
    func summary() throws {
        let ask = Ask()
        #expect(
            ask("/projects/attic/summary").text
                == #"{"project_admin_count":1,"quota":{"hard":{"storage":-1},"used":{"storage":0}},"repo_count":0}"#
                + "\n")
        ask.add("ann", role: 2)
        let workshop = try ask("/projects/workshop/summary", as: .member).object()
        #expect(workshop["developer_count"] as? Int == 1)
        #expect(workshop["guest_count"] == nil)
        #expect(workshop["repo_count"] as? Int == 1)
        _ = ask.post("/projects", #"{"project_name":"tiny","storage_limit":10}"#)
        #expect(ask("/projects/tiny/summary").text.contains(#""hard":{"storage":10}"#))
    }
}
