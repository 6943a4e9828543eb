import Domain
import Testing

@testable import Translation

@Suite("GET /v1/repository/project on Harbor, where others own some of a namespace's projects")
struct GrantedProjectListTests {
    /// Of the account `x`, which owns 1; 2 and 3 were made for it.
    private static let few = HarborScope(owner: "x", names: ["a", "b"], numbers: [1, 2], granted: [2: "b", 3: "c"])
    /// 1 is owned, and 21 were made for it.
    private static let many = HarborScope(
        owner: "x", names: ["a"], numbers: [1],
        granted: Dictionary(uniqueKeysWithValues: (2...22).map { (Int64($0), "g\($0)") }))
    private static let all = (1...22).map { project($0, $0 == 1 ? "a" : "g\($0)", isPublic: $0 % 2 == 0) }
    private static let owned = "GET /api/v2.0/projects?page=1&page_size=100&with_detail=true&owner=x"
    private static let everything = "GET /api/v2.0/projects?page=1&page_size=100&with_detail=true"
    private static let absence = #"{"errors":[{"code":"NOT_FOUND","message":"no such project"}]}"#

    private static func read(_ number: Int) -> String { "GET /api/v2.0/projects/\(number)" }

    private func names(_ trace: Trace) throws -> [String] { try trace.answer().data.compactMap(\.projectName) }

    // MARK: Few

    @Test("each of those is asked for, and put among those that the account owns")
    func together() throws {
        var trace = try Trace(.projectList, "pageSize=0", scope: Self.few)
        #expect(trace.call == Self.owned)
        trace.reply(200, list([project(1, "a"), project(8, "bb")]), total: 2)
        #expect(trace.call == Self.read(2))
        #expect(trace.callFields == ["X-Is-Resource-Name: false"])
        trace.reply(200, project(2, "b"))
        #expect(trace.call == Self.read(3))
        trace.reply(200, project(3, "c"))
        #expect(try names(trace) == ["a", "b", "bb", "c"])
        #expect(try trace.answer().total == 4)
    }

    @Test("pages are made here")
    func pages() throws {
        var trace = try Trace(.projectList, "page=2&pageSize=2", scope: Self.few)
        #expect(trace.call == Self.owned)
        let own = (10..<110).map { project($0, "z\($0)") }
        trace.reply(200, list(own), total: 101)
        #expect(trace.call == Self.owned.replacing("page=1", with: "page=2"))
        trace.reply(200, list([project(1, "a")]), total: 101)
        trace.reply(200, project(2, "b"))
        trace.reply(200, project(3, "c"))
        #expect(try names(trace) == ["c", "z10"])
        #expect(try trace.answer().total == 103)
    }

