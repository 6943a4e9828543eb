import Domain
import Testing

@testable import Translation

@Suite("What each DELETE of /v1 does on SWR")
struct SWRDeletionTests {
    @Test("images: one after the other, with dollars for slashes", arguments: [true, false])
    func images(inBody: Bool) throws {
        var trace = try Trace(
            swr: .imageDelete, inBody ? "" : "imageName=group/a/b&imageName=open/c",
            body: inBody ? #"{"imageName":["group/a/b","open/c"]}"# : nil)
        #expect(trace.change == .affirm(Trace.mine[0]))
        trace.kept()
        #expect(trace.call == "DELETE /v2/manage/namespaces/group/repos/a$b")
        #expect(trace.callFields == ["Content-Type: application/json"])
        trace.reply(204)
        #expect(trace.change == .affirm(Trace.mine[1]))
        trace.kept()
        #expect(trace.call == "DELETE /v2/manage/namespaces/open/repos/c")
        trace.reply(404, swrError(4_040_010))
        let items =
            #"[{"code":200,"message":"success","name":"group/a/b"},{"code":200,"message":"absent","name":"open/c"}]"#
        #expect(try trace.text() == #"{"code":200,"data":\#(items),"message":"success"}"#)
    }

    @Test("tags: the tag alone")
    func tags() throws {
        var trace = try Trace(swr: .imageTagDelete, body: #"{"imageName":"group/a/b","tag":["v1","V2.0_a"]}"#)
        for tag in ["v1", "V2.0_a"] {
            #expect(trace.change == .affirm(Trace.mine[0]))
            trace.kept()
            #expect(trace.call == "DELETE /v2/manage/namespaces/group/repos/a$b/tags/\(tag)")
            trace.reply(204)
        }
        #expect(try trace.text().hasPrefix(#"{"code":200,"data":[{"code":200"#))
    }

    @Test(
        "what is of others refuses all of it, before anything is touched",
        arguments: [
            (TranslationName.imageDelete, #"{"imageName":["group/a","others/b"]}"#),
            (.imageTagDelete, #"{"imageName":"others/a","tag":["v1"]}"#),
        ])
    func foreign(_ name: TranslationName, body: String) throws {
        #expect { try Trace(swr: name, body: body) } throws: { ($0 as? GatewayError)?.code == .targetRefused }
        #expect(try Trace(swr: name, body: body, seesAll: true).call != nil)
    }

    @Test(
        "what SWR may answer for an item",
        arguments: [
            (200, 200), (201, 200), (204, 200), (400, 400), (403, 403), (406, 409), (409, 409), (500, 502),
            (202, 502), (302, 502),
        ])
    func status(of swr: Int, becomes expected: Int) throws {
        var trace = try Trace(swr: .imageDelete, body: #"{"imageName":["group/a","group/b"]}"#, seesAll: true)
        trace.reply(swr, "<html>")
        #expect(trace.call == "DELETE /v2/manage/namespaces/group/repos/b")
        trace.reply(500)
        let (error, items) = try trace.partial()
        #expect(error.code.status == (expected == 200 ? 502 : expected))
        #expect(items.hasPrefix(#"[{"code":\#(expected),"#))
    }

    @Test("none of them there is 404")
    func allAbsent() throws {
        var trace = try Trace(swr: .imageTagDelete, body: #"{"imageName":"group/a","tag":["v1"]}"#, seesAll: true)
        trace.reply(404, swrError(4_040_115))
        #expect(trace.failure?.code == .notFound)
        #expect(trace.failure?.message == "tag: no such tag")
    }

    @Test(
        "a refused credential ends it, and so does a limit that is reached",
        arguments: [(401, GatewayError.Code.upstreamCredential), (429, .upstreamLimited)])
    func ending(_ status: Int, code: GatewayError.Code) throws {
        var trace = try Trace(swr: .imageDelete, body: #"{"imageName":["group/a","group/b"]}"#, seesAll: true)
        trace.reply(status, swrError(4_010_000))
        let (error, items) = try trace.partial()
        #expect(error.code == code)
        #expect(items.hasSuffix(#"{"code":503,"message":"not attempted","name":"group/b"}]"#))
    }

    private static let listed = organizations([
        organization(1, "group"), organization(2, "open"), organization(3, "others"),
    ])

    @Test("projects: looked up, deleted by name, then forgotten")
    func projects() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[2,1]}"#)
        #expect(trace.call == "GET /v2/manage/namespaces")
        trace.reply(200, Self.listed)
        for project in Trace.mine.reversed() {
            #expect(trace.change == .affirm(project))
            trace.kept()
            #expect(trace.call == "DELETE /v2/manage/namespaces/\(project.name)")
            trace.reply(204)
            #expect(trace.change == .remove(project))
            trace.kept()
        }
        let items = [2, 1].map { #"{"code":200,"message":"success","projectId":\#($0)}"# }
        #expect(try trace.text() == #"{"code":200,"data":[\#(items.joined(separator: ","))],"message":"success"}"#)
    }

    @Test("a project that is not empty is kept")
    func notEmpty() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1]}"#)
        trace.reply(200, Self.listed)
        trace.kept()
        trace.reply(406, swrError(4_060_074))
        let (error, items) = try trace.partial()
        #expect(error.code == .conflict)
        #expect(items == #"[{"code":409,"message":"project not empty","projectId":1}]"#)
    }

    @Test("one of others refuses all of them, whoever is named before it")
    func foreignProject() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1,3]}"#)
        trace.reply(200, Self.listed)
        #expect(trace.failure?.code == .targetRefused)

        var all = try Trace(swr: .projectDelete, body: #"{"projectId":[3]}"#, seesAll: true)
        all.reply(200, Self.listed)
        #expect(all.call == "DELETE /v2/manage/namespaces/others")
        all.reply(204)
        #expect(all.change == nil, "nobody's that is known")
        let item = #"{"code":200,"message":"success","projectId":3}"#
        #expect(try all.text() == #"{"code":200,"data":[\#(item)],"message":"success"}"#)
    }

    @Test(
        "SWR's own deletion forgets the organization of the namespace that it was seen to be of",
        arguments: [(204, ""), (404, #"[{"errorCode":"SVCSTG.SWR.4040058","errorMessage":"x","detail":""}]"#)])
    func ownOrganization(status: Int, body: String) throws {
        for (name, kept) in [("group", Trace.mine[0]), ("others", nil)] as [(String, KeptProject?)] {
            var trace = try Trace(swr: .organizationDelete, parameters: ["namespace": name], seesAll: true)
            #expect(trace.call == "DELETE /v2/manage/namespaces/\(name)")
            trace.reply(status, body)
            #expect(trace.change == kept.map { .remove($0) })
            #expect((trace.document?.status == status) == (kept == nil), "of nobody's there is nothing to forget")
        }
    }

    @Test("a 404 that is not SWR's own word forgets nothing", arguments: ["<html>", "{}", ""])
    func foreignAbsence(_ body: String) throws {
        var trace = try Trace(swr: .organizationDelete, parameters: ["namespace": "group"], seesAll: true)
        trace.reply(404, body)
        #expect(trace.change == nil)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("an id that is not there is absent, and costs no call")
    func absentProject() throws {
        var some = try Trace(swr: .projectDelete, body: #"{"projectId":[8,1,9]}"#)
        some.reply(200, Self.listed)
        some.kept()
        #expect(some.call == "DELETE /v2/manage/namespaces/group")
        some.reply(204)
        some.kept()
        let items = [(8, "absent"), (1, "success"), (9, "absent")]
            .map { #"{"code":200,"message":"\#($1)","projectId":\#($0)}"# }
        #expect(try some.text().contains("[\(items.joined(separator: ","))]"))

        var none = try Trace(swr: .projectDelete, body: #"{"projectId":[8,9]}"#)
        none.reply(200, Self.listed)
        #expect(none.failure?.code == .notFound)
        #expect(none.failure?.message == "projectId: no such project")
    }

    @Test("one that was gone when it came to it is not forgotten when another machine may have said that")
    func goneMeanwhile() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1,2]}"#)
        trace.reply(200, Self.listed)
        trace.kept()
        trace.reply(404)
        trace.kept()
        #expect(trace.call == "DELETE /v2/manage/namespaces/open")
    }

    @Test("when SWR says it, the answer to an earlier call may have been lost: it is forgotten as it was seen")
    func goneBefore() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1,2]}"#)
        trace.reply(200, Self.listed)
        trace.kept()
        trace.reply(404, swrError(4_040_058))
        #expect(trace.change == .vanish(Trace.mine[0]))
        trace.kept()
        trace.kept()
        #expect(trace.call == "DELETE /v2/manage/namespaces/open")
        trace.reply(404, swrError(4_041_061))
        #expect(trace.change == .vanish(Trace.mine[1]))
        trace.kept()
        #expect(trace.failure?.code == .notFound, "of all that were named none was there")
    }

    @Test("of what nobody is known to have there is nothing to forget")
    func nobodysGone() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[3]}"#, seesAll: true)
        trace.reply(200, Self.listed)
        trace.reply(404, swrError(4_040_058))
        #expect(trace.failure?.code == .notFound)
    }

