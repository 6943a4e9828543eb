import Domain
import Testing

@testable import Translation

@Suite("What Harbor answers, and what /v1 makes of it")
struct HarborReplyTests {
    @Test(
        "a status becomes the status that /v1 promises",
        arguments: [
            (400, 400), (401, 502), (403, 403), (404, 404), (405, 400), (409, 409), (412, 400), (413, 413), (415, 415),
            (422, 500), (429, 429), (500, 502), (502, 502), (503, 502), (204, 502), (302, 502),
        ])
    func status(of harbor: Int, becomes expected: Int) throws {
        var trace = try Trace(.projectList)
        trace.reply(harbor, "<html>")
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "a document that is not as promised is 502",
        arguments: [
            "", "null", "{}", "[1]", "[null]", "[{}]", "not json", "[", "\u{FEFF}[]x",
            #"[{"project_id":"1","name":"p","creation_time":"2026-01-02T03:04:05Z","update_time":"2026-01-02T03:04:05Z"}]"#,
            #"[{"project_id":1,"name":null,"creation_time":"2026-01-02T03:04:05Z","update_time":"2026-01-02T03:04:05Z"}]"#,
            #"[{"project_id":1,"name":"p","creation_time":"yesterday","update_time":"2026-01-02T03:04:05Z"}]"#,
            #"[{"project_id":1,"name":"p","creation_time":"2026-01-02T03:04:05Z"}]"#,
        ])
    func malformed(_ body: String) throws {
        var trace = try Trace(.projectList)
        trace.reply(200, body, total: 1)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("bytes that are not UTF-8 are 502")
    func notText() throws {
        var machine = try TranslationName.projectList.translator(
            TranslationRequest(), .harbor(HarborContext(registryAddress: "r", credentialProven: true)))
        _ = machine.begin()
        let reply = UpstreamReply(
            status: 200, fields: [("X-Total-Count", "1")], body: Array(#"[""#.utf8) + [0xFF, 0x22, 0x5D])
        guard case .fail(let error) = machine.receive(reply) else {
            Issue.record("not refused")
            return
        }
        #expect(error.code == .upstreamMalformed)
    }

    @Test("a list without a usable count is 502", arguments: [nil, "", "-1", "many", "1.0"])
    func count(_ value: String?) throws {
        let fields = value.map { [("X-Total-Count", $0)] } ?? []
        let reply = UpstreamReply(status: 200, fields: fields, body: Array("[]".utf8))
        #expect(throws: GatewayError.self) { try reply.harborPage(of: HarborProject.self, atMost: 10) }
    }

    @Test("more rows than were asked for are 502")
    func tooMany() throws {
        var trace = try Trace(.projectList, "pageSize=1")
        trace.reply(200, list([project(1, "a"), project(2, "b")]), total: 2)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test(
        "a repository that belongs to no project, or to another one, is 502",
        arguments: ["web", "/web", "other/web", "library/"])
    func strayRepository(_ name: String) throws {
        var trace = try Trace(.imageList, "projectName=library")
        trace.reply(200, project(1, "library"))
        trace.reply(200, list([repository(1, name)]), total: 1)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("the message of a 400 is passed on, on one line and without addresses")
    func message() throws {
        var trace = try Trace(.projectList)
        let body =
            #"{"errors":[{"code":"BAD_REQUEST","message":"bad\nname at http://core:8080/x by bob@example.com\u0007 here"}]}"#
        trace.reply(400, body)
        #expect(trace.failure?.message == "the registry refused the request: bad name at by here")
    }

    @Test("the message of a 403, which may be the name of an account, is not passed on")
    func accountName() throws {
        var trace = try Trace(.projectList)
        trace.reply(403, #"{"errors":[{"code":"FORBIDDEN","message":"gateway-account"}]}"#)
        #expect(trace.failure?.message?.contains("gateway-account") == false)
    }

    @Test("what goes to the log names the place of a fault, not its content")
    func detail() throws {
        var trace = try Trace(.projectList)
        trace.reply(200, #"[{"project_id":"s3cret","name":"p"}]"#, total: 1)
        #expect(trace.failure?.detail.contains("byte 15") == true)
        #expect(trace.failure?.detail.contains("s3cret") == false)
    }
}