    @Test(
        "what is not there, not to be seen, or another one by now is left out",
        arguments: [(403, ""), (404, absence), (200, project(2, "other"))])
    func missing(_ status: Int, body: String) throws {
        var trace = try Trace(.projectList, scope: Self.few)
        trace.reply(200, list([project(1, "a")]), total: 1)
        let other = body.replacing(#""owner_name":"x""#, with: #""owner_name":"y""#)
        trace.reply(status, other)
        trace.reply(200, project(3, "c"))
        #expect(try names(trace) == ["a", "c"])
    }

    @Test(
        "an answer that says neither fails the list",
        arguments: [(404, "<html>", 404), (500, "", 502), (401, "", 502), (200, project(9, "b"), 502)])
    func unusable(_ status: Int, body: String, expected: Int) throws {
        var trace = try Trace(.projectList, scope: Self.few)
        trace.reply(200, list([project(1, "a")]), total: 1)
        trace.reply(status, body)
        #expect(trace.failure?.code.status == expected)
    }

    @Test("a part of a name goes to Harbor, and only those are asked for whose names have it")
    func named() throws {
        var trace = try Trace(.projectList, "projectName=b", scope: Self.few)
        #expect(trace.call == "\(Self.owned)&name=b")
        trace.reply(200, list([project(8, "bb"), project(9, "other")]), total: 2)
        #expect(trace.call == Self.read(2))
        trace.reply(200, project(2, "b"))
        #expect(try names(trace) == ["b", "bb"])

        var none = try Trace(.projectList, "projectName=y", scope: Self.few)
        none.reply(200, list([]), total: 0)
        #expect(try none.answer().total == 0)

        var some = try Trace(.projectList, "projectName=g22", scope: Self.many)
        #expect(some.call == "\(Self.owned)&name=g22", "few of many")
        some.reply(200, list([]), total: 0)
        #expect(some.call == Self.read(22))
    }

    @Test("whether it is public is looked at here as well", arguments: [(true, ["a", "c"]), (false, ["b"])])
    func publicOnes(_ isPublic: Bool, expected: [String]) throws {
        var trace = try Trace(.projectList, "public=\(isPublic)", scope: Self.few)
        #expect(trace.call == "\(Self.owned)&public=\(isPublic)")
        trace.reply(200, list(isPublic ? [project(1, "a", isPublic: true)] : []), total: isPublic ? 1 : 0)
        trace.reply(200, project(2, "b"))
        trace.reply(200, project(3, "c", isPublic: true))
        #expect(try names(trace) == expected)
    }

    // MARK: Many

    @Test("all is read, and what is the namespace's picked out, counted and paged here")
    func everything() throws {
        var trace = try Trace(.projectList, "page=2&pageSize=20", scope: Self.many)
        #expect(trace.call == Self.everything)
        trace.reply(200, list(Self.all + [project(30, "others").replacing(#":"x""#, with: #":"y""#)]), total: 23)
        #expect(try names(trace) == ["g21", "g22"])
        #expect(try trace.answer().total == 22)
    }

    @Test("a number that another name stands under is another project's")
    func renamed() throws {
        var trace = try Trace(.projectList, scope: Self.many)
        trace.reply(200, list([project(3, "d").replacing(#":"x""#, with: #":"y""#)]), total: 1)
        #expect(try trace.answer().data == [])
    }

    /// A full page of what others own.
    private static func others(besides count: Int) -> [String] {
        (100..<(200 - count)).map { project($0, "p\($0)").replacing(#":"x""#, with: #":"y""#) }
    }

    @Test("when all are found nothing more is read, however much others have")
    func enough() throws {
        var trace = try Trace(.projectList, scope: Self.many)
        trace.reply(200, list(Self.all + Self.others(besides: 22)), total: 5_000)
        #expect(try trace.answer().total == 22)
    }

    @Test("one that was made since is not taken for one that is still to come")
    func madeSince() throws {
        var trace = try Trace(.projectList, "pageSize=0", scope: Self.many)
        let new = project(50, "new")
        trace.reply(200, list(Array(Self.all.dropLast()) + [new] + Self.others(besides: 22)), total: 101)
        #expect(trace.call == Self.everything.replacing("page=1", with: "page=2"))
        trace.reply(200, list([Self.all[21]]), total: 101)
        #expect(Set(try names(trace)).isSuperset(of: ["new", "g22"]))
        #expect(try trace.answer().total == 23)
    }

    @Test("so it is with a filter: what it leaves out is not waited for")
    func filtered() throws {
        var named = try Trace(.projectList, "projectName=g", scope: Self.many)
        #expect(named.call == "\(Self.everything)&name=g")
        named.reply(200, list(Array(Self.all.dropFirst()) + Self.others(besides: 21)), total: 5_000)
        #expect(try named.answer().total == 21)

        // Or all that is public at Harbor would be read.
        var open = try Trace(.projectList, "public=true&pageSize=0", scope: Self.many)
        #expect(open.call == Self.everything)
        open.reply(200, list(Self.all + Self.others(besides: 22)), total: 5_000)
        #expect(try names(open) == (1...11).map { "g\($0 * 2)" })
    }

    @Test("where Harbor leaves out what is public, its list is read to the end")
    func closed() throws {
        var trace = try Trace(.projectList, "public=false&pageSize=0", scope: Self.many)
        #expect(trace.call == "\(Self.everything)&public=false")
        let closed = Self.all.enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
        trace.reply(200, list(closed + Self.others(besides: 11)), total: 101)
        #expect(trace.call == "\(Self.everything)&public=false".replacing("page=1", with: "page=2"))
        trace.reply(200, list([]), total: 101)
        #expect(try trace.answer().total == 11)
    }
}
