import Domain
import Testing

@testable import Translation

@Suite("POST /v1/repository/project on Harbor")
struct ProjectCreateTests {
    private static let calico = #"{"projectName":"calico","public":true}"#

    @Test("one call, with public as a string in the metadata", arguments: [true, false])
    func call(isPublic: Bool) throws {
        var trace = try Trace(.projectCreate, body: #"{"projectName":"calico","public":\#(isPublic)}"#)
        #expect(trace.call == "POST /api/v2.0/projects")
        #expect(trace.callFields == ["X-Resource-Name-In-Location: false", "Content-Type: application/json"])
        #expect(trace.callBody == #"{"project_name":"calico","metadata":{"public":"\#(isPublic)"}}"#)
        trace.reply(201)
        #expect(try trace.text() == #"{"code":200,"message":"success"}"#)
    }

    @Test("needs no proof of the credential: Harbor answers a change by a stranger with 401")
    func proof() throws {
        let trace = try Trace(.projectCreate, body: Self.calico, credentialProven: false)
        #expect(trace.call == "POST /api/v2.0/projects")
    }

    @Test("a name that is taken is 409 and says so")
    func taken() throws {
        var trace = try Trace(.projectCreate, body: Self.calico)
        trace.reply(409, #"{"errors":[{"code":"CONFLICT","message":"The project named calico already exists"}]}"#)
        #expect(trace.failure?.code == .conflict)
        #expect(trace.failure?.message == "projectName: this name is taken")
    }

    @Test(
        "what else Harbor may answer",
        arguments: [
            (400, 400), (401, 502), (403, 403), (404, 404), (405, 400), (412, 400), (413, 413), (415, 415), (422, 500),
            (429, 429), (500, 502), (503, 502), (200, 502), (202, 502), (302, 502),
        ])
    func status(of harbor: Int, becomes expected: Int) throws {
        var trace = try Trace(.projectCreate, body: Self.calico)
        trace.reply(harbor, "<html>")
        #expect(trace.failure?.code.status == expected)
    }

    @Test("a call that is lost is the executor's to report")
    func lost() throws {
        var trace = try Trace(.projectCreate, body: Self.calico)
        trace.lose(.upstreamTimeout)
        #expect(trace.failure?.code == .upstreamTimeout)
    }

    @Test(
        "both fields are required, and a field that is wrong is 422 and named",
        arguments: [
            ("projectName", #"{"public":true}"#), ("projectName", #"{"projectName":"","public":true}"#),
            ("projectName", #"{"projectName":7,"public":true}"#),
            ("projectName", #"{"projectName":"A","public":true}"#),
            ("projectName", #"{"projectName":"a/b","public":true}"#),
            ("projectName", #"{"projectName":"a\"b","public":true}"#),
            ("projectName", #"{"projectName":"a--b","public":true}"#), ("public", #"{"projectName":"a"}"#),
            ("public", #"{"projectName":"a","public":"true"}"#), ("public", #"{"projectName":"a","public":null}"#),
        ])
    func invalid(field: String, body: String) {
        #expect { try Trace(.projectCreate, body: body) } throws: { error in
            let refused = error as? GatewayError
            return refused?.code == .fieldInvalid && refused?.message?.hasPrefix("\(field): ") == true
        }
    }

    @Test("its fields are not taken from the query")
    func query() {
        #expect { try Trace(.projectCreate, "projectName=a&public=true") } throws: {
            ($0 as? GatewayError)?.code == .mediaTypeUnsupported
        }
    }

    @Test("the longest name is 255 bytes", arguments: [(255, true), (256, false)])
    func long(count: Int, isLegal: Bool) {
        let name = String(repeating: "a", count: count)
        let trace = try? Trace(.projectCreate, body: #"{"projectName":"\#(name)","public":false}"#)
        #expect((trace != nil) == isLegal)
    }
}
