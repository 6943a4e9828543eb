import Domain
import Testing

@testable import Translation

@Suite("Tags of an image on SWR, and pages of a client from pages of SWR")
struct SWRPagingTests {
    private static let order = "order_column=updated_at&order_type=desc"

    private func tags(_ limit: Int, _ offset: Int) -> String {
        "GET /v2/manage/namespaces/group/repos/a$b/tags?limit=\(limit)&offset=\(offset)&\(Self.order)"
    }

    private func trace(_ query: String = "", ceiling: Int = 10_000) throws -> Trace {
        try Trace(swr: .imageTagList, "imageName=group/a/b\(query)", ceiling: ceiling)
    }

    @Test("SWR pages tags, whatever their name is called", arguments: ["Tag", "tag"])
    func page(_ member: String) throws {
        var trace = try trace("&page=3&pageSize=2")
        #expect(trace.call == tags(2, 4))
        trace.page([swrTag("v1", member: member), swrTag("latest", member: member)], offset: 4, of: 9)
        let answer = try trace.answer()
        #expect(answer.total == 9)
        #expect(
            answer.data.first
                == Answer.Row(
                    imageAddress: "swr.example/group/a/b", tag: "v1", createTime: 1_767_323_045,
                    updateTime: 1_767_323_046))
        #expect(answer.data.map(\.tag) == ["v1", "latest"])
    }

    @Test("a page of up to 1,000 is one call, a larger one several")
    func large() throws {
        var one = try trace("&pageSize=1000")
        #expect(one.call == tags(1_000, 0))
        one.page([], of: 0)
        #expect(try one.answer().data == [])

        var several = try trace("&pageSize=1500&page=2")
        #expect(several.call == tags(1_000, 1_500))
        several.page((0..<1_000).map { swrTag("t\($0)") }, offset: 1_500, of: 4_000)
        #expect(several.call == tags(500, 2_500))
        several.page((1_000..<1_500).map { swrTag("t\($0)") }, offset: 2_500, of: 4_000)
        #expect(try several.answer().data.count == 1_500)
        #expect(try several.answer().total == 4_000)
    }

    @Test("all are read until the count is reached, or the ceiling")
    func everything() throws {
        var all = try trace("&pageSize=0")
        all.page((0..<1_000).map { swrTag("t\($0)") }, of: 1_000)
        #expect(try all.answer().data.count == 1_000)

        var bounded = try trace("&pageSize=0", ceiling: 1_200)
        bounded.page((0..<1_000).map { swrTag("t\($0)") }, of: 9_999)
        #expect(bounded.call == tags(200, 1_000))
        bounded.page((1_000..<1_200).map { swrTag("t\($0)") }, offset: 1_000, of: 9_999)
        #expect(try bounded.answer().data.count == 1_200)
        #expect(try bounded.answer().total == 9_999)
    }

    @Test("page 2 of everything is empty and still counts")
    func nothingAfterEverything() throws {
        var trace = try trace("&pageSize=0&page=2")
        #expect(trace.call == tags(1, 0))
        trace.page([swrTag("v1")], of: 7)
        #expect(try trace.answer().data == [])
        #expect(try trace.answer().total == 7)
    }

    @Test("without a count, what is not full is the last page")
    func noCount() throws {
        var trace = try trace("&pageSize=0")
        trace.page((0..<1_000).map { swrTag("t\($0)") })
        #expect(trace.call == tags(1_000, 1_000))
        trace.page([swrTag("last")])
        #expect(try trace.answer().total == 1_001)
    }

    @Test("the count that rows repeat serves as well")
    func countInRows() throws {
        var trace = try Trace(swr: .projectList, kept: [Trace.mine[0]])
        trace.reply(200, organizations([organization(1, "group", count: nil)]))
        trace.page([image("group", "a", total: 12)])
        #expect(try trace.answer().data.map(\.imageCount) == [12])
    }

    @Test("a row that moved to the next page meanwhile shows once")
    func moved() throws {
        var trace = try trace("&pageSize=0")
        trace.page((0..<1_000).map { swrTag("t\($0)") }, of: 1_001)
        trace.page([swrTag("t999"), swrTag("t1000")], offset: 1_000, of: 1_002)
        #expect(try trace.answer().data.count == 1_001)
    }

    @Test("a count below what was shown is raised to it")
    func lowCount() throws {
        var trace = try trace("&page=2&pageSize=3")
        trace.page([swrTag("a"), swrTag("b")], offset: 3, of: 0)
        #expect(try trace.answer().total == 5)
    }

    @Test("an image that is not there is 404", arguments: [4_040_010, 4_040_058, 0])
    func unknown(_ code: Int) throws {
        var trace = try trace()
        trace.reply(404, code == 0 ? "" : swrError(code))
        #expect(trace.failure?.code == .notFound)
        #expect(trace.failure?.message == "imageName: no such image")
    }

    @Test("an image of others is 403 without a question")
    func foreign() {
        #expect { try Trace(swr: .imageTagList, "imageName=others/a") } throws: { error in
            (error as? GatewayError)?.code == .targetRefused
        }
    }

    @Test("an image is named with its project", arguments: ["", "imageName=", "imageName=a", "imageName=group/A"])
    func invalid(_ query: String) {
        #expect { try Trace(swr: .imageTagList, query) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("imageName: ") == true
        }
    }
}
