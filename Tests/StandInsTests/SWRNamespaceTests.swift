import Testing

@testable import StandIns

@Suite("SWR's stand-in: organizations")
struct SWRNamespaceTests {
    @Test("an administrator sees all, others those that they have a grant for")
    func list() throws {
        let ask = try SWRAsk()
        func names(_ caller: SWRAsk.Caller, _ query: String = "") throws -> [String] {
            try ask("/v2/manage/namespaces\(query)", as: caller).rows("namespaces").compactMap { $0["name"] as? String }
        }
        #expect(try names(.root) == ["library", "fleet", "team", "attic"])
        #expect(try names(.mia) == ["team"])
        #expect(try names(.noa).isEmpty)
        #expect(try names(.noa, "?filter=mode%3A%3Avisible") == ["team"], "a grant for an image shows its organization")
        #expect(try names(.root, "?namespace=team") == ["team"])
        #expect(try names(.root, "?namespace=tea").isEmpty)
        #expect(try names(.root, "?filter=namespace::tea") == ["team"], "a filter takes parts of names")
        #expect(try ask("/v2/manage/namespaces?filter=color::red").fault() == "400 SVCSTG.SWR.4001035")
        #expect(try ask("/v2/manage/namespaces?namespace=Team").fault() == "400 SVCSTG.SWR.4001028")
    }

    @Test("a row has an integer id, the caller's level and what is in it; one alone has no counts")
    func document() throws {
        let ask = try SWRAsk()
        let row = try #require(try ask("/v2/manage/namespaces?namespace=team", as: .mia).rows("namespaces").first)
        #expect(row["id"] is Int)
        #expect(row["creator_name"] as? String == "root")
        #expect(row["auth"] as? Int == 3)
        #expect(row["repo_count"] as? Int == 2)
        #expect(row["access_user_count"] as? Int == 2)
        let alone = try ask("/v2/manage/namespaces/team").object()
        #expect(alone["id"] as? Int == row["id"] as? Int)
        #expect(alone["auth"] as? Int == 7)
        #expect(alone["repo_count"] == nil)
        ask.swr.change { $0.tellsCounts = false }
        #expect(try ask("/v2/manage/namespaces").rows("namespaces").allSatisfy { $0["repo_count"] == nil })
    }

    @Test("whoever makes one manages it, and its id is new")
    func create() throws {
        let ask = try SWRAsk()
        let ids = try ask("/v2/manage/namespaces").rows("namespaces").compactMap { $0["id"] as? Int }
        let reply = ask("/v2/manage/namespaces", as: .mia, method: "POST", body: #"{"namespace":"mine"}"#)
        #expect(reply.status == 201)
        #expect(reply.text == "{}\n")
        let made = try ask("/v2/manage/namespaces/mine", as: .mia).object()
        #expect(made["auth"] as? Int == 7)
        #expect(made["creator_name"] as? String == "mia")
        #expect(!ids.contains(try #require(made["id"] as? Int)))
        #expect(try ask("/v2/manage/namespaces/mine", as: .eve).fault() == "403 SVCSTG.SWR.4039002")
    }

    @Test("one that exists is 409, and one too many 400")
    func refused() throws {
        let ask = try SWRAsk()
        func create(_ name: String) -> SWRReply {
            ask("/v2/manage/namespaces", method: "POST", body: #"{"namespace":"\#(name)"}"#)
        }
        #expect(try create("team").fault() == "409 SVCSTG.SWR.4090060")
        ask.swr.change { $0.namespaceLimit = 5 }
        #expect(create("fifth").status == 201)
        #expect(try create("sixth").fault() == "400 SVCSTG.SWR.4000097")
    }

    @Test("a body that names none is 400", arguments: ["", "{}", "[]", #"{"namespace":7}"#, #"{"namespace":""}"#])
    func body(_ body: String) throws {
        #expect(try SWRAsk()("/v2/manage/namespaces", method: "POST", body: body).status == 400)
    }

    @Test(
        "names are letters, digits and single separators",
        arguments: [
            ("a", true), ("a1", true), ("a__b", true), ("a-b.c_d", true), ("", false), ("1a", false), ("A", false),
            ("a-", false), ("a___b", false), ("a--b", false), ("a.-b", false), ("a_.b", false), ("_a", false),
            ("a/b", false), ("é", false),
        ])
    func names(_ name: String, isGood: Bool) {
        #expect(SWRName.isNamespace(name) == isGood)
    }

    @Test("a name has at most 64 characters, that of an image 128, and may start with a digit")
    func lengths() {
        #expect(SWRName.isNamespace(String(repeating: "a", count: 64)))
        #expect(!SWRName.isNamespace(String(repeating: "a", count: 65)))
        #expect(SWRName.isRepository(String(repeating: "7", count: 128)))
        #expect(!SWRName.isRepository(String(repeating: "7", count: 129)))
        #expect(SWRName.isRepository("a/b__c/d-e.f"))
        #expect(!SWRName.isRepository("a//b"))
        #expect(!SWRName.isRepository("a/-b"))
        #expect(!SWRName.isRepository("a$b"))
    }

    @Test("one is deleted by those who manage it, and only when there is nothing in it")
    func delete() throws {
        let ask = try SWRAsk()
        #expect(try ask("/v2/manage/namespaces/team", as: .mia, method: "DELETE").fault() == "403 SVCSTG.SWR.4037017")
        #expect(try ask("/v2/manage/namespaces/team", method: "DELETE").fault() == "406 SVCSTG.SWR.4060074")
        let reply = ask("/v2/manage/namespaces/attic", method: "DELETE")
        #expect(reply.status == 204)
        #expect(reply.text == "")
        #expect(try ask("/v2/manage/namespaces/attic").fault() == "404 SVCSTG.SWR.4040058")
        #expect(try ask("/v2/manage/namespaces/attic", method: "DELETE").fault() == "404 SVCSTG.SWR.4040058")
    }
}
