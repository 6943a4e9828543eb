import Domain
import Testing

@testable import Translation

@Suite("Deleting several things as one who is limited to his namespace's projects")
struct DeletionScopeTests {
    private static let scope = HarborScope(owner: "acct", names: ["p"], numbers: [7])

    /// A project by number, as Harbor describes it.
    private func found(_ id: Int, owner: String?) -> String {
        let name = owner.map { #","owner_name":"\#($0)""# } ?? ""
        return """
            {"project_id":\(id),"name":"x","creation_time":"2026-01-02T03:04:05.678Z",
            "update_time":"2026-01-02T03:04:06.000Z","metadata":{"public":"true"}\(name)}
            """
    }

    private func deleting(_ image: String) -> String {
        let parts = image.split(separator: "/")
        return "DELETE /api/v2.0/projects/\(parts[0])/repositories/\(parts[1])"
    }

    @Test("one image of others refuses all of them, before anything is deleted")
    func foreignImage() throws {
        var trace = try Trace(.imageDelete, body: #"{"imageName":["p/a","gone/b","q/c","r/d"]}"#, scope: Self.scope)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=gone")
        #expect(!trace.asksAdministration)
        trace.reply(404)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=q")
        trace.reply(200)
        #expect(trace.failure?.code == .targetRefused)
        #expect(trace.failure?.message == "imageName: not a project of your namespace")
    }

    @Test("so does one project, which only the upstream's own account can ask for")
    func foreignProject() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7,9]}"#, scope: Self.scope)
        #expect(trace.call == "GET /api/v2.0/projects/9")
        #expect(trace.callFields == ["X-Is-Resource-Name: false"])
        #expect(trace.asksAdministration)
        trace.reply(200, found(9, owner: "other"))
        #expect(trace.failure?.code == .targetRefused)
        #expect(trace.failure?.message == "projectId: not a project of your namespace")
    }

    @Test("and the tags of an image of others")
    func foreignTags() throws {
        var trace = try Trace(.imageTagDelete, body: #"{"imageName":"q/b","tag":["v1","v2"]}"#, scope: Self.scope)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=q")
        trace.reply(200)
        #expect(trace.failure?.code == .targetRefused)
        #expect(trace.failure?.message == "imageName: not a project of your namespace")
    }

    @Test("what is in no project is absent and costs no call of its own; each project is asked for once")
    func absentImages() throws {
        let names = #"["gone/a","p/b","gone/c","lost/d","gone/e"]"#
        var trace = try Trace(.imageDelete, body: #"{"imageName":\#(names)}"#, scope: Self.scope)
        for project in ["gone", "lost"] {
            #expect(trace.call == "HEAD /api/v2.0/projects?project_name=\(project)")
            trace.reply(404)
        }
        #expect(trace.call == deleting("p/b"))
        trace.reply(200)
        let items =
            [("absent", "gone/a"), ("success", "p/b"), ("absent", "gone/c"), ("absent", "lost/d")]
            + [("absent", "gone/e")]
        let rows = items.map { #"{"code":200,"message":"\#($0.0)","name":"\#($0.1)"}"# }
        #expect(try trace.text() == #"{"code":200,"data":[\#(rows.joined(separator: ","))],"message":"success"}"#)
    }

    @Test("tags in no project are absent after one question")
    func absentTags() throws {
        var trace = try Trace(.imageTagDelete, body: #"{"imageName":"q/b","tag":["v1","v2"]}"#, scope: Self.scope)
        trace.reply(404)
        #expect(trace.failure?.code == .notFound)
        #expect(trace.failure?.message == "tag: no such tag")
    }

    @Test("a project that is deleted already is absent beside another, and 404 alone")
    func absentProject() throws {
        var beside = try Trace(.projectDelete, body: #"{"projectId":[8,7]}"#, scope: Self.scope)
        #expect(beside.call == "GET /api/v2.0/projects/8")
        beside.reply(404)
        #expect(beside.call == "DELETE /api/v2.0/projects/7")
        #expect(!beside.asksAdministration)
        beside.reply(200)
        let items =
            #"[{"code":200,"message":"absent","projectId":8},{"code":200,"message":"success","projectId":7}]"#
        #expect(try beside.text() == #"{"code":200,"data":\#(items),"message":"success"}"#)

        var alone = try Trace(.projectDelete, body: #"{"projectId":[8]}"#, scope: Self.scope)
        alone.reply(404)
        #expect(alone.failure?.code == .notFound)
        #expect(alone.failure?.message == "projectId: no such project")
    }

    @Test("one that was deleted after the scope was read is absent too: an account gets 403 for it")
    func goneSince() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7]}"#, scope: Self.scope)
        #expect(trace.call == "DELETE /api/v2.0/projects/7")
        trace.reply(403)
        #expect(trace.call == "GET /api/v2.0/projects/7")
        #expect(trace.asksAdministration)
        trace.reply(404)
        #expect(trace.failure?.code == .notFound)
    }

    @Test("one that is there and that Harbor will not delete is refused in Harbor's name")
    func keptByHarbor() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7]}"#, scope: Self.scope)
        trace.reply(403)
        trace.reply(200, found(7, owner: "acct"))
        #expect(try trace.partial().error.code == .roleRefused)
    }

    @Test("a project of the scope's owner that was made since is deleted")
    func madeSince() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[9]}"#, scope: Self.scope)
        trace.reply(200, found(9, owner: "acct"))
        #expect(trace.call == "DELETE /api/v2.0/projects/9")
        #expect(!trace.asksAdministration)
        trace.reply(200)
        #expect(try trace.text().contains(#"{"code":200,"message":"success","projectId":9}"#))
    }

    // MARK: Made for the namespace

    private static let granted = HarborScope(owner: "acct", names: ["p"], numbers: [7], granted: [7: "p", 9: "x"])

    @Test("a project that was made for the namespace is deleted, and is its no more")
    func withdrawn() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7]}"#, scope: Self.granted)
        #expect(trace.call == "DELETE /api/v2.0/projects/7")
        #expect(!trace.asksAdministration)
        trace.reply(200)
        #expect(trace.change == .withdraw(number: 7))
        trace.kept()
        #expect(try trace.text().contains(#"{"code":200,"message":"success","projectId":7}"#))
    }

    @Test("one that Harbor will not delete stays the namespace's")
    func notWithdrawn() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7]}"#, scope: Self.granted)
        trace.reply(412)
        #expect(try trace.partial().error.code == .conflict)
    }

    @Test(
        "one that was made for it since is deleted, if it has the name that it was made with", arguments: [true, false])
    func grantedSince(isSame: Bool) throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[9]}"#, scope: Self.granted)
        let project = found(9, owner: "gateway")
        trace.reply(200, isSame ? project : project.replacing(#""name":"x""#, with: #""name":"y""#))
        #expect(trace.call == (isSame ? "DELETE /api/v2.0/projects/9" : nil))
        if !isSame { #expect(trace.failure?.code == .targetRefused) }
    }

    @Test("another namespace's of that maker is refused")
    func otherGrant() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7,11]}"#, scope: Self.granted)
        trace.reply(200, found(11, owner: "gateway"))
        #expect(trace.failure?.code == .targetRefused)
    }

    @Test(
        "nobody's, an owner whose name is only like it, and that of another project are not",
        arguments: [
            (9, nil, GatewayError.Code.targetRefused), (9, "", .targetRefused), (9, "Acct", .targetRefused),
            (9, "acct ", .targetRefused), (7, "acct", .upstreamMalformed),
        ])
    func owner(_ id: Int, _ owner: String?, code: GatewayError.Code) throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7,9]}"#, scope: Self.scope)
        trace.reply(200, found(id, owner: owner))
        #expect(trace.failure?.code == code)
    }

    @Test(
        "a question that is not answered deletes nothing",
        arguments: [
            (401, GatewayError.Code.upstreamCredential), (403, .roleRefused), (429, .upstreamLimited),
            (500, .upstreamMalformed), (302, .upstreamMalformed),
        ])
    func unanswered(_ status: Int, code: GatewayError.Code) throws {
        var projects = try Trace(.projectDelete, body: #"{"projectId":[7,9]}"#, scope: Self.scope)
        projects.reply(status)
        #expect(projects.failure?.code == code)

        var images = try Trace(.imageDelete, body: #"{"imageName":["p/a","q/b"]}"#, scope: Self.scope)
        images.reply(status)
        #expect(images.failure?.code == code)
    }

    @Test("nor does a project that cannot be read, or a connection that is lost meanwhile")
    func lost() throws {
        var malformed = try Trace(.projectDelete, body: #"{"projectId":[7,9]}"#, scope: Self.scope)
        malformed.reply(200, "<html>")
        #expect(malformed.failure?.code == .upstreamMalformed)

        var lost = try Trace(.projectDelete, body: #"{"projectId":[7,9]}"#, scope: Self.scope)
        lost.lose(.upstreamTimeout)
        #expect(lost.failure?.code == .upstreamTimeout)
    }

    @Test("a connection that is lost after the questions tells of every item")
    func lostLater() throws {
        var trace = try Trace(.imageDelete, body: #"{"imageName":["p/a","gone/b","p/c"]}"#, scope: Self.scope)
        trace.reply(404)
        trace.reply(200)
        #expect(trace.call == deleting("p/c"))
        trace.lose(.upstreamTimeout)
        let (error, items) = try trace.partial()
        #expect(error.code == .upstreamTimeout)
        #expect(
            items.hasPrefix(
                #"[{"code":200,"message":"success","name":"p/a"},{"code":200,"message":"absent","name":"gone/b"},"#))
    }

    @Test("who is not limited is asked nothing first")
    func unlimited() throws {
        let projects = try Trace(.projectDelete, body: #"{"projectId":[9]}"#)
        #expect(projects.call == "DELETE /api/v2.0/projects/9")
        let images = try Trace(.imageDelete, body: #"{"imageName":["q/b"]}"#)
        #expect(images.call == deleting("q/b"))
    }

    @Test("whatever Harbor answers, no item costs more than two calls", arguments: [200, 401, 403, 404, 429, 500])
    func bounded(_ status: Int) throws {
        let names = (1...50).map { #""p/x\#($0)","q\#($0)/x""# }.joined(separator: ",")
        var trace = try Trace(.imageDelete, body: #"{"imageName":[\#(names)]}"#, scope: Self.scope)
        // The questions come first: an answer that lets them pass is needed to see what follows.
        var calls = 0
        while let call = trace.call, calls < 1_000 {
            calls += 1
            trace.reply(call.hasPrefix("HEAD") && calls <= 50 ? 404 : status)
        }
        #expect(trace.call == nil)
        #expect(calls <= 200)
    }
}

extension Trace {
    /// Whether the upstream is asked as its own account.
    fileprivate var asksAdministration: Bool {
        guard case .call(let call) = step, case .administration = call.service else { return false }
        return true
    }
}
