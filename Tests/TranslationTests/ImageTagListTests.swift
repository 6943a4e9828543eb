import Domain
import Testing

@testable import Translation

@Suite("GET /v1/repository/image/tag on Harbor")
struct ImageTagListTests {
    private func artifacts(_ page: Int, of repository: String = "library/repositories/web") -> String {
        "GET /api/v2.0/projects/\(repository)/artifacts?q=tags%3D%2A&with_tag=true&with_label=false"
            + "&with_scan_overview=false&with_accessory=false&page=\(page)&page_size=100&sort=-push_time"
    }

    @Test("the tags of every artifact, flattened in Harbor's order")
    func flattened() throws {
        var trace = try Trace(.imageTagList, "imageName=library/team/web", credentialProven: false)
        #expect(trace.call == artifacts(1, of: "library/repositories/team%252Fweb"))
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        trace.reply(200, list([artifact(2, tags: ["v2", "latest"], second: 7), artifact(1, tags: ["v1"])]), total: 2)
        let answer = try trace.answer()
        #expect(answer.data.map(\.tag) == ["v2", "latest", "v1"])
        #expect(answer.total == 3)
        #expect(
            answer.data.first
                == Answer.Row(
                    imageAddress: "registry.example:5000/library/team/web", tag: "v2", createTime: 1_767_323_047,
                    updateTime: 1_767_323_049))
    }

    @Test("the answer is the envelope, byte for byte")
    func bytes() throws {
        var trace = try Trace(.imageTagList, "imageName=library/web")
        trace.reply(200, list([artifact(1, tags: ["v1"])]), total: 1)
        let row =
            #"{"createTime":1767323045,"imageAddress":"registry.example:5000/library/web","tag":"v1","updateTime":1767323049}"#
        #expect(try trace.text() == #"{"code":200,"data":[\#(row)],"message":"success","total":1}"#)
    }

    @Test(
        "tags are paged here, whatever artifact they are of",
        arguments: [
            ("", ["a", "b", "c", "d", "e"]), ("&pageSize=2", ["a", "b"]), ("&pageSize=2&page=2", ["c", "d"]),
            ("&pageSize=2&page=3", ["e"]), ("&pageSize=2&page=4", []), ("&pageSize=0", ["a", "b", "c", "d", "e"]),
            ("&pageSize=0&page=2", []), ("&page=2147483647&pageSize=100", []),
        ])
    func paged(_ query: String, tags: [String]) throws {
        var trace = try Trace(.imageTagList, "imageName=library/web\(query)")
        trace.reply(200, list([artifact(2, tags: ["a", "b", "c"]), artifact(1, tags: ["d", "e"])]), total: 2)
        let answer = try trace.answer()
        #expect(answer.data.map(\.tag) == tags)
        #expect(answer.total == 5)
    }

    @Test("every page of artifacts is read")
    func pages() throws {
        var trace = try Trace(.imageTagList, "imageName=library/web&pageSize=3&page=71")
        for page in 1...3 {
            #expect(trace.call == artifacts(page))
            let ids = (page - 1) * 100..<min(page * 100, 211)
            trace.reply(200, list(ids.map { artifact($0, tags: ["t\($0)"]) }), total: 211)
        }
        let answer = try trace.answer()
        #expect(answer.data.map(\.tag) == ["t210"])
        #expect(answer.total == 211)
    }

    @Test("a tag that is moved while the pages are read shows once, and so does an artifact")
    func moved() throws {
        var trace = try Trace(.imageTagList, "imageName=library/web&pageSize=0")
        trace.reply(200, list((0..<100).map { artifact($0, tags: ["t\($0)"]) }), total: 102)
        trace.reply(200, list([artifact(99, tags: ["t99"]), artifact(200, tags: ["t0", "u"])]), total: 102)
        let answer = try trace.answer()
        #expect(answer.total == 101)
        #expect(answer.data.last?.tag == "u")
    }

    @Test("an artifact without tags has none to show, be they null, none or left out")
    func untagged() throws {
        var trace = try Trace(.imageTagList, "imageName=library/web")
        let silent = #"{"id":3,"push_time":"2026-01-02T03:04:05Z"}"#
        trace.reply(200, list([artifact(1, tags: nil), artifact(2, tags: []), silent]), total: 3)
        let answer = try trace.answer()
        #expect(answer.data == [])
        #expect(answer.total == 0)
    }

    @Test(
        "an empty list is confirmed: the image may be there without a tag, or not be there",
        arguments: [(200, nil), (404, 404), (403, nil), (500, 502)])
    func empty(_ repositoryStatus: Int, status: Int?) throws {
        var trace = try Trace(.imageTagList, "imageName=library/web")
        trace.reply(200, "[]", total: 0)
        #expect(trace.call == "GET /api/v2.0/projects/library/repositories/web")
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        trace.reply(repositoryStatus, repository(1, "library/web"))
        switch repositoryStatus {
        case 200: #expect(try trace.answer().data == [])
        case 403: #expect(trace.call == "HEAD /api/v2.0/projects?project_name=library")
        default: #expect(trace.failure?.code.status == status)
        }
    }

    @Test("an image that cannot be confirmed by nonsense is 502")
    func unconfirmed() throws {
        var trace = try Trace(.imageTagList, "imageName=library/web")
        trace.reply(200, "[]", total: 0)
        trace.reply(200, "<html>")
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("a project that is not there is an image that is not there")
    func unknownProject() throws {
        var trace = try Trace(.imageTagList, "imageName=nope/web")
        trace.reply(404, #"{"errors":[{"code":"NOT_FOUND","message":"project nope not found"}]}"#)
        #expect(trace.failure?.code == .notFound)
        #expect(trace.failure?.message == "imageName: no such image")
    }

    @Test("a project that is hidden is 403 when there, 404 when not", arguments: [(200, 403), (404, 404), (401, 502)])
    func forbidden(exists: Int, status: Int) throws {
        var trace = try Trace(.imageTagList, "imageName=secret/web")
        trace.reply(403, #"{"errors":[{"code":"FORBIDDEN","message":"forbidden"}]}"#)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=secret")
        trace.reply(exists)
        #expect(trace.failure?.code.status == status)
    }

    @Test(
        "an image of another namespace is refused by the gateway itself, if its project is there",
        arguments: [200, 404])
    func foreign(exists: Int) throws {
        let scope = HarborScope(owner: "acct", names: ["p"], numbers: [7])
        var trace = try Trace(.imageTagList, "imageName=q/web", scope: scope)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=q")
        trace.reply(exists)
        #expect(trace.failure?.code == (exists == 200 ? .targetRefused : .notFound))
        let message = exists == 200 ? "not a project of your namespace" : "no such image"
        #expect(trace.failure?.message == "imageName: \(message)")
    }

    @Test(
        "what else Harbor may answer",
        arguments: [(400, 400), (401, 502), (412, 400), (422, 500), (429, 429), (500, 502), (302, 502)])
    func status(of harbor: Int, becomes expected: Int) throws {
        var trace = try Trace(.imageTagList, "imageName=library/web")
        trace.reply(harbor, "<html>")
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "a document that is not as promised is 502",
        arguments: [
            "", "null", "{}", "[null]", "[{}]", "[1]", #"[{"id":1,"tags":null}]"#,
            #"[{"id":"1","push_time":"2026-01-02T03:04:05Z","tags":null}]"#,
            #"[{"id":1,"push_time":"today","tags":null}]"#,
            #"[{"id":1,"push_time":"2026-01-02T03:04:05Z","tags":{}}]"#,
            #"[{"id":1,"push_time":"2026-01-02T03:04:05Z","tags":[null]}]"#,
            #"[{"id":1,"push_time":"2026-01-02T03:04:05Z","tags":[{"name":"v1"}]}]"#,
            #"[{"id":1,"push_time":"2026-01-02T03:04:05Z","tags":[{"name":1,"push_time":"2026-01-02T03:04:05Z"}]}]"#,
        ])
    func malformed(_ body: String) throws {
        var trace = try Trace(.imageTagList, "imageName=library/web")
        trace.reply(200, body, total: 1)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("a count that lies costs no more calls than there are rows, and no more than the ceiling allows")
    func lyingCount() throws {
        var trace = try Trace(.imageTagList, "imageName=library/web", ceiling: 250)
        var calls = 0
        while trace.call != nil, calls < 10 {
            calls += 1
            trace.reply(
                200, list((0..<100).map { artifact(calls * 100 + $0, tags: ["t\(calls)-\($0)"]) }), total: .max)
        }
        #expect(calls == 3)
        #expect(try trace.answer().total == 250)
        trace = try Trace(.imageTagList, "imageName=library/web")
        trace.reply(200, list([artifact(1, tags: ["v1"])]), total: .max)
        #expect(try trace.answer().total == 1)
    }

    @Test("one artifact with a great many tags fills no page beyond the ceiling")
    func manyTags() throws {
        var trace = try Trace(.imageTagList, "imageName=library/web&pageSize=0", ceiling: 100)
        trace.reply(200, list([artifact(1, tags: (0..<500).map { "t\($0)" })]), total: 1)
        let answer = try trace.answer()
        #expect(answer.data.count == 100)
        #expect(answer.total == 500)
    }

    @Test(
        "an illegal parameter is 422 and names itself",
        arguments: [
            ("imageName", ""), ("imageName", "imageName="), ("imageName", "imageName=web"),
            ("imageName", "imageName=library/"), ("imageName", "imageName=library/Web"),
            ("imageName", "imageName=library/../fleet"), ("imageName", "imageName=library/a%252Fb"),
            ("imageName", "imageName=library/web:v1"), ("imageName", "imageName=a/b&imageName=a/b"),
            ("page", "imageName=a/b&page=0"), ("pageSize", "imageName=a/b&pageSize=-1"),
            ("pageSize", "imageName=a/b&pageSize=10001"),
        ])
    func illegal(name: String, query: String) {
        #expect { try Trace(.imageTagList, query) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code.status == 422 && refused?.message?.hasPrefix("\(name): ") == true
        }
    }
}
