import Domain
import Testing

@testable import Translation

@Suite("POST /v1/repository/project on SWR")
struct SWRProjectCreateTests {
    private static let calico = #"{"projectName":"calico","public":true}"#
    private static let creation = "POST /v2/manage/namespaces"
    private static let place = "/v2/manage/namespaces/calico"
    private static let forgone = ProjectChange.forgo(name: "calico")

    /// Where SWR has been asked to make it.
    private func creating(isPublic: Bool = true) throws(GatewayError) -> Trace {
        var trace = try Trace(swr: .projectCreate, body: #"{"projectName":"calico","public":\#(isPublic)}"#)
        trace.reply(404, swrError(4_040_058))
        trace.kept()
        return trace
    }

    /// Where SWR has something of this name.
    private func found() throws(GatewayError) -> Trace {
        var trace = try Trace(swr: .projectCreate, body: Self.calico)
        trace.reply(200, #"{"id":3,"name":"calico","creator_name":"u","auth":7}"#)
        return trace
    }

    /// Where that was made by the gateway's own account, for nobody else.
    private func doubting() throws(GatewayError) -> Trace {
        var trace = try found()
        trace.reply(200, Self.access())
        return trace
    }

    /// Who may use an organization.
    /// - Parameter creator: `nil` leaves it out.
    private static func access(creator: String? = "u", own: String? = "u", others: [String] = []) -> String {
        func grant(_ name: String) -> String { #"{"user_id":"id-\#(name)","user_name":"\#(name)","auth":7}"# }
        let creator = creator.map { #","creator_name":"\#($0)""# } ?? ""
        let own = own.map { #","self_auth":\#(grant($0))"# } ?? ""
        return #"{"id":3,"name":"calico","others_auths":\#(list(others.map(grant)))\#(creator)\#(own)}"#
    }

    @Test("what is about to be made is noted, then made, then kept", arguments: [true, false])
    func create(isPublic: Bool) throws {
        var trace = try Trace(swr: .projectCreate, body: #"{"projectName":"calico","public":\#(isPublic)}"#)
        #expect(trace.call == "GET \(Self.place)")
        trace.reply(404, swrError(4_040_058))
        #expect(trace.change == .intend(name: "calico"))
        trace.kept()
        #expect(trace.call == Self.creation)
        #expect(trace.callBody == #"{"namespace":"calico"}"#)
        trace.reply(201, "{}")
        #expect(trace.change == .add(name: "calico", isPublic: isPublic))
        trace.kept()
        #expect(try trace.text() == #"{"code":200,"message":"success"}"#)
    }

    @Test("nothing is asked for that could not be noted", arguments: [GatewayError.Code.storeUnavailable, .conflict])
    func unnoted(_ code: GatewayError.Code) throws {
        var trace = try Trace(swr: .projectCreate, body: Self.calico)
        trace.reply(404, swrError(4_040_058))
        trace.kept(code)
        #expect(trace.failure?.code == code)
    }

    @Test("a name that SWR does not speak about is tried")
    func hidden() throws {
        var trace = try Trace(swr: .projectCreate, body: Self.calico)
        trace.reply(403, swrError(4_039_002))
        #expect(trace.change == .intend(name: "calico"))
        trace.kept()
        #expect(trace.call == Self.creation)
        trace.reply(409, swrError(4_090_060))
        #expect(trace.change == Self.forgone)
        trace.kept()
        #expect(trace.failure?.code == .conflict)
    }

    @Test(
        "no other answer makes anything happen",
        arguments: [(404, 404), (401, 502), (500, 502), (302, 502), (429, 429), (400, 400)])
    func unusable(_ status: Int, expected: Int) throws {
        var trace = try Trace(swr: .projectCreate, body: Self.calico)
        trace.reply(status, "<html>")
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "one that cannot be kept is deleted again, and the store's error is told",
        arguments: [(GatewayError.Code.storeUnavailable, 204), (.conflict, 204), (.storeUnavailable, 500)])
    func undo(_ code: GatewayError.Code, status: Int) throws {
        var trace = try creating()
        trace.reply(201, "{}")
        trace.kept(code)
        #expect(trace.call == "DELETE \(Self.place)")
        trace.reply(status)
        if status == 204 {
            #expect(trace.change == Self.forgone)
            trace.kept(.storeUnavailable)
        }
        #expect(trace.failure?.code == code)
        #expect(trace.failure?.message?.contains("is not yours") == (status == 204 ? nil : true))
    }

    @Test("so it is when the deletion is lost")
    func undoLost() throws {
        var trace = try creating()
        trace.reply(201, "{}")
        trace.kept(.storeUnavailable)
        trace.lose(.upstreamTimeout)
        #expect(trace.failure?.code == .storeUnavailable)
        #expect(trace.failure?.message?.contains("is not yours") == true)
    }

    @Test("a name that is taken is 409 and says so, and nothing is meant any more")
    func taken() throws {
        var trace = try creating()
        trace.reply(409, swrError(4_090_060))
        #expect(trace.change == Self.forgone)
        trace.kept()
        #expect(trace.failure?.code == .conflict)
        #expect(trace.failure?.message == "projectName: this name is taken")
    }

    @Test("an answer that does not say whether it is made leaves the note", arguments: [500, 502, 302])
    func unknown(_ status: Int) throws {
        var trace = try creating()
        trace.reply(status, "<html>")
        #expect(trace.failure?.code == .upstreamMalformed)
        var lost = try creating()
        lost.lose(.upstreamTimeout)
        #expect(lost.failure?.code == .upstreamTimeout)
    }

    @Test(
        "one that was never asked for was not made: nothing is meant any more",
        arguments: [
            GatewayError.Code.upstreamBusy, .upstreamUnreachable, .upstreamOff, .draining, .upstreamCredential,
        ])
    func unsent(_ code: GatewayError.Code) throws {
        var trace = try creating()
        trace.lose(code)
        #expect(trace.change == Self.forgone)
        trace.kept()
        #expect(trace.failure?.code == code)
        var searching = try Trace(swr: .projectCreate, body: Self.calico)
        searching.lose(code)
        #expect(searching.failure?.code == code)
    }

    @Test("one that may have been leaves the note", arguments: [GatewayError.Code.upstreamClosed, .overloaded])
    func lost(_ code: GatewayError.Code) throws {
        var trace = try creating()
        trace.lose(code)
        #expect(trace.failure?.code == code)
    }

    // MARK: After a call that was cut off

    @Test(
        "what somebody else has made, or may use, is taken, and the store is not asked",
        arguments: [
            access(creator: "console"), access(creator: "U"), access(creator: nil), access(own: nil),
            access(others: ["mia"]), access(own: nil, others: ["u"]),
        ])
    func foreign(_ access: String) throws {
        var trace = try found()
        #expect(trace.call == "GET \(Self.place)/access")
        trace.reply(200, access)
        #expect(trace.failure?.code == .conflict)
        #expect(trace.failure?.message == "projectName: this name is taken")
    }

    @Test("nor is it when nobody can tell", arguments: [(403, 409), (404, 404), (401, 502), (500, 502), (200, 502)])
    func untold(_ status: Int, expected: Int) throws {
        var trace = try found()
        trace.reply(status, "<html>")
        #expect(trace.failure?.code.status == expected)
    }

    @Test("what is gone by then is free")
    func goneMeanwhile() throws {
        var trace = try found()
        trace.reply(404, swrError(4_040_058))
        #expect(trace.change == .intend(name: "calico"))
    }

    @Test("what is there is taken, unless the store says that it is left over")
    func somebodys() throws {
        var trace = try doubting()
        #expect(trace.change == .reclaim(name: "calico", number: nil, madeAt: nil))
        trace.kept(.conflict)
        #expect(trace.failure?.code == .conflict)
        var store = try doubting()
        store.kept(.storeUnavailable)
        #expect(store.failure?.code == .storeUnavailable)
    }

    @Test("what is left over is deleted and made anew, also when it is gone by then", arguments: [204, 404])
    func leftOver(_ status: Int) throws {
        var trace = try doubting()
        trace.kept()
        #expect(trace.call == "DELETE \(Self.place)")
        trace.reply(status, status == 404 ? swrError(4_040_058) : "")
        #expect(trace.call == Self.creation)
        trace.reply(201, "{}")
        #expect(trace.change == .add(name: "calico", isPublic: true))
    }

    @Test("unless it is not empty, or SWR does not delete it", arguments: [(406, 409), (403, 403), (500, 502)])
    func stays(_ status: Int, expected: Int) throws {
        var trace = try doubting()
        trace.kept()
        trace.reply(status, status == 406 ? swrError(4_060_074) : "")
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "a name is one of SWR, and both fields are required",
        arguments: [
            ("projectName", #"{"public":true}"#), ("projectName", #"{"projectName":"2048","public":true}"#),
            ("projectName", #"{"projectName":"a-","public":true}"#),
            ("projectName", #"{"projectName":"a\"","public":true}"#), ("public", #"{"projectName":"a"}"#),
            ("public", #"{"projectName":"a","public":"true"}"#),
        ])
    func invalid(field: String, body: String) {
        #expect { try Trace(swr: .projectCreate, body: body) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("\(field): ") == true
        }
    }
}
