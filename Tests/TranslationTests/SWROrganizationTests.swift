import Domain
import Testing

@testable import Translation

@Suite("POST /v2/manage/namespaces, SWR's own call")
struct SWROrganizationTests {
    private static let creation = "POST /v2/manage/namespaces"
    private static let place = "/v2/manage/namespaces/calico"
    private static let forgone = ProjectChange.forgo(name: "calico")

    private func searching() throws(GatewayError) -> Trace {
        try Trace(swr: .organizationCreate, body: #"{"namespace":"calico"}"#)
    }

    /// Where SWR has been asked to make it.
    private func creating() throws(GatewayError) -> Trace {
        var trace = try searching()
        trace.reply(404, swrError(4_040_058))
        trace.kept()
        return trace
    }

    /// Where it is made, and could not be kept.
    private func undoing() throws(GatewayError) -> Trace {
        var trace = try creating()
        trace.reply(201, "{}")
        trace.kept(.storeUnavailable)
        return trace
    }

    @Test(
        "what is about to be made is noted, then made, then kept, and answered as SWR answers",
        arguments: [(404, 4_040_058), (404, 4_041_061), (403, 4_039_002)])
    func create(_ status: Int, code: Int) throws {
        var trace = try searching()
        #expect(trace.call == "GET \(Self.place)")
        trace.reply(status, swrError(code))
        #expect(trace.change == .intend(name: "calico"))
        trace.kept()
        #expect(trace.call == Self.creation)
        #expect(trace.callBody == #"{"namespace":"calico"}"#)
        trace.reply(201, "{}", fields: [("Content-Type", "application/json")])
        #expect(trace.change == .add(name: "calico", isPublic: false))
        trace.kept()
        #expect(trace.document?.status == 201)
        #expect(trace.document.map { String(decoding: $0.body, as: UTF8.self) } == "{}")
    }

    @Test("nothing is asked for that could not be noted", arguments: [GatewayError.Code.storeUnavailable, .conflict])
    func unnoted(_ code: GatewayError.Code) throws {
        var trace = try searching()
        trace.reply(404, swrError(4_040_058))
        trace.kept(code)
        #expect(trace.failure?.code == code)
    }

    @Test("where something has the name SWR says so itself, and what an earlier call noted stays")
    func taken() throws {
        var trace = try searching()
        trace.reply(200, #"{"id":3,"name":"calico","creator_name":"u","auth":7}"#)
        #expect(trace.call == Self.creation)
        trace.reply(409, swrError(4_090_060))
        #expect(trace.document?.status == 409)
        #expect(trace.document.map { String(decoding: $0.body, as: UTF8.self) } == swrError(4_090_060))
    }

    @Test(
        "what SWR refuses is not made: nothing is meant any more",
        arguments: [(409, 409), (400, 400), (403, 403), (401, 502)])
    func refused(_ status: Int, expected: Int) throws {
        var trace = try creating()
        trace.reply(status, swrError(4_090_060))
        #expect(trace.change == Self.forgone)
        trace.kept(.storeUnavailable)
        #expect((trace.document?.status ?? trace.failure?.code.status) == expected)
    }

    @Test("an answer that does not say whether it is made leaves the note", arguments: [500, 502])
    func unknown(_ status: Int) throws {
        var trace = try creating()
        trace.reply(status, "<html>")
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test(
        "of a call that was lost the note is left, unless it was never sent",
        arguments: [
            (GatewayError.Code.upstreamClosed, false), (.upstreamTimeout, false), (.overloaded, false),
            (.upstreamUnreachable, true), (.upstreamBusy, true),
        ])
    func lost(_ code: GatewayError.Code, isUnsent: Bool) throws {
        var trace = try creating()
        trace.lose(code)
        #expect(trace.change == (isUnsent ? Self.forgone : nil))
        if isUnsent { trace.kept() }
        #expect(trace.failure?.code == code)
    }

    @Test(
        "no other answer to what has the name makes anything happen",
        arguments: [(404, "<html>", 502), (401, "", 502), (500, "", 502), (302, "", 502), (204, "", 502)])
    func unusable(_ status: Int, body: String, expected: Int) throws {
        var trace = try searching()
        trace.reply(status, body)
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "one that cannot be kept is deleted again, also when it is gone by then",
        arguments: [(204, 0), (404, 4_040_058)])
    func undone(_ status: Int, code: Int) throws {
        var trace = try undoing()
        #expect(trace.call == "DELETE \(Self.place)")
        trace.reply(status, swrError(code))
        #expect(trace.change == Self.forgone)
        trace.kept()
        #expect(trace.failure?.code == .storeUnavailable)
        #expect(trace.failure?.message?.contains("is nobody's") != true)
    }

    @Test("that it stays all the same is said, and the note too", arguments: [404, 406, 500, nil] as [Int?])
    func left(_ status: Int?) throws {
        var trace = try undoing()
        if let status { trace.reply(status, "<html>") } else { trace.lose(.upstreamTimeout) }
        #expect(trace.failure?.code == .storeUnavailable)
        #expect(trace.failure?.message?.contains("is nobody's") == true)
    }
}
