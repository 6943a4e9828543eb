import Domain
import Testing

@testable import Translation

@Suite("GET /v1/repository/project on SWR")
struct SWRProjectTests {
    @Test("only what is the namespace's, with what the gateway knows of it")
    func own() throws {
        var trace = try Trace(swr: .projectList)
        #expect(trace.call == "GET /v2/manage/namespaces")
        trace.reply(
            200,
            organizations([organization(3, "open", count: 4), organization(2, "others"), organization(1, "group")]))
        let answer = try trace.answer()
        #expect(answer.total == 2)
        #expect(
            answer.data == [
                Answer.Row(
                    projectId: 1, projectName: "group", public: false, imageCount: 0, createTime: 1_700_000_000,
                    updateTime: 1_700_000_001),
                Answer.Row(
                    projectId: 3, projectName: "open", public: true, imageCount: 4, createTime: 1_700_000_002,
                    updateTime: 1_700_000_003),
            ])
    }

    @Test("who sees all gets those as well that the gateway did not make: of no age, and not public")
    func everything() throws {
        var trace = try Trace(swr: .projectList, kept: [Trace.mine[0]], seesAll: true)
        trace.reply(200, organizations([organization(2, "others"), organization(1, "group")]))
        let answer = try trace.answer()
        #expect(answer.data.map(\.projectName) == ["group", "others"])
        #expect(
            answer.data.last
                == Answer.Row(
                    projectId: 2, projectName: "others", public: false, imageCount: 0, createTime: 0, updateTime: 0))
    }

    @Test(
        "filters and pages are made here",
        arguments: [
            ("projectName=o", ["group", "open"], 2), ("projectName=pe", ["open"], 1), ("projectName=x", [], 0),
            ("public=true", ["open"], 1), ("public=false", ["group"], 1), ("pageSize=1&page=2", ["open"], 2),
            ("pageSize=0", ["group", "open"], 2), ("page=3", [], 2), ("public=true&projectName=gr", [], 0),
        ])
    func filters(_ query: String, names: [String], total: Int) throws {
        var trace = try Trace(swr: .projectList, query)
        trace.reply(200, organizations([organization(1, "group"), organization(3, "open")]))
        let answer = try trace.answer()
        #expect(answer.data.map(\.projectName) == names)
        #expect(answer.total == total)
    }

    @Test("where SWR does not count, it is asked for those on the page, and no others")
    func counts() throws {
        var trace = try Trace(swr: .projectList, "pageSize=2", kept: [], seesAll: true)
        trace.reply(200, organizations(["a", "b", "c"].map { organization(1, $0, count: nil) }))
        #expect(trace.call == "GET /v2/manage/repos?namespace=a&limit=1&offset=0")
        trace.page([image("a", "x")], of: 12)
        #expect(trace.call == "GET /v2/manage/repos?namespace=b&limit=1&offset=0")
        trace.reply(404, swrError(4_040_058))
        #expect(try trace.answer().data.map(\.imageCount) == [12, 0])
    }

    private func uncounted(_ count: Int) -> String {
        organizations((0..<count).map { organization($0, "o\($0)", count: nil) })
    }

    @Test("up to 20 are counted one by one, and more in one pass over all repositories", arguments: [20, 21])
    func manyCounts(_ count: Int) throws {
        var trace = try Trace(swr: .projectList, "pageSize=0", seesAll: true)
        trace.reply(200, uncounted(count))
        #expect(
            trace.call
                == (count == 20
                    ? "GET /v2/manage/repos?namespace=o0&limit=1&offset=0"
                    : "GET /v2/manage/repos?limit=1000&offset=0"))
    }

    @Test("the pass goes over all pages, and counts what is shown")
    func pass() throws {
        var trace = try Trace(swr: .projectList, "pageSize=0&projectName=o", kept: [], seesAll: true)
        trace.reply(200, uncounted(30))
        trace.page((0..<1_000).map { image($0 < 600 ? "o3" : "o4", "r\($0)") }, of: 1_003)
        #expect(trace.call == "GET /v2/manage/repos?limit=1000&offset=1000")
        trace.page([image("o4", "r999"), image("o4", "more"), image("others", "x")], offset: 1_000, of: 1_003)
        let counts = try trace.answer().data.reduce(into: [:]) { $0[$1.projectName ?? ""] = $1.imageCount }
        #expect(counts["o3"] == 600)
        #expect(counts["o4"] == 401)
        #expect(counts["o0"] == 0)
        #expect(counts["others"] == nil)
        #expect(counts.count == 30)
    }

    @Test("what SWR counted itself stays")
    func someCounts() throws {
        var trace = try Trace(swr: .projectList, "pageSize=0", kept: [], seesAll: true)
        let others = (0..<25).map { organization($0, "o\($0)", count: nil) }
        trace.reply(200, organizations([organization(99, "known", count: 7)] + others))
        trace.page([image("known", "x"), image("o0", "x")], of: 2)
        let rows = try trace.answer().data
        #expect(rows.first { $0.projectName == "known" }?.imageCount == 7)
        #expect(rows.first { $0.projectName == "o0" }?.imageCount == 1)
    }

    @Test("the pass ends at the ceiling, whatever SWR claims, and a page that fails fails the list")
    func passBound() throws {
        // A lower ceiling of what is listed is none of what is counted.
        var trace = try Trace(swr: .projectList, "pageSize=0", ceiling: 1_500, kept: [], seesAll: true)
        trace.reply(200, uncounted(30))
        var calls = 0
        while let call = trace.call, calls < 50 {
            let count = call.contains("limit=1000") ? 1_000 : 500
            trace.page((0..<count).map { image("o0", "\(calls)-\($0)") }, of: Int.max)
            calls += 1
        }
        #expect(calls == 10)
        #expect(try trace.answer().data.first { $0.projectName == "o0" }?.imageCount == 10_000)

        var failing = try Trace(swr: .projectList, "pageSize=0", seesAll: true)
        failing.reply(200, uncounted(30))
        failing.reply(401)
        #expect(failing.failure?.code == .upstreamCredential)
    }

    // MARK: What is kept, and not listed

    private static func read(_ name: String) -> String { "GET /v2/manage/namespaces/\(name)" }

    @Test("what was missing and is listed again is noted as seen, all at once, whether the store takes it or not")
    func seenAgain() throws {
        let kept = Trace.mine.map { project in
            var project = project
            project.missingSince = 9
            return project
        }
        for failure in [nil, GatewayError.Code.storeUnavailable] {
            var trace = try Trace(swr: .projectList, kept: kept)
            trace.reply(200, organizations([organization(1, "group"), organization(3, "open")]))
            #expect(trace.change == .see(kept))
            trace.kept(failure)
            #expect(try trace.answer().data.map(\.projectName) == ["group", "open"])
        }
    }

    @Test("what SWR does not list is asked for by name, and noted when SWR says that there is none of it")
    func vanished() throws {
        var trace = try Trace(swr: .projectList)
        trace.reply(200, organizations([organization(3, "open")]))
        #expect(trace.call == Self.read("group"))
        trace.reply(404, swrError(4_040_058))
        #expect(trace.change == .miss(Trace.mine[0]))
        trace.kept()
        #expect(try trace.answer().data.map(\.projectName) == ["open"])
    }

    @Test(
        "it is still somebody's when the gateway's account may not look, or somebody else says that there is none",
        arguments: [(403, swrError(4_039_002)), (200, "{}"), (404, "<html>"), (500, ""), (401, "")])
    func hidden(_ status: Int, body: String) throws {
        var trace = try Trace(swr: .projectList)
        trace.reply(200, organizations([organization(3, "open")]))
        trace.reply(status, body)
        #expect(try trace.answer().data.map(\.projectName) == ["open"])
    }

    @Test("the list comes all the same, though SWR is lost over it, or the store is", arguments: [true, false])
    func afterwards(isLost: Bool) throws {
        var trace = try Trace(swr: .projectList)
        trace.reply(200, organizations([]))
        #expect(trace.call == Self.read("group"))
        if isLost {
            trace.lose(.upstreamTimeout)
        } else {
            trace.reply(404, swrError(4_040_058))
            trace.kept(.storeUnavailable)
        }
        #expect(try trace.answer().total == 0)
    }

    @Test("few are asked for at a time, when the counts are known")
    func fewMissing() throws {
        let kept = (0..<8).map {
            KeptProject(name: "gone-\($0)", namespace: "ns7", isPublic: false, createdAt: 1, updatedAt: 1)
        }
        var trace = try Trace(swr: .projectList, kept: kept + Trace.mine)
        trace.reply(200, organizations([organization(1, "group", count: nil), organization(3, "open")]))
        #expect(trace.call == "GET /v2/manage/repos?namespace=group&limit=1&offset=0")
        trace.page([image("group", "x")], of: 4)
        for number in 0..<5 {
            #expect(trace.call == Self.read("gone-\(number)"))
            trace.reply(403, swrError(4_039_002))
        }
        #expect(try trace.answer().data.map(\.imageCount) == [4, 0])
    }

    @Test("a count that fails fails the list")
    func countFails() throws {
        var trace = try Trace(swr: .projectList)
        trace.reply(200, organizations([organization(1, "group", count: nil)]))
        trace.reply(401)
        #expect(trace.failure?.code == .upstreamCredential)
    }
}
