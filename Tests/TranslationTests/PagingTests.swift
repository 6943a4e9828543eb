import Domain
import Testing

@testable import Translation

@Suite("Pages of a client from pages of Harbor")
struct PagingTests {
    private func rows(_ numbers: some Sequence<Int>) -> String { list(numbers.map { project($0, "p\($0)") }) }

    private func projects(_ page: Int, of size: Int = 100) -> String {
        "GET /api/v2.0/projects?page=\(page)&page_size=\(size)&with_detail=true"
    }

    @Test("a page of 250 is cut from pages of 100")
    func largePage() throws {
        var trace = try Trace(.projectList, "page=2&pageSize=250")
        for page in 3...5 {
            #expect(trace.call == projects(page))
            trace.reply(200, rows((page - 1) * 100..<page * 100), total: 700)
        }
        let answer = try trace.answer()
        #expect(answer.data.map(\.projectId) == (250..<500).map(Int64.init))
        #expect(answer.total == 700)
    }

    @Test("everything is read until Harbor's count is reached")
    func everything() throws {
        var trace = try Trace(.projectList, "pageSize=0")
        #expect(trace.call == projects(1))
        trace.reply(200, rows(0..<100), total: 200)
        #expect(trace.call == projects(2))
        trace.reply(200, rows(100..<200), total: 200)
        #expect(try trace.answer().data.count == 200)
    }

    @Test("page 2 of everything is empty and still counts")
    func nothingAfterEverything() throws {
        var trace = try Trace(.projectList, "pageSize=0&page=2")
        trace.reply(200, rows(0..<100), total: 300)
        let answer = try trace.answer()
        #expect(answer.data == [])
        #expect(answer.total == 300)
    }

    @Test("the ceiling bounds everything, and the count stays true")
    func ceiling() throws {
        var trace = try Trace(.projectList, "pageSize=0", ceiling: 150)
        trace.reply(200, rows(0..<100), total: 100_000)
        #expect(trace.call == projects(2))
        trace.reply(200, rows(100..<200), total: 100_000)
        let answer = try trace.answer()
        #expect(answer.data.count == 150)
        #expect(answer.total == 100_000)
    }

    @Test("a row that moved to the next page meanwhile shows once")
    func moved() throws {
        var trace = try Trace(.projectList, "pageSize=0")
        trace.reply(200, rows(0..<100), total: 101)
        trace.reply(200, rows([99, 100]), total: 102)
        #expect(try trace.answer().data.map(\.projectId) == (0...100).map(Int64.init))
    }

    @Test("a count that lies does not keep the calls going", arguments: ["[]", "short"])
    func lyingCount(_ second: String) throws {
        var trace = try Trace(.projectList, "pageSize=0")
        trace.reply(200, rows(0..<100), total: 9_999)
        trace.reply(200, second == "short" ? rows(100..<110) : second, total: 9_999)
        #expect(try trace.answer().data.count == (second == "short" ? 110 : 100))
    }

    @Test("full pages for ever end at the ceiling", arguments: ["", "&projectName=p"])
    func endless(_ filter: String) throws {
        var trace = try Trace(.projectList, "pageSize=0\(filter)", ceiling: 1_000)
        var calls = 0
        while trace.call != nil, calls < 50 {
            trace.reply(200, rows(calls * 100..<calls * 100 + 100), total: Int.max)
            calls += 1
        }
        #expect(calls == 10)
        #expect(try trace.answer().data.count == 1_000)
    }

    @Test("the look for public projects ends as well")
    func endlessProjects() throws {
        var trace = try Trace(.imageList, "pageSize=0")
        let names = (0..<100).map { repository($0, "q\($0)/x") }
        trace.reply(200, list(names), total: 100)
        var calls = 0
        while trace.call != nil, calls < 500 {
            if trace.call?.contains("?") == true {
                trace.reply(200, rows(calls * 100..<calls * 100 + 100), total: Int.max)
            } else {
                trace.reply(404)
            }
            calls += 1
        }
        #expect(calls <= ProjectVisibility.pageLimit + names.count)
        #expect(try trace.answer().data.count == 100)
    }

    @Test("a count below what was shown is raised to it")
    func lowCount() throws {
        var trace = try Trace(.projectList, "page=2&pageSize=3")
        trace.reply(200, rows(3..<6), total: 1)
        #expect(try trace.answer().total == 6)
    }

    @Test(
        "page and pageSize keep to their rules",
        arguments: [
            ("page", "page=0"), ("page", "page=-1"), ("page", "page="), ("page", "page=1.0"), ("page", "page=%2B1"),
            ("page", "page=2147483648"), ("page", "page=99999999999999999999"), ("page", "page=1&page=2"),
            ("page", "page=%D9%A1"), ("page", "page"), ("pageSize", "pageSize=-1"), ("pageSize", "pageSize=10001"),
            ("pageSize", "pageSize=ten"), ("pageSize", "pageSize=1&pageSize=1"),
        ])
    func illegal(name: String, query: String) {
        #expect { try Trace(.projectList, query) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code.status == 422 && refused?.message?.hasPrefix("\(name): ") == true
        }
    }

    @Test("the largest page number does not overflow")
    func largest() throws {
        let trace = try Trace(.projectList, "page=2147483647&pageSize=10000")
        #expect(trace.call == projects(214_748_364_601))
    }
}
