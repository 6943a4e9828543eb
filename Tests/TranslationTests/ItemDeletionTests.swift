import Domain
import Testing

@testable import Translation

@Suite("Deleting several things: harbor.md, section 6")
struct ItemDeletionTests {
    private static let three = #"{"imageName":["p/a","p/b","q/c"]}"#

    private func call(_ image: String) -> String {
        let parts = image.split(separator: "/")
        return "DELETE /api/v2.0/projects/\(parts[0])/repositories/\(parts[1])"
    }

    @Test("all done is 200, with every item in the order of the request")
    func done() throws {
        var trace = try Trace(.imageDelete, body: Self.three)
        for image in ["p/a", "p/b", "q/c"] {
            #expect(trace.call == call(image))
            trace.reply(200)
        }
        let items = ["p/a", "p/b", "q/c"].map { #"{"code":200,"message":"success","name":"\#($0)"}"# }
        #expect(
            try trace.text()
                == #"{"code":200,"data":[\#(items.joined(separator: ","))],"message":"success"}"#)
    }

    @Test("what is gone already counts as done")
    func absent() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[7,8]}"#)
        trace.reply(404, #"{"errors":[{"code":"NOT_FOUND","message":"project 7 not found"}]}"#)
        trace.reply(200)
        let items =
            #"[{"code":200,"message":"absent","projectId":7},{"code":200,"message":"success","projectId":8}]"#
        #expect(try trace.text() == #"{"code":200,"data":\#(items),"message":"success"}"#)
    }

