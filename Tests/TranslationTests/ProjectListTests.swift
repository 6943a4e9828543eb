import Domain
import Testing

@testable import Translation

@Suite("GET /v1/repository/project on Harbor")
struct ProjectListTests {
    @Test("one page up to 100 is one call, with the rows and the count that Harbor gives")
    func onePage() throws {
        var trace = try Trace(.projectList, "page=3&pageSize=2")
        #expect(trace.call == "GET /api/v2.0/projects?page=3&page_size=2&with_detail=true")
        trace.reply(200, list([project(13, "calico", isPublic: true, count: 3), project(14, "db")]), total: 6)
        let answer = try trace.answer()
        #expect(answer.total == 6)
        #expect(answer.code == 200)
        #expect(answer.message == "success")
        #expect(
            answer.data == [
                Answer.Row(
                    projectId: 13, projectName: "calico", public: true, imageCount: 3, createTime: 1_767_323_045,
                    updateTime: 1_767_323_046),
                Answer.Row(
                    projectId: 14, projectName: "db", public: false, imageCount: 0, createTime: 1_767_323_045,
                    updateTime: 1_767_323_046),
            ])
    }

    @Test("the answer is the envelope, byte for byte")
    func bytes() throws {
        var trace = try Trace(.projectList)
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=10&with_detail=true")
        trace.reply(200, list([project(1, "library", isPublic: true, count: 2)]), total: 1)
        guard case .answer(let answer) = trace.step else {
            Issue.record("no answer: \(trace.step)")
            return
        }
        let row =
            #"{"createTime":1767323045,"imageCount":2,"projectId":1,"projectName":"library","public":true,"updateTime":1767323046}"#
        #expect(
            String(decoding: answer.body, as: UTF8.self)
                == #"{"code":200,"data":[\#(row)],"message":"success","total":1}"# + "\n")
    }

    @Test("a credential that is not proven is proven first, because Harbor answers lists to anybody")
    func provesCredential() throws {
        var trace = try Trace(.projectList, credentialProven: false)
        #expect(trace.call == "GET /api/v2.0/users/current")
        trace.reply(200, #"{"username":"gateway"}"#)
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=10&with_detail=true")
    }

    @Test("a robot, which has no current user, is a good credential")
    func provesRobot() throws {
        var trace = try Trace(.projectList, credentialProven: false)
        trace.reply(412, #"{"errors":[{"code":"PRECONDITION","message":"robot"}]}"#)
        #expect(trace.call?.contains("/projects?") == true)
    }

    @Test("a wrong credential is 502, never a short list and never 401")
    func wrongCredential() throws {
        var trace = try Trace(.projectList, credentialProven: false)
        trace.reply(401, #"{"errors":[{"code":"UNAUTHORIZED","message":"unauthorized"}]}"#)
        #expect(trace.failure?.code == .upstreamCredential)
        #expect(trace.failure?.code.status == 502)
    }

    @Test("public goes to Harbor, which compares it exactly", arguments: [true, false])
    func publicFilter(value: Bool) throws {
        let trace = try Trace(.projectList, "public=\(value)")
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=10&with_detail=true&public=\(value)")
    }

    @Test("a name filter is checked again, counted and paged here")
    func nameFilter() throws {
        var trace = try Trace(.projectList, "projectName=a_b&page=2&pageSize=1")
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=100&with_detail=true&name=a_b")
        trace.reply(
            200, list([project(1, "a_b"), project(2, "axb"), project(3, "xa_b"), project(4, "a_bx")]), total: 4)
        let answer = try trace.answer()
        #expect(answer.data.map(\.projectName) == ["xa_b"])
        #expect(answer.total == 3)
    }

    @Test("an empty name filter is no filter")
    func emptyFilter() throws {
        let trace = try Trace(.projectList, "projectName=")
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=10&with_detail=true")
    }

    @Test(
        "public in the metadata is the string true and nothing else",
        arguments: [
            (#"{"public":"true"}"#, true), (#"{"public":"false"}"#, false), (#"{"public":"TRUE"}"#, false),
            (#"{"public":true}"#, false), ("{}", false), ("null", false), (#""true""#, false),
        ])
    func metadata(_ json: String, expected: Bool) throws {
        var trace = try Trace(.projectList)
        trace.reply(
            200,
            """
            [{"project_id":1,"name":"p","creation_time":"0001-01-01T00:00:00.000Z",
            "update_time":"0001-01-01T00:00:00.000Z","metadata":\(json)}]
            """, total: 1)
        let row = try #require(try trace.answer().data.first)
        #expect(row.public == expected)
        #expect(row.imageCount == 0)
        #expect(row.createTime == 0)
    }

    @Test(
        "a filter takes only characters that a project's name can have",
        arguments: [
            "Lib", "a/b", "a%2Cb", "a%3D~b", "%7Ba%20b%7D", "a%5C", "a%25", "a+b", "a%00", "%C3%A9",
            String(repeating: "a", count: 256),
        ])
    func illegalFilter(_ value: String) {
        #expect { try Trace(.projectList, "projectName=\(value)") } throws: { error in
            let refused = error as? GatewayError
            return refused?.code.status == 422 && refused?.message?.hasPrefix("projectName: ") == true
        }
    }

    // MARK: A namespace's own

    @Test("of a namespace whose account owns all of its projects Harbor picks them out")
    func owned() throws {
        let scope = HarborScope(owner: "x", names: ["a"], numbers: [1])
        var trace = try Trace(.projectList, scope: scope)
        #expect(trace.call == "GET /api/v2.0/projects?page=1&page_size=10&with_detail=true&owner=x")
        trace.reply(200, list([project(1, "a")]), total: 1)
        #expect(try trace.answer().data.map(\.projectName) == ["a"])
    }
}
