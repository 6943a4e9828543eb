import Domain
import Testing

@testable import Translation

@Suite("GET /v1/repository/image on SWR")
struct SWRImageListTests {
    private static let first = "GET /v2/manage/repos?limit=1000&offset=0"

    @Test("one project: its repositories, the one made last first")
    func one() throws {
        var trace = try Trace(swr: .imageList, "projectName=group")
        #expect(trace.call == "\(Self.first)&namespace=group")
        #expect(trace.callFields == ["Content-Type: application/json"])
        trace.page([image("group", "b", created: 1), image("group", "a/c", isPublic: true, created: 2)], of: 2)
        let answer = try trace.answer()
        #expect(answer.total == 2)
        #expect(answer.data.map(\.imageName) == ["group/a/c", "group/b"])
        #expect(
            answer.data.first
                == Answer.Row(
                    projectName: "group", public: true, imageName: "group/a/c", imageAddress: "swr.example/group/a/c",
                    createTime: 1_767_323_042, updateTime: 1_767_323_100))
    }

    @Test(
        "the order is by creation, then by name, and turns around as a whole",
        arguments: [("asc", ["group/z", "group/a", "group/b"]), ("desc", ["group/b", "group/a", "group/z"])])
    func order(_ order: String, names: [String]) throws {
        var trace = try Trace(swr: .imageList, "projectName=group&orderBy=id&order=\(order)")
        trace.page(
            [image("group", "b", created: 5), image("group", "z", created: 1), image("group", "a", created: 5)], of: 3)
        #expect(try trace.answer().data.map(\.imageName) == names)
    }

    @Test("all is read, then paged", arguments: [(1, ["group/c", "group/b"]), (2, ["group/a"]), (3, [])])
    func pages(_ page: Int, names: [String]) throws {
        var trace = try Trace(swr: .imageList, "projectName=group&pageSize=2&page=\(page)")
        trace.page(["a", "b", "c"].enumerated().map { image("group", $1, created: $0) }, of: 3)
        let answer = try trace.answer()
        #expect(answer.data.map(\.imageName) == names)
        #expect(answer.total == 3)
    }

    @Test(
        "a name is looked for here, in what stands after the project",
        arguments: [("b", ["group/b", "group/a/b"]), ("grou", []), ("group/b", ["group/b"]), ("a/b", ["group/a/b"])])
    func namePart(_ part: String, names: [String]) throws {
        var trace = try Trace(swr: .imageList, "projectName=group&order=asc&imageName=\(part)")
        #expect(trace.call == "\(Self.first)&namespace=group")
        trace.page([image("group", "b", created: 1), image("group", "a/b", created: 2), image("group", "c")], of: 3)
        let answer = try trace.answer()
        #expect(answer.data.map(\.imageName) == names)
        #expect(answer.total == names.count)
    }

    @Test("without a project: those of the namespace, one after the other, and what is not of them is dropped")
    func own() throws {
        var trace = try Trace(swr: .imageList, "order=asc")
        #expect(trace.call == "\(Self.first)&namespace=group")
        trace.page([image("group", "a"), image("group2", "secret")], of: 2)
        #expect(trace.call == "\(Self.first)&namespace=open")
        trace.page([image("open", "b", isPublic: true, created: 1)], of: 1)
        let answer = try trace.answer()
        #expect(answer.data.map(\.imageName) == ["group/a", "open/b"])
        #expect(answer.total == 2)
    }

    @Test("one of several that is gone is empty")
    func gone() throws {
        var trace = try Trace(swr: .imageList)
        trace.reply(404, swrError(4_040_058))
        trace.page([image("open", "b", isPublic: true)], of: 1)
        #expect(try trace.answer().data.map(\.imageName) == ["open/b"])
    }

    @Test("a namespace without projects has no images, and SWR is not asked")
    func none() throws {
        let answer = try Trace(swr: .imageList, kept: []).answer()
        #expect(answer.data == [])
        #expect(answer.total == 0)
    }

    @Test("who sees all gets all in one list")
    func everything() throws {
        var trace = try Trace(swr: .imageList, seesAll: true)
        #expect(trace.call == Self.first)
        trace.page([image("group", "a"), image("others", "b", created: 1)], of: 2)
        #expect(try trace.answer().data.map(\.imageName) == ["others/b", "group/a"])
    }

    @Test("a project of others is 403 without a question; who sees all may ask")
    func foreign() throws {
        #expect { try Trace(swr: .imageList, "projectName=others") } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .targetRefused
                && refused?.message == "projectName: not a project of your namespace"
        }
        var trace = try Trace(swr: .imageList, "projectName=others", seesAll: true)
        trace.reply(404, swrError(4_040_058))
        #expect(trace.failure?.code == .notFound)
        #expect(trace.failure?.message == "projectName: no such project")
    }

    @Test("a project that is not one of SWR is 422", arguments: ["projectName=", "projectName=1a", "projectName=A"])
    func invalid(_ query: String) {
        #expect { try Trace(swr: .imageList, query) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("projectName: ") == true
        }
    }

    @Test("more than 1,000 are read in pages until the count is reached")
    func large() throws {
        var trace = try Trace(swr: .imageList, "projectName=group&pageSize=0")
        trace.page((0..<1_000).map { image("group", "i\($0)") }, of: 1_001)
        #expect(trace.call == "GET /v2/manage/repos?limit=1000&offset=1000&namespace=group")
        trace.page([image("group", "last")], offset: 1_000, of: 1_001)
        let answer = try trace.answer()
        #expect(answer.data.count == 1_001)
        #expect(answer.total == 1_001)
    }

    @Test("full pages for ever end at the ceiling, over all projects")
    func endless() throws {
        var trace = try Trace(swr: .imageList, "pageSize=0", ceiling: 1_500)
        var calls = 0
        while let call = trace.call, calls < 50 {
            let name = call.hasSuffix("group") ? "group" : "open"
            let count = call.contains("limit=1000") ? 1_000 : 500
            trace.page((0..<count).map { image(name, "\(calls)-\($0)", isPublic: true) }, of: Int.max)
            calls += 1
        }
        #expect(calls == 2)
        #expect(try trace.answer().data.count == 1_500)
    }

    @Test("more rows than were asked for are 502")
    func tooMany() throws {
        var trace = try Trace(swr: .imageList, "projectName=group", ceiling: 10)
        trace.page((0..<11).map { image("group", "i\($0)") }, of: 11)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("images of a public project are made public when they are shown first")
    func publish() throws {
        var trace = try Trace(swr: .imageList, "projectName=open&order=asc")
        trace.page(
            [image("open", "a/b"), image("open", "c", isPublic: true, created: 1), image("open", "d", created: 2)],
            of: 3)
        #expect(trace.call == "PATCH /v2/manage/namespaces/open/repos/a$b")
        #expect(trace.callBody == #"{"is_public":true}"#)
        trace.reply(201)
        #expect(trace.call == "PATCH /v2/manage/namespaces/open/repos/d")
        trace.reply(201)
        #expect(try trace.answer().data.map(\.public) == [true, true, true])
    }

    @Test("where that fails the list is there all the same", arguments: [403, 404, 500, nil])
    func publishRefused(_ status: Int?) throws {
        var trace = try Trace(swr: .imageList, "projectName=open&order=asc")
        trace.page([image("open", "a"), image("open", "b", created: 1), image("open", "c", created: 2)], of: 3)
        trace.reply(201)
        if let status { trace.reply(status) } else { trace.lose(.upstreamTimeout) }
        #expect(try trace.answer().data.map(\.public) == [true, false, false])
    }

    @Test("of those on the page, at most 20 in one call")
    func publishBound() throws {
        var trace = try Trace(swr: .imageList, "projectName=open&pageSize=30")
        trace.page((0..<40).map { image("open", "i\($0)") }, of: 40)
        var calls = 0
        while trace.call != nil, calls < 100 {
            calls += 1
            trace.reply(201)
        }
        #expect(calls == SWRImageList.mostPublished)
        #expect(try trace.answer().data.count { $0.public == true } == calls)
    }

    @Test("a lost call for the list itself is the executor's to report")
    func lost() throws {
        var trace = try Trace(swr: .imageList, "projectName=group")
        trace.lose(.upstreamTimeout)
        #expect(trace.failure?.code == .upstreamTimeout)
    }

    @Test(
        "a document that is not as promised is 502",
        arguments: [
            "", "null", "{}", "[1]", "[{}]", "[", #"[{"namespace":"group","name":"a"}]"#,
            #"[{"namespace":1,"name":"a","path":"p","created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z"}]"#,
            #"[{"namespace":"group","name":"a","path":"p","created_at":"now","updated_at":"2026-01-02T03:04:05Z"}]"#,
        ])
    func malformed(_ body: String) throws {
        var trace = try Trace(swr: .imageList, "projectName=group")
        trace.reply(200, body)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test(
        "a count in a row that is no number is none, and one that is no JSON is 502",
        arguments: [("12", true), ("null", true), ("1.5", true), ("1e", false), ("-", false)])
    func rowTotal(_ value: String, isThere: Bool) throws {
        var trace = try Trace(swr: .imageList, "projectName=group")
        trace.page([image("group", "a", total: 7).replacing(#""total_range":7"#, with: #""total_range":\#(value)"#)])
        #expect((trace.failure?.code == .upstreamMalformed) == !isThere)
    }

    @Test("only true is public", arguments: ["false", "null", #""true""#, "1"])
    func publicity(_ value: String) throws {
        var trace = try Trace(swr: .imageList, "projectName=group")
        trace.page([
            image("group", "a", isPublic: true).replacing(#""is_public":true"#, with: #""is_public":\#(value)"#)
        ])
        #expect(try trace.answer().data.map(\.public) == [false])
    }
}
