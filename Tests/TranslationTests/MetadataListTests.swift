import Domain
import Testing

@testable import Translation

private struct NoAnswer: Error {
    let step: String
}

@Suite("A project's settings as a list")
struct MetadataListTests {
    private func machine(_ project: String = "web") throws -> MetadataList {
        try MetadataList(TranslationRequest(parameters: ["project": project]))
    }

    private func answer(_ status: Int, _ body: String, type: String = "application/json") throws -> TranslationStep {
        var machine = try machine()
        _ = machine.begin()
        return machine.receive(
            UpstreamReply(status: status, fields: [("Content-Type", type)], body: Array(body.utf8)))
    }

    @Test("is asked for as the project, whose name may be digits that mean an id")
    func call() throws {
        var machine = try machine("12")
        guard case .call(let call) = machine.begin() else { throw NoAnswer(step: "no call") }
        #expect(call.method == "GET" && call.target == "/api/v2.0/projects/12")
        #expect(call.fields.contains { $0 == ("X-Is-Resource-Name", "false") })
    }

    @Test(
        "is what the project says of itself",
        arguments: [
            (#"{"name":"web","metadata":{"public":"true", "x":"1"},"id":1}"#, #"{"public":"true", "x":"1"}"#),
            (#"{"name":"web","metadata":null}"#, "{}"), (#"{"name":"web"}"#, "{}"),
        ])
    func list(_ project: String, _ expected: String) throws {
        guard case .answer(let answer) = try answer(200, project) else { throw NoAnswer(step: "no answer") }
        #expect(answer.status == 200)
        #expect(String(decoding: answer.body, as: UTF8.self) == "\(expected)\n")
    }

    @Test("is Harbor's own error where it has one, and 502 where there is no sense in it")
    func errors() throws {
        guard case .answer(let missing) = try answer(404, #"{"errors":[]}"#) else { throw NoAnswer(step: "no answer") }
        #expect(missing.status == 404)
        guard case .fail(let broken) = try answer(200, #"{"metadata":{"#) else { throw NoAnswer(step: "no error") }
        #expect(broken.code == .upstreamMalformed)
        guard case .fail(let refused) = try answer(401, "") else { throw NoAnswer(step: "no error") }
        #expect(refused.code == .upstreamCredential)
    }
}
