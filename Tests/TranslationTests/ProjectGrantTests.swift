import Domain
import Testing

@testable import Translation

@Suite("POST /v1/repository/project on a Harbor where only administrators make projects")
struct ProjectGrantTests {
    private static let grant = HarborGrant(account: #"ac"ct"#, maker: "gateway")
    private static let place = "/api/v2.0/projects/calico"
    private static let creation = "POST /api/v2.0/projects"
    private static let refusal = #"{"errors":[{"code":"FORBIDDEN","message":"Only system admin can create project"}]}"#
    private static let absence = #"{"errors":[{"code":"NOT_FOUND","message":"project calico not found"}]}"#
    private static let forgone = ProjectChange.forgo(name: "calico")

    /// A project as Harbor describes it.
    private static func found(
        _ name: String = "calico", owner: String? = "gateway", count: Int = 0
    ) -> String {
        let owner = owner.map { #","owner_name":"\#($0)""# } ?? ""
        return """
            {"project_id":9,"name":"\(name)","creation_time":"2026-01-02T03:04:05.678Z",
            "update_time":"2026-01-02T03:04:06.000Z","metadata":{},"repo_count":\(count)\(owner)}
            """
    }

    /// Where the namespace's account may not make projects.
    private func refused(
        isPublic: Bool = true, grant: HarborGrant? = Self.grant
    ) throws(GatewayError) -> Trace {
        var trace = try Trace(
            .projectCreate, body: #"{"projectName":"calico","public":\#(isPublic)}"#, grant: grant)
        trace.reply(403, Self.refusal)
        return trace
    }

    /// Where the gateway's own account has been asked to make it.
    private func creating(isPublic: Bool = true) throws(GatewayError) -> Trace {
        var trace = try refused(isPublic: isPublic)
        trace.reply(404, Self.absence)
        trace.kept()
        return trace
    }

    /// Where it has made it.
    private func created() throws(GatewayError) -> Trace {
        var trace = try creating()
        trace.reply(201, "", fields: [("location", "/api/v2.0/projects/17")])
        return trace
    }

    @Test(
        "what the namespace's account may not make the gateway's own does, and gives it to the other",
        arguments: [true, false])
    func create(isPublic: Bool) throws {
        var trace = try refused(isPublic: isPublic)
        #expect(trace.call == "GET \(Self.place)")
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        #expect(trace.asksAdministration)
        trace.reply(404, Self.absence)
        #expect(trace.change == .intend(name: "calico"))
        trace.kept()
        #expect(trace.call == Self.creation)
        #expect(trace.asksAdministration)
        #expect(trace.callBody == #"{"project_name":"calico","metadata":{"public":"\#(isPublic)"}}"#)
        trace.reply(201, "", fields: [("location", "/api/v2.0/projects/17")])
        #expect(trace.call == "POST /api/v2.0/projects/17/members")
        #expect(trace.callFields == ["X-Is-Resource-Name: false", "Content-Type: application/json"])
        #expect(trace.asksAdministration)
        #expect(trace.callBody == #"{"role_id":1,"member_user":{"username":"ac\"ct"}}"#)
        trace.reply(201, "", fields: [("location", "/api/v2.0/projects/17/members/3")])
        #expect(trace.change == .grant(number: 17, name: "calico", isPublic: isPublic))
        trace.kept()
        #expect(try trace.text() == #"{"code":200,"message":"success"}"#)
    }

    @Test("who has no namespace's account is refused as before")
    func noAccount() throws {
        #expect(try refused(grant: nil).failure?.code == .roleRefused)
    }

    @Test(
        "what keeps the gateway's own account from it is told, and nothing is meant any more",
        arguments: [
            (403, #"{"errors":[{"code":"DENIED","message":"read only"}]}"#, GatewayError.Code.roleRefused),
            (409, "", .conflict), (400, "", .refusedUpstream), (401, "", .upstreamCredential),
        ])
    func refusedAgain(_ status: Int, body: String, code: GatewayError.Code) throws {
        var trace = try creating()
        trace.reply(status, body)
        #expect(trace.change == Self.forgone)
        trace.kept(.storeUnavailable)
        #expect(trace.failure?.code == code)
        #expect(code != .conflict || trace.failure?.message == "projectName: this name is taken")
    }

    @Test("an answer that does not say whether it is made leaves the note", arguments: [500, 502, 200, 302])
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
        arguments: [GatewayError.Code.upstreamBusy, .upstreamUnreachable, .upstreamCredential])
    func unsent(_ code: GatewayError.Code) throws {
        var trace = try creating()
        trace.lose(code)
        #expect(trace.change == Self.forgone)
        trace.kept()
        #expect(trace.failure?.code == code)
    }

    @Test("nothing is asked for that could not be noted", arguments: [GatewayError.Code.storeUnavailable, .conflict])
    func unnoted(_ code: GatewayError.Code) throws {
        var trace = try refused()
        trace.reply(404, Self.absence)
        trace.kept(code)
        #expect(trace.failure?.code == code)
    }

    @Test(
        "one whose number Harbor does not tell is deleted again, by its name",
        arguments: [nil, "", "/api/v2.0/projects/calico", "/api/v2.0/projects/0", "/17/", "99999999999"] as [String?])
    func numberless(_ location: String?) throws {
        var trace = try creating()
        trace.reply(201, "", fields: location.map { [("location", $0)] } ?? [])
        #expect(trace.call == "DELETE \(Self.place)")
        #expect(trace.callFields == ["X-Is-Resource-Name: true"])
        #expect(trace.asksAdministration)
        trace.reply(200)
        trace.kept()
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    // MARK: What cannot be finished

    @Test(
        "one that cannot be given to the account is deleted again",
        arguments: [
            (404, GatewayError.Code.refusedUpstream), (409, .refusedUpstream), (403, .roleRefused),
            (500, .upstreamMalformed), (200, .upstreamMalformed),
        ])
    func ungranted(_ status: Int, code: GatewayError.Code) throws {
        var trace = try created()
        trace.reply(status)
        #expect(trace.call == "DELETE /api/v2.0/projects/17")
        #expect(trace.callFields == ["X-Is-Resource-Name: false"])
        #expect(trace.asksAdministration)
        trace.reply(200)
        #expect(trace.change == Self.forgone)
        trace.kept()
        #expect(trace.failure?.code == code)
        #expect(trace.failure?.message?.hasPrefix("the project could not be given to your namespace") == true)
    }

    @Test("so it is when nobody knows whether it was given")
    func membershipLost() throws {
        var trace = try created()
        trace.lose(.upstreamClosed)
        #expect(trace.call == "DELETE /api/v2.0/projects/17")
        trace.reply(200)
        trace.kept()
        #expect(trace.failure?.code == .upstreamClosed)
    }

    @Test("and when the store does not keep it", arguments: [200, 404])
    func unkept(_ status: Int) throws {
        var trace = try created()
        trace.reply(201)
        trace.kept(.storeUnavailable)
        #expect(trace.call == "DELETE /api/v2.0/projects/17")
        trace.reply(status, Self.absence)
        #expect(trace.change == Self.forgone)
        trace.kept()
        #expect(trace.failure?.code == .storeUnavailable)
        #expect(trace.failure?.message?.contains("is not yours") != true)
    }

    @Test(
        "that it stays all the same is said, and so does the note, also where something in between says 404",
        arguments: [412, 500, 404, nil] as [Int?])
    func left(_ status: Int?) throws {
        var trace = try created()
        trace.reply(201)
        trace.kept(.storeUnavailable)
        if let status { trace.reply(status) } else { trace.lose(.upstreamTimeout) }
        #expect(trace.change == nil)
        #expect(trace.failure?.code == .storeUnavailable)
        #expect(trace.failure?.message?.hasPrefix("the project was created, but is not yours") == true)
    }

    // MARK: After a call that was cut off

    @Test("what may be left over is looked up in the store")
    func doubt() throws {
        var trace = try refused()
        trace.reply(200, Self.found())
        #expect(trace.change == .reclaim(name: "calico", number: 9, madeAt: 1_767_323_045))
        trace.kept(.conflict)
        #expect(trace.failure?.code == .conflict)
    }

    @Test(
        "what cannot be is taken, and the store is not asked",
        arguments: [
            found(owner: "somebody"), found(owner: "Gateway"), found(owner: nil), found(count: 1),
        ])
    func somebodys(_ project: String) throws {
        var trace = try refused()
        trace.reply(200, project)
        #expect(trace.failure?.code == .conflict)
        #expect(trace.failure?.message == "projectName: this name is taken")
    }

    @Test("nor where the gateway does not know its own account's name")
    func unknownMaker() throws {
        var trace = try refused(grant: HarborGrant(account: "acct", maker: nil))
        trace.reply(200, Self.found())
        #expect(trace.failure?.code == .conflict)
    }

    @Test("what is left over is deleted and made anew, also when it is gone by then", arguments: [200, 404])
    func leftOver(_ status: Int) throws {
        var trace = try refused()
        trace.reply(200, Self.found())
        trace.kept()
        #expect(trace.call == "DELETE /api/v2.0/projects/9")
        #expect(trace.callFields == ["X-Is-Resource-Name: false"])
        #expect(trace.asksAdministration)
        trace.reply(status, Self.absence)
        #expect(trace.call == Self.creation)
        #expect(trace.asksAdministration)
    }

    @Test(
        "unless it is not empty, or Harbor does not delete it",
        arguments: [(412, 409), (403, 403), (500, 502), (404, 404)])
    func stays(_ status: Int, expected: Int) throws {
        var trace = try refused()
        trace.reply(200, Self.found())
        trace.kept()
        trace.reply(status)
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "an answer about what has the name that cannot be used makes nothing happen",
        arguments: [
            (200, "{}", 502), (200, found("other"), 502), (404, "<html>", 404), (404, "", 404), (500, "", 502),
            (403, refusal, 403), (404, #"{"errors":[{"code":"OTHER","message":""}]}"#, 404),
        ])
    func unusable(_ status: Int, body: String, expected: Int) throws {
        var trace = try refused()
        trace.reply(status, body)
        #expect(trace.failure?.code.status == expected)
    }
}

extension Trace {
    /// Whether the upstream is asked as its own account.
    fileprivate var asksAdministration: Bool {
        guard case .call(let call) = step, case .administration = call.service else { return false }
        return true
    }
}
