import Domain
import Testing

@testable import Translation

@Suite("Members of a project on SWR, in Harbor's words")
struct MemberTests {
    private static let access = "/v2/manage/namespaces/group/access"
    /// Of the ids `u-ann`, `u-bob` and `u-gate`.
    private static let (ann, bob, gate) = ("415397679", "499251862", "1166224896")

    private static func grant(_ id: String, _ name: String, _ auth: Int) -> String {
        #"{"user_id":"\#(id)","user_name":"\#(name)","auth":\#(auth)}"#
    }

    private static let everybody = """
        {"id":12,"name":"group","creator_name":"gate","self_auth":\(grant("u-gate", "gate", 7)),
        "others_auths":[\(grant("u-bob", "bob", 1)),\(grant("u-ann", "ann", 3))]}
        """

    private func trace(
        _ name: TranslationName, _ query: String = "", mid: String? = nil, body: String? = nil,
        project: String = "group"
    ) throws -> Trace {
        var parameters = ["project": project]
        parameters["mid"] = mid
        return try Trace(swr: name, query, body: body, parameters: parameters)
    }

    private static func row(_ id: String, _ name: String, _ role: Int, _ roleName: String) -> String {
        #"{"entity_id":\#(id),"entity_name":"\#(name)","entity_type":"u","id":\#(id),"project_id":12,"#
            + #""role_id":\#(role),"role_name":"\#(roleName)"}"#
    }

    private static func fields(_ answer: TranslationAnswer?) -> [String] {
        answer?.fields.map { "\($0.name): \($0.value)" } ?? []
    }

    @Test("everybody who may use the organization, by name, the gateway's account among them")
    func list() throws {
        var trace = try trace(.memberList)
        #expect(trace.call == "GET \(Self.access)")
        trace.reply(200, Self.everybody)
        let rows = [
            Self.row(Self.ann, "ann", 2, "developer"), Self.row(Self.bob, "bob", 3, "guest"),
            Self.row(Self.gate, "gate", 1, "projectAdmin"),
        ]
        #expect(try trace.text() == "[\(rows.joined(separator: ","))]")
        #expect(Self.fields(trace.document) == ["X-Total-Count: 3"])
    }

    @Test(
        "filters and pages are made here, and lead to each other",
        arguments: [
            (
                "page=1&page_size=2", ["ann", "bob"], 3,
                #"</api/v2.0/projects/group/members?page=2&page_size=2>; rel="next""#
            ),
            ("page=2&page_size=2", ["gate"], 3, #"</api/v2.0/projects/group/members?page=1&page_size=2>; rel="prev""#),
            (
                "page=2&page_size=1&entityname=a", ["gate"], 2,
                #"</api/v2.0/projects/group/members?page=1&page_size=1&entityname=a>; rel="prev""#
            ),
            (
                "page=2&page_size=1", ["bob"], 3,
                #"</api/v2.0/projects/group/members?page=1&page_size=1>; rel="prev" , "#
                    + #"</api/v2.0/projects/group/members?page=3&page_size=1>; rel="next""#
            ),
            ("page_size=0", ["ann", "bob", "gate"], 3, nil), ("entityname=bob", ["bob"], 1, nil),
            ("entityname=%3E", [], 0, nil),
        ] as [(String, [String], Int, String?)])
    func pages(_ query: String, names: [String], total: Int, link: String?) throws {
        var trace = try trace(.memberList, query)
        trace.reply(200, Self.everybody)
        let text = try trace.text()
        #expect(["ann", "bob", "gate"].filter { text.contains(#""entity_name":"\#($0)""#) } == names)
        #expect(
            Self.fields(trace.document) == ["X-Total-Count: \(total)"] + (link.map { ["Link: \($0)"] } ?? []))
    }

