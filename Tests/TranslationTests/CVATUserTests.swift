import Domain
import Testing

@testable import Translation

@Suite("One account of CVAT")
struct CVATUserTests {
    private static let membership =
        "GET /api/users?filter=%7B%22%3D%3D%22%3A%5B%7B%22var%22%3A%22id%22%7D%2C7%5D%7D"

    @Test("an administrator reads anybody in one call")
    func anybody() throws {
        var trace = try CVATTrace(.cvatUserRead, id: "7", as: CVATTrace.administrator)
        #expect(trace.call == "GET /api/users/7")
        trace.reply(200, CVATTrace.account(7, "ann"))
        #expect(trace.text?.contains(#""url":"https://gw.example/api/users/7""#) == true)
    }

    @Test("a member has to be in the list of the organization before anything of him is told, also who has one's name")
    func fellow() throws {
        for name in ["ann", "mia"] {
            var trace = try CVATTrace(.cvatUserRead, id: "7")
            #expect(trace.call == Self.membership)
            #expect(trace.callFields == ["Accept: application/vnd.cvat+json", "X-Organization: ns1"])
            trace.reply(200, CVATTrace.page([CVATTrace.account(7, name)]))
            #expect(trace.call == "GET /api/users/7")
            #expect(trace.callFields == ["Accept: application/vnd.cvat+json", "X-Organization: ns1"])
            trace.reply(200, CVATTrace.account(7, name))
            #expect(trace.text?.contains("\"username\":\"\(name)\"") == true)
        }
    }