    @Test("a store that cannot forget what is gone ends it as well")
    func goneNotForgotten() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1,2]}"#)
        trace.reply(200, Self.listed)
        trace.kept()
        trace.reply(404, swrError(4_040_058))
        trace.kept(.storeUnavailable)
        let (error, items) = try trace.partial()
        #expect(error.code == .storeUnavailable)
        #expect(items.hasPrefix(#"[{"code":503,"message":"absent, but the account store is not available""#))
    }

    @Test("a store that cannot forget ends it, and the item says that it is deleted")
    func notForgotten() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1,2]}"#)
        trace.reply(200, Self.listed)
        trace.kept()
        trace.reply(204)
        trace.kept(.storeUnavailable)
        let (error, items) = try trace.partial()
        #expect(error.code == .storeUnavailable)
        #expect(
            items == """
                [{"code":503,"message":"deleted, but the account store is not available","projectId":1},\
                {"code":503,"message":"not attempted","projectId":2}]
                """)
    }

    @Test("what has changed hands before its turn is left alone, and the others have theirs")
    func changedHands() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1,2]}"#)
        trace.reply(200, Self.listed)
        #expect(trace.change == .affirm(Trace.mine[0]))
        trace.kept(.targetRefused)
        #expect(trace.change == .affirm(Trace.mine[1]))
        trace.kept()
        #expect(trace.call == "DELETE /v2/manage/namespaces/open")
        trace.reply(204)
        trace.kept()
        let (error, items) = try trace.partial()
        #expect(error.code == .targetRefused)
        #expect(items.hasPrefix(#"[{"code":403,"#))
        #expect(items.hasSuffix(#"{"code":200,"message":"success","projectId":2}]"#))
    }

    @Test("nothing is deleted that the store cannot say anything about")
    func unaffirmed() throws {
        var trace = try Trace(swr: .imageDelete, body: #"{"imageName":["group/a","open/b"]}"#)
        trace.kept(.storeUnavailable)
        let (error, items) = try trace.partial()
        #expect(error.code == .storeUnavailable)
        #expect(items.hasSuffix(#"{"code":503,"message":"not attempted","name":"open/b"}]"#))
    }

    @Test("a list that cannot be read deletes nothing", arguments: [401, 403, 500])
    func noList(_ status: Int) throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1]}"#)
        trace.reply(status)
        #expect(trace.failure != nil)
    }

    @Test("a name that cannot be one is not put into a path")
    func strangeName() throws {
        var trace = try Trace(swr: .projectDelete, body: #"{"projectId":[1]}"#, seesAll: true)
        trace.reply(200, organizations([organization(1, "../x")]))
        #expect(trace.failure?.code == .upstreamMalformed)
    }
}