    @Test("nobody but an administrator of the account may use it")
    func nobody() throws {
        var trace = try trace(.memberList)
        trace.reply(200, #"{"id":12,"others_auths":null}"#)
        #expect(try trace.text() == "[]")
    }

    @Test("one member")
    func read() throws {
        var trace = try trace(.memberRead, mid: Self.bob)
        #expect(trace.call == "GET \(Self.access)")
        trace.reply(200, Self.everybody)
        #expect(try trace.text() == Self.row(Self.bob, "bob", 3, "guest"))
    }

    @Test(
        "each role of Harbor has a level of SWR, which never allows more",
        arguments: [(1, 7), (2, 3), (3, 1), (4, 3), (5, 1)])
    func role(_ role: Int, auth: Int) throws {
        var trace = try trace(.memberUpdate, mid: Self.bob, body: #"{"role_id":\#(role)}"#)
        trace.reply(200, Self.everybody)
        #expect(trace.call == "PATCH \(Self.access)")
        #expect(trace.callBody == #"[{"auth":\#(auth),"user_id":"u-bob","user_name":"bob"}]"#)
        trace.reply(201)
        #expect(trace.document?.status == 200)
        #expect(trace.document?.body == [])
    }

    @Test("a member is removed by the id that SWR knows")
    func delete() throws {
        var trace = try trace(.memberDelete, mid: Self.ann)
        trace.reply(200, Self.everybody)
        #expect(trace.call == "DELETE \(Self.access)")
        #expect(trace.callBody == #"["u-ann"]"#)
        trace.reply(204)
        #expect(trace.document?.status == 200)
    }

    @Test(
        "one that is not there is 404, and nothing is changed",
        arguments: [TranslationName.memberRead, .memberUpdate, .memberDelete],
        ["1", "0", "99999999999999999999", "x", "-1"])
    func unknown(_ name: TranslationName, mid: String) throws {
        let body = name == .memberUpdate ? #"{"role_id":2}"# : nil
        let failure: GatewayError?
        do throws(GatewayError) {
            var trace = try Trace(swr: name, body: body, parameters: ["project": "group", "mid": mid])
            trace.reply(200, Self.everybody)
            failure = trace.failure
        } catch {
            failure = error
        }
        #expect(failure?.code == .notFound)
        #expect(failure?.message == "no such member")
    }

    @Test("the gateway's own account keeps what it has", arguments: [TranslationName.memberUpdate, .memberDelete])
    func own(_ name: TranslationName) throws {
        var trace = try trace(name, mid: Self.gate, body: name == .memberUpdate ? #"{"role_id":2}"# : nil)
        trace.reply(200, Self.everybody)
        #expect(trace.failure?.code == .targetRefused)
    }

    @Test("two with one number are told apart by nobody, so neither is changed")
    func collision() throws {
        var trace = try trace(.memberDelete, mid: Self.ann)
        let twice = "[\(Self.grant("u-ann", "ann", 3)),\(Self.grant("u-ann", "anna", 3))]"
        trace.reply(200, #"{"id":12,"others_auths":\#(twice)}"#)
        #expect(trace.failure?.code == .conflict)
    }

    private static let newcomer = #"{"role_id":2,"member_user":{"username":"c y"}}"#
    private static let users = #"{"users":[{"id":"u-cyan","name":"c yan"},{"id":"u-cy","name":"c y","enabled":true}]}"#

    @Test("a new member is looked up among the users of the account")
    func create() throws {
        var trace = try trace(.memberCreate, body: Self.newcomer)
        #expect(trace.call == "GET /v3/users?name=c%20y")
        guard case .call(let call) = trace.step, case .identity = call.service else {
            Issue.record("asked of SWR")
            return
        }
        trace.reply(200, Self.users)
        #expect(trace.call == "POST \(Self.access)")
        #expect(trace.callBody == #"[{"auth":3,"user_id":"u-cy","user_name":"c y"}]"#)
        trace.reply(201)
        #expect(trace.document?.status == 201)
        #expect(trace.document?.body == [])
        #expect(Self.fields(trace.document) == ["Location: /api/v2.0/projects/group/members/1047018511"])
    }

    @Test(
        "a user who is not there is 404", arguments: [#"{"users":[]}"#, #"{"users":[{"id":"u","name":"c yan"}]}"#, nil])
    func noUser(_ body: String?) throws {
        var trace = try trace(.memberCreate, body: Self.newcomer)
        if let body { trace.reply(200, body) } else { trace.reply(404) }
        #expect(trace.failure?.code == .notFound)
    }

    @Test("a name that is written in another way is another name")
    func spelling() throws {
        var trace = try trace(.memberCreate, body: #"{"role_id":2,"member_user":{"username":"\u00e9"}}"#)
        trace.reply(200, "{\"users\":[{\"id\":\"u\",\"name\":\"e\u{301}\"}]}")
        #expect(trace.failure?.code == .notFound)
    }

    @Test(
        "what IAM refuses is refused to the gateway",
        arguments: [(401, GatewayError.Code.upstreamCredential), (403, .upstreamCredential), (500, .upstreamMalformed)])
    func identity(_ status: Int, code: GatewayError.Code) throws {
        var trace = try trace(.memberCreate, body: Self.newcomer)
        trace.reply(status, #"{"error":{"code":\#(status),"message":"m","title":"t"}}"#)
        #expect(trace.failure?.code == code)
    }

    @Test("who is a member already is 409", arguments: [4_090_076, 4_090_089])
    func already(_ code: Int) throws {
        var trace = try trace(.memberCreate, body: Self.newcomer)
        trace.reply(200, Self.users)
        trace.reply(409, swrError(code))
        #expect(trace.failure?.code == .conflict)
        #expect(trace.failure?.message == "this user is a member already")
    }

    @Test(
        "the body says a role and a user",
        arguments: [
            ("role_id", #"{"member_user":{"username":"a"}}"#),
            ("role_id", #"{"role_id":0,"member_user":{"username":"a"}}"#),
            ("role_id", #"{"role_id":"1","member_user":{"username":"a"}}"#),
            ("role_id", #"{"role_id":6,"member_user":{"username":"a"}}"#),
            ("member_user.username", #"{"role_id":1}"#),
            ("member_user.username", #"{"role_id":1,"member_user":{"user_id":3}}"#),
            ("member_user.username", #"{"role_id":1,"member_user":{"username":""}}"#),
            ("member_user.username", #"{"role_id":1,"member_group":{"id":1}}"#),
        ])
    func form(field: String, body: String) {
        #expect { try trace(.memberCreate, body: body) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("\(field): ") == true
        }
    }

    @Test(
        "a project of others is 403, and what is none is 404",
        arguments: [("others", GatewayError.Code.targetRefused), ("12", .notFound), ("..", .notFound), ("", .notFound)])
    func place(_ project: String, code: GatewayError.Code) {
        for name in [TranslationName.memberList, .memberRead, .memberDelete] {
            #expect { try trace(name, mid: Self.bob, project: project) } throws: { ($0 as? GatewayError)?.code == code }
        }
    }

    @Test(
        "a document that is not as promised is 502",
        arguments: [
            "", "[]", "{}", #"{"id":12,"others_auths":[1]}"#,
            #"{"id":12,"others_auths":[{"user_id":"u","user_name":"n"}]}"#,
            #"{"id":12,"others_auths":[{"user_id":"u","user_name":"n","auth":5}]}"#,
        ])
    func malformed(_ body: String) throws {
        var trace = try trace(.memberList)
        trace.reply(200, body)
        #expect(trace.failure?.code == .upstreamMalformed)
    }
}