    @Test("whom the list does not have is 404", arguments: [[], [CVATTrace.account(8, "bo")], [#"{"id":"7"}"#], ["7"]])
    func stranger(_ rows: [String]) throws {
        var trace = try CVATTrace(.cvatUserRead, id: "7")
        trace.reply(200, CVATTrace.page(rows))
        #expect(trace.failure?.code == .notFound)
    }

    @Test(
        "a proof that is none is no proof",
        arguments: [
            (200, "[]", 502), (200, #"{"results":7}"#, 502), (200, "{}", 502), (204, "", 502), (401, "{}", 502),
            (403, "{}", 403), (404, "{}", 404), (500, "", 502),
        ])
    func noProof(_ status: Int, body: String, becomes expected: Int) throws {
        var trace = try CVATTrace(.cvatUserRead, id: "7")
        trace.reply(status, body)
        #expect(trace.status == expected)
        #expect(trace.text?.contains("ann") != true)
    }

    @Test(
        "an account that is not the one that was asked for is 502, also where it decides who may",
        arguments: [
            CVATTrace.account(8, "mia"), "[]", "{}", #"{"id":7}"#, #"{"id":"7","username":"mia"}"#,
            #"{"id":7,"username":null}"#, #"{"id":7,"username":"ann","username":"mia"}"#,
            #"{"id":7,"username":"mia","x":[[[[[[[[[[]]]]]]]]]]}"#,
        ])
    func other(_ body: String) throws {
        for (name, principal) in [
            (TranslationName.cvatUserRead, CVATTrace.member), (.cvatUserUpdate, CVATTrace.member),
            (.cvatUserDelete, CVATTrace.administrator),
        ] {
            var trace = try CVATTrace(name, id: "7", body: "{}", as: principal)
            if principal === CVATTrace.member { trace.reply(200, CVATTrace.page([CVATTrace.account(7, "mia")])) }
            trace.reply(200, body)
            #expect(trace.failure?.code == .upstreamMalformed)
        }
    }

    @Test("one's own names are changed once the account is known to be one's own")
    func update() throws {
        let body = #"{ "first_name" : "M\u0069a" }"#
        var trace = try CVATTrace(.cvatUserUpdate, id: "7", body: body)
        #expect(trace.call == Self.membership)
        trace.reply(200, CVATTrace.page([CVATTrace.account(7, "mia")]))
        #expect(trace.call == "GET /api/users/7")
        trace.reply(200, CVATTrace.account(7, "mia"))
        #expect(trace.call == "PATCH /api/users/7")
        #expect(trace.callBody == body)
        #expect(
            trace.callFields == [
                "Accept: application/vnd.cvat+json", "X-Organization: ns1", "Content-Type: application/json",
            ])
        trace.reply(200, CVATTrace.account(7, "mia"))
        #expect(trace.text?.contains(#""url":"https://gw.example/api/users/7""#) == true)
    }

    @Test("somebody else's are not", arguments: ["ann", "Mia", "mia ", ""])
    func updateOther(_ name: String) throws {
        var trace = try CVATTrace(.cvatUserUpdate, id: "7", body: #"{"last_name":"x"}"#)
        trace.reply(200, CVATTrace.page([CVATTrace.account(7, name)]))
        trace.reply(200, CVATTrace.account(7, name))
        #expect(trace.failure?.code == .targetRefused)
    }

    @Test("a look that fails ends there", arguments: [(404, 404), (403, 403), (401, 502), (500, 502), (204, 502)])
    func lookFails(_ status: Int, becomes expected: Int) throws {
        for (name, principal) in [
            (TranslationName.cvatUserUpdate, CVATTrace.member), (.cvatUserDelete, CVATTrace.administrator),
        ] {
            var trace = try CVATTrace(name, id: "7", body: "{}", as: principal)
            trace.reply(status, status == 204 ? "" : "{}")
            #expect(trace.status == expected)
        }
    }

    @Test("an administrator changes anybody in one call")
    func updateAnybody() throws {
        let body = #"{"email":"a@b.c","groups":["user","worker"],"is_staff":false,"username":"x"}"#
        var trace = try CVATTrace(.cvatUserUpdate, id: "7", body: body, as: CVATTrace.administrator)
        #expect(trace.call == "PATCH /api/users/7")
        #expect(trace.callBody == body)
        trace.reply(400, #"{"username":["taken"]}"#)
        #expect(trace.status == 400)
        #expect(trace.text == #"{"username":["taken"]}"#)
    }

    @Test(
        "a field that may not be changed, is none, or of another type is 422 and named, before any call",
        arguments: [
            ("email", #"{"first_name":"M","email":"x@y.z"}"#, false), ("groups", #"{"groups":[]}"#, false),
            ("is_staff", #"{"is_staff":true}"#, false), ("is_superuser", #"{"is_superuser":null}"#, false),
            ("is_active", #"{"is_active":true}"#, false), ("Username", #"{"Username":"x"}"#, false),
            ("primary_role", #"{"primary_role":"x"}"#, false), ("username", #"{"username":7}"#, false),
            ("first_name", #"{"first_name":null}"#, false), ("last_name", #"{"last_name":["x"]}"#, false),
            ("a member", "{\"a\\nb\":1}", false), ("id", #"{"id":7}"#, true), ("email", #"{"email":null}"#, true),
            ("groups", #"{"groups":["a",1]}"#, true), ("groups", #"{"groups":"a"}"#, true),
            ("is_staff", #"{"is_staff":"true"}"#, true), ("is_active", #"{"is_active":1}"#, true),
        ])
    func invalid(_ field: String, body: String, asAdministrator: Bool) {
        let principal = asAdministrator ? CVATTrace.administrator : CVATTrace.businessAdmin
        #expect { try CVATTrace(.cvatUserUpdate, id: "7", body: body, as: principal) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("\(field): ") == true
        }
    }

    @Test(
        "a body that is not one object with each member once is refused",
        arguments: [
            ("[]", "application/json", 422), ("", "application/json", 422), ("{", "application/json", 422),
            (#"{"username":"a","username":"b"}"#, "application/json", 422), ("{}", "text/plain", 415), ("{}", nil, 415),
        ])
    func malformed(_ body: String, type: String?, status: Int) {
        #expect { try CVATTrace(.cvatUserUpdate, id: "7", body: body, type: type) } throws: {
            ($0 as? GatewayError)?.code.status == status
        }
    }

    @Test("an administrator deletes anybody but himself")
    func delete() throws {
        var trace = try CVATTrace(.cvatUserDelete, id: "7", as: CVATTrace.administrator)
        #expect(trace.call == "GET /api/users/7")
        trace.reply(200, CVATTrace.account(7, "ann"))
        #expect(trace.call == "DELETE /api/users/7")
        #expect(trace.callFields == ["Accept: application/vnd.cvat+json"])
        trace.reply(204, type: nil)
        #expect(trace.status == 204)
        #expect(trace.answer?.body.isEmpty == true)

        var own = try CVATTrace(.cvatUserDelete, id: "7", as: CVATTrace.administrator)
        own.reply(200, CVATTrace.account(7, "root"))
        #expect(own.failure?.code == .targetRefused)
    }

    @Test("others delete nobody, whatever the policy says")
    func deleteAsOther() {
        for principal in [CVATTrace.member, CVATTrace.businessAdmin] {
            #expect { try CVATTrace(.cvatUserDelete, id: "7", as: principal) } throws: {
                ($0 as? GatewayError)?.code == .roleRefused
            }
        }
    }
}