    @Test(
        "unless all of it is: then it is 404",
        arguments: [
            (TranslationName.imageDelete, #"{"imageName":["p/a","p/b"]}"#, "imageName: no such image"),
            (.imageTagDelete, #"{"imageName":"p/a","tag":["v1","v2"]}"#, "tag: no such tag"),
            (.projectDelete, #"{"projectId":[1,2]}"#, "projectId: no such project"),
        ])
    func allAbsent(_ name: TranslationName, body: String, message: String) throws {
        var trace = try Trace(name, body: body)
        trace.reply(404)
        trace.reply(404)
        #expect(trace.failure?.code == .notFound)
        #expect(trace.failure?.message == message)
    }

    @Test(
        "the first failure in the order of the request is the error of the whole, and the others are tried all the same"
    )
    func firstFailure() throws {
        var trace = try Trace(.imageDelete, body: #"{"imageName":["p/a","p/b","p/c","p/d"]}"#)
        trace.reply(200)
        trace.reply(412, #"{"errors":[{"code":"PRECONDITION","message":"the tag v1 configured as immutable"}]}"#)
        trace.reply(500)
        trace.reply(404)
        let (error, items) = try trace.partial()
        #expect(error.code == .conflict)
        #expect(
            items == """
                [{"code":200,"message":"success","name":"p/a"},\
                {"code":409,"message":"a tag of this image is immutable","name":"p/b"},\
                {"code":502,"message":"the service behind this route gave an answer that cannot be used","name":"p/c"},\
                {"code":200,"message":"absent","name":"p/d"}]
                """)
    }

    @Test("absent items do not make a failure 404")
    func failureAmongAbsent() throws {
        var trace = try Trace(.imageDelete, body: #"{"imageName":["p/a","p/b"]}"#)
        trace.reply(404)
        trace.reply(412)
        #expect(try trace.partial().error.code == .conflict)
    }

    @Test(
        "412 is 409, in the words of what was to be deleted",
        arguments: [
            (TranslationName.imageDelete, #"{"imageName":["p/a"]}"#, "a tag of this image is immutable"),
            (.imageTagDelete, #"{"imageName":"p/a","tag":["v1"]}"#, "this tag is immutable"),
            (.projectDelete, #"{"projectId":[1]}"#, "project not empty"),
        ])
    func kept(_ name: TranslationName, body: String, message: String) throws {
        var trace = try Trace(name, body: body)
        trace.reply(412, #"{"errors":[{"code":"PRECONDITION","message":"anything"}]}"#)
        let (error, items) = try trace.partial()
        #expect(error.code == .conflict)
        #expect(error.message == message)
        #expect(items.contains(#""code":409,"message":"\#(message)""#))
    }

    @Test(
        "what else Harbor may answer for an item",
        arguments: [
            (400, 400), (405, 400), (409, 409), (413, 413), (415, 415), (422, 500), (500, 502), (503, 502),
            (201, 502), (202, 502), (204, 502), (302, 502), (999, 502),
        ])
    func status(of harbor: Int, becomes expected: Int) throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[1,2]}"#)
        trace.reply(harbor, "<html>")
        #expect(trace.call == "DELETE /api/v2.0/projects/2")
        trace.reply(200)
        let (error, items) = try trace.partial()
        #expect(error.code.status == expected)
        #expect(items.hasPrefix(#"[{"code":\#(expected),"#))
    }

    @Test("a refused credential ends it: the rest is not attempted")
    func credential() throws {
        var trace = try Trace(.imageDelete, body: Self.three)
        trace.reply(200)
        trace.reply(401, #"{"errors":[{"code":"UNAUTHORIZED","message":"unauthorized"}]}"#)
        #expect(trace.call == nil)
        let (error, items) = try trace.partial()
        #expect(error.code == .upstreamCredential)
        #expect(
            items == """
                [{"code":200,"message":"success","name":"p/a"},\
                {"code":502,"message":"the service behind this route refused the gateway's credential","name":"p/b"},\
                {"code":503,"message":"not attempted","name":"q/c"}]
                """)
    }

    @Test("so does a limit that is reached, which the rest would only run into as well")
    func limited() throws {
        var trace = try Trace(.imageDelete, body: Self.three)
        trace.reply(200)
        trace.reply(429, fields: [("Retry-After", "7")])
        let (error, items) = try trace.partial()
        #expect(error.code == .upstreamLimited)
        #expect(error.retryAfter == "7")
        #expect(
            items == """
                [{"code":200,"message":"success","name":"p/a"},\
                {"code":429,"message":"\(GatewayError.Code.upstreamLimited.message)","name":"p/b"},\
                {"code":503,"message":"not attempted","name":"q/c"}]
                """)
    }

    @Test(
        "so does a lost connection, of which the item at work is told",
        arguments: [
            (GatewayError.Code.upstreamTimeout, 504), (.upstreamClosed, 502), (.upstreamUnreachable, 503),
            (.upstreamBusy, 503),
        ])
    func lost(_ code: GatewayError.Code, status: Int) throws {
        var trace = try Trace(.imageDelete, body: Self.three)
        trace.reply(200)
        trace.lose(code)
        let (error, items) = try trace.partial()
        #expect(error.code == code)
        #expect(
            items == """
                [{"code":200,"message":"success","name":"p/a"},\
                {"code":\(status),"message":"\(code.message)","name":"p/b"},\
                {"code":503,"message":"not attempted","name":"q/c"}]
                """)
    }

    @Test("an earlier failure stays the error of the whole")
    func lostAfterFailure() throws {
        var trace = try Trace(.imageDelete, body: Self.three)
        trace.reply(412)
        trace.lose(.upstreamTimeout)
        let (error, items) = try trace.partial()
        #expect(error.code == .conflict)
        #expect(items.contains(#"{"code":503,"message":"not attempted","name":"q/c"}"#))
    }

    @Test("after a 403 the project is looked for, once: what is in none is absent, what is in a hidden one refused")
    func hidden() throws {
        var trace = try Trace(.imageDelete, body: #"{"imageName":["p/a","q/b","p/c","q/d"]}"#)
        trace.reply(403)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=p")
        trace.reply(404)
        #expect(trace.call == call("q/b"))
        trace.reply(403)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=q")
        trace.reply(200)
        #expect(trace.call == call("p/c"))
        trace.reply(403)
        #expect(trace.call == call("q/d"))
        trace.reply(403)
        let (error, items) = try trace.partial()
        #expect(error.code == .roleRefused)
        #expect(
            items == """
                [{"code":200,"message":"absent","name":"p/a"},\
                {"code":403,"message":"the registry does not allow this","name":"q/b"},\
                {"code":200,"message":"absent","name":"p/c"},\
                {"code":403,"message":"the registry does not allow this","name":"q/d"}]
                """)
    }

    @Test("a project that cannot be looked for fails its item only, unless the credential is refused")
    func unanswered() throws {
        var trace = try Trace(.imageDelete, body: Self.three)
        trace.reply(403)
        trace.reply(500)
        #expect(trace.call == call("p/b"))
        trace.reply(403)
        #expect(trace.call == "HEAD /api/v2.0/projects?project_name=p")
        trace.reply(401)
        let (error, items) = try trace.partial()
        #expect(error.code == .upstreamMalformed)
        #expect(items.hasSuffix(#"{"code":503,"message":"not attempted","name":"q/c"}]"#))
    }

    @Test("a connection that is lost while a project is looked for ends it too")
    func lostWhileLooking() throws {
        var trace = try Trace(.imageDelete, body: Self.three)
        trace.reply(403)
        trace.lose(.upstreamTimeout)
        let (error, items) = try trace.partial()
        #expect(error.code == .upstreamTimeout)
        let rest = ["p/b", "q/c"].map { #",{"code":503,"message":"not attempted","name":"\#($0)"}"# }
        #expect(items.hasSuffix("\(rest.joined())]"))
    }

    @Test("a project that is asked for by id may not be looked for by name")
    func forbiddenProject() throws {
        var trace = try Trace(.projectDelete, body: #"{"projectId":[1]}"#)
        trace.reply(403, #"{"errors":[{"code":"FORBIDDEN","message":"gateway-account"}]}"#)
        let (error, items) = try trace.partial()
        #expect(error.code == .roleRefused)
        #expect(!items.contains("gateway-account"))
    }

    @Test("whatever Harbor answers, no item costs more than two calls", arguments: [200, 401, 403, 404, 412, 429, 500])
    func bounded(_ status: Int) throws {
        let names = (1...100).map { #""p\#($0)/x""# }.joined(separator: ",")
        var trace = try Trace(.imageDelete, body: #"{"imageName":[\#(names)]}"#)
        var calls = 0
        while trace.call != nil, calls < 1_000 {
            calls += 1
            trace.reply(status)
        }
        #expect(trace.call == nil)
        #expect(calls <= 200)
    }
}
