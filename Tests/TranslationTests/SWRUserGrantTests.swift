import Domain
import Testing

@testable import Translation

@Suite("The permission of a user in an organization of SWR")
struct SWRUserGrantTests {
    /// A grant driven by hand.
    private struct Grant: TracedStep {
        private var machine: any Translator
        private(set) var step: TranslationStep

        init(_ change: SWRUserGrant.Change = .manage(userName: "robin")) throws {
            machine = try SWRUserGrant.machine(change, of: "u1", in: "team")
            step = machine.begin()
        }

        mutating func reply(_ status: Int, _ body: String = "") {
            step = machine.receive(UpstreamReply(status: status, body: Array(body.utf8)))
        }

        var isDone: Bool { if case .answer = step { true } else { false } }
    }

    static let changes = [SWRUserGrant.Change.manage(userName: "robin"), .removal, .recall]
    private static let path = "/v2/manage/namespaces/team/access"
    private static let manage = #"[{"auth":7,"user_id":"u1","user_name":"robin"}]"#

    /// - Parameter own: of the gateway's own account.
    private static func access(own: String = "g1", others: [(String, Int)] = []) -> String {
        let rows = others.map { #"{"user_id":"\#($0.0)","user_name":"x","auth":\#($0.1)}"# }
        return """
            {"id":1,"name":"team","creator_name":"g","self_auth":{"user_id":"\(own)","user_name":"g","auth":7},
            "others_auths":\(list(rows))}
            """
    }

    @Test("one that is new is given in one call", arguments: [200, 201])
    func new(status: Int) throws {
        var grant = try Grant()
        #expect(grant.call == "POST \(Self.path)" && grant.callBody == Self.manage)
        #expect(grant.callFields == ["Content-Type: application/json"])
        grant.reply(status)
        #expect(grant.isDone)
    }

    @Test("one that is there is made higher, or left when it is as high", arguments: [4_090_076, 4_090_089])
    func present(code: Int) throws {
        for level in [1, 3, 7] {
            var grant = try Grant()
            grant.reply(409, swrError(code))
            #expect(grant.call == "GET \(Self.path)")
            grant.reply(200, Self.access(others: [("u0", 7), ("u1", level)]))
            if level < 7 {
                #expect(grant.call == "PATCH \(Self.path)" && grant.callBody == Self.manage)
                grant.reply(201)
            }
            #expect(grant.isDone, "\(level)")
        }
    }

    @Test("the gateway's own is neither given nor taken away")
    func own() throws {
        var grant = try Grant()
        grant.reply(409, swrError(4_090_076))
        grant.reply(200, Self.access(own: "u1"))
        #expect(grant.failure?.code == .conflict)
        for change in [SWRUserGrant.Change.removal, .recall] {
            var grant = try Grant(change)
            grant.reply(200, Self.access(own: "u1"))
            #expect(grant.isDone)
        }
    }

    @Test("it is taken away from who has it, and from nobody else")
    func removal() throws {
        var grant = try Grant(.removal)
        #expect(grant.call == "GET \(Self.path)")
        grant.reply(200, Self.access(others: [("u1", 7)]))
        #expect(grant.call == "DELETE \(Self.path)" && grant.callBody == #"["u1"]"#)
        grant.reply(204)
        #expect(grant.isDone)
        grant = try Grant(.removal)
        grant.reply(200, Self.access(others: [("u0", 7)]))
        #expect(grant.isDone)
    }

    @Test("a lower one than is given here is taken away by a removal, and not by a recall", arguments: [1, 3, 7])
    func lower(level: Int) throws {
        for change in [SWRUserGrant.Change.removal, .recall] {
            var grant = try Grant(change)
            #expect(grant.call == "GET \(Self.path)")
            grant.reply(200, Self.access(others: [("u1", level)]))
            if change == .removal || level == 7 {
                #expect(grant.call == "DELETE \(Self.path)" && grant.callBody == #"["u1"]"#)
                grant.reply(204)
            }
            #expect(grant.isDone, "\(change)")
        }
    }

    @Test(
        "an organization that is gone needs none", arguments: SWRUserGrantTests.changes, [4_040_058, 4_041_061])
    func gone(change: SWRUserGrant.Change, code: Int) throws {
        var grant = try Grant(change)
        grant.reply(404, swrError(code))
        #expect(grant.isDone)
    }

    @Test(
        "what else SWR says is an error, and busy once more a question",
        arguments: [
            (404, "", GatewayError.Code.notFound), (409, swrError(4_090_060), .conflict),
            (400, swrError(4_001_067), .refusedUpstream), (403, swrError(4_037_017), .roleRefused),
            (500, "", .upstreamMalformed), (302, "", .upstreamMalformed),
        ])
    func refused(_ status: Int, _ body: String, _ expected: GatewayError.Code) throws {
        for change in Self.changes {
            var grant = try Grant(change)
            let first = grant.call
            grant.reply(409, swrError(4_090_023))
            #expect(grant.call == first)
            grant.reply(status, body)
            #expect(grant.failure?.code == expected)
        }
    }

    @Test("a document that is none is an error")
    func malformed() throws {
        for body in ["", "[]", #"{"id":1,"others_auths":[{"user_id":7}]}"#] {
            var grant = try Grant(.removal)
            grant.reply(200, body)
            #expect(grant.failure?.code == .upstreamMalformed, "\(body)")
        }
    }

    @Test("what cannot be an organization is asked nothing about", arguments: ["", "A", "a/b", "a..b", "a%2Fb"])
    func names(name: String) {
        #expect(throws: GatewayError.self) {
            try SWRUserGrant.machine(.manage(userName: "robin"), of: "u1", in: name)
        }
    }
}
