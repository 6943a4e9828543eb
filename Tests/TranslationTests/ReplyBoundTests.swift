import Domain
import Testing

@testable import Translation

@Suite("What an upstream may make the gateway remember")
struct ReplyBoundTests {
    /// A page of one row that has more to come.
    private func reply(_ row: String, total: Int = 9_999) -> UpstreamReply {
        UpstreamReply(status: 200, fields: [("X-Total-Count", String(total))], body: Array(list([row]).utf8))
    }

    private func fails(_ step: TranslationStep) -> Bool {
        if case .fail(let error) = step { error.code == .upstreamMalformed } else { false }
    }

    private static let endless = "[" + String(repeating: " ", count: ReplyBudget.whole) + "]"

    @Test("a list has a bound in bytes, whatever is in them", arguments: [TranslationName.projectList, .imageList])
    func harbor(_ name: TranslationName) throws {
        var trace = try Trace(name, "pageSize=0")
        trace.reply(200, Self.endless, total: 0)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("so has one of SWR")
    func swr() throws {
        var images = try Trace(swr: .imageList, "projectName=group")
        images.reply(200, Self.endless)
        #expect(images.failure?.code == .upstreamMalformed)
        var tags = try Trace(swr: .imageTagList, "imageName=group/a")
        tags.reply(200, Self.endless)
        #expect(tags.failure?.code == .upstreamMalformed)
    }

    @Test("and the look for public projects")
    func visibility() throws {
        var trace = try Trace(.imageList)
        trace.reply(200, list([repository(1, "a/x"), repository(2, "b/x")]), total: 2)
        trace.reply(200, Self.endless, total: 0)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("the bound is over all pages of a list")
    func pages() throws {
        let rows = (1...100).map { project($0, "p") }
        let page = UpstreamReply(
            status: 200, fields: [("X-Total-Count", "9999")], body: Array(list(rows).utf8))
        var pages = HarborPages<HarborProject>(
            PageRequest(page: 1, pageSize: 0), ceiling: 10_000, budget: ReplyBudget(bytes: 2 * page.body.count))
        #expect(try pages.absorb(page))
        #expect(try pages.absorb(page))
        #expect(throws: GatewayError.self) { () throws(GatewayError) in try pages.absorb(page) }

        let tags = UpstreamReply(
            status: 200, body: Array(list((1...1_000).map { swrTag("t\($0)") }).utf8))
        var swr = SWRPages<SWRTag>(
            PageRequest(page: 1, pageSize: 0), ceiling: 10_000, budget: ReplyBudget(bytes: tags.body.count))
        #expect(try swr.absorb(tags))
        #expect(throws: GatewayError.self) { () throws(GatewayError) in try swr.absorb(tags) }
    }

    @Test("and over all projects of a namespace")
    func projects() throws {
        let harbor = HarborContext(registryAddress: "r", credentialProven: true)
        let (first, second) = (reply(repository(1, "a/x"), total: 1), reply(repository(2, "b/x"), total: 1))
        let scope = HarborScope(owner: "acct", names: ["a", "b"], numbers: [])
        var list = OwnImageList(
            try ImageQuery("", ceiling: 10), of: scope, harbor: harbor,
            budget: ReplyBudget(bytes: first.body.count + second.body.count - 1))
        _ = list.begin()
        #expect(!fails(list.receive(first)))
        #expect(fails(list.receive(second)))

        let (group, open) = (reply(image("group", "a"), total: 1), reply(image("open", "a"), total: 1))
        var images = try SWRImageList(
            query: "", swr: SWRContext(projects: Trace.mine, seesAll: false),
            budget: ReplyBudget(bytes: group.body.count + open.body.count - 1))
        _ = images.begin()
        #expect(!fails(images.receive(group)))
        #expect(fails(images.receive(open)))
    }

    @Test("what is longer than a name of a repository can be is 502", arguments: [true, false])
    func repositoryName(fits: Bool) throws {
        let name = "p/" + String(repeating: "a", count: fits ? 510 : 511)
        var harbor = try Trace(.imageList, "projectName=p")
        harbor.reply(200, project(1, "p"))
        harbor.reply(200, list([repository(1, name)]), total: 1)
        #expect((harbor.failure?.code == .upstreamMalformed) == !fits)
        var swr = try Trace(swr: .imageList, "projectName=group")
        swr.page([image("group", String(repeating: "a", count: fits ? 480 : 513))], of: 1)
        #expect((swr.failure?.code == .upstreamMalformed) == !fits)
    }

    @Test("so is that of a project, or of its owner", arguments: [255, 256])
    func projectName(_ count: Int) throws {
        let name = String(repeating: "a", count: count)
        for row in [project(1, name), project(1, "p").replacing(#""x""#, with: "\"\(name)\"")] {
            var harbor = try Trace(.projectList)
            harbor.reply(200, list([row]), total: 1)
            #expect((harbor.failure?.code == .upstreamMalformed) == (count > 255))
        }
        var swr = try Trace(swr: .projectList, seesAll: true)
        swr.reply(200, organizations([organization(1, name)]))
        #expect((swr.failure?.code == .upstreamMalformed) == (count > 255))
    }

    @Test("and of a tag", arguments: [128, 129])
    func tagName(_ count: Int) throws {
        let name = String(repeating: "a", count: count)
        var harbor = try Trace(.imageTagList, "imageName=p/a")
        harbor.reply(200, list([artifact(1, tags: [name])]), total: 1)
        #expect((harbor.failure?.code == .upstreamMalformed) == (count > 128))
        var swr = try Trace(swr: .imageTagList, "imageName=group/a")
        swr.page([swrTag(name)], of: 1)
        #expect((swr.failure?.code == .upstreamMalformed) == (count > 128))
    }

    @Test("an artifact has so many tags at most", arguments: [0, 1])
    func tags(over: Int) throws {
        var trace = try Trace(.imageTagList, "imageName=p/a")
        let names = (0..<HarborArtifact.mostTags + over).map { "t\($0)" }
        trace.reply(200, list([artifact(1, tags: names)]), total: 1)
        #expect((trace.failure?.code == .upstreamMalformed) == (over > 0))
    }
}
