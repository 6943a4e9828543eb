import Domain
import Testing

@testable import Translation

@Suite("Members of a project on Harbor: its own calls, made anew")
struct MemberPassThroughTests {
    private static let members = "/api/v2.0/projects/library/members"
    private static let role = #"{ "role_id" : 2 }"#

    private func trace(
        _ name: TranslationName, _ query: String = "", body: String? = nil, project: String = "library",
        mid: String = "7"
    ) throws -> Trace {
        try Trace(name, query, body: body, parameters: ["project": project, "mid": mid])
    }

    @Test(
        "each is the same call",
        arguments: [
            (TranslationName.memberList, nil, "GET \(members)"), (.memberRead, nil, "GET \(members)/7"),
            (.memberCreate, role, "POST \(members)"), (.memberUpdate, role, "PUT \(members)/7"),
            (.memberDelete, nil, "DELETE \(members)/7"),
        ] as [(TranslationName, String?, String)])
    func calls(_ name: TranslationName, body: String?, call: String) throws {
        let trace = try trace(name, body: body)
        #expect(trace.call == call)
        #expect(trace.callBody == body)
        let type = body.map { _ in ["Content-Type: application/json"] } ?? []
        #expect(trace.callFields == ["X-Is-Resource-Name: false"] + type)
    }

    @Test("the query has what Harbor knows, written anew, and the others have none")
    func query() throws {
        #expect(
            try trace(.memberList, "entityname=a%26b+c&evil=1&page_size=5&page=2").call
                == "GET \(Self.members)?page=2&page_size=5&entityname=a%26b%20c")
        #expect(try trace(.memberRead, "page=2").call == "GET \(Self.members)/7")
    }

    @Test(
        "what cannot be a project or a member is 404",
        arguments: [("..", "7"), ("", "7"), ("a/b", "7"), ("library", "x"), ("library", "../1"), ("library", "-1")])
    func place(project: String, mid: String) {
        #expect { try trace(.memberRead, project: project, mid: mid) } throws: {
            ($0 as? GatewayError)?.code == .notFound
        }
    }

    @Test("a body is one JSON object", arguments: ["", "[]", "{", #"{"role_id":1,"role_id":2}"#])
    func body(_ body: String) {
        #expect { try trace(.memberUpdate, body: body) } throws: { ($0 as? GatewayError)?.code == .fieldInvalid }
    }

    @Test("and needs its type")
    func type() {
        #expect { try trace(.memberUpdate) } throws: { ($0 as? GatewayError)?.code == .mediaTypeUnsupported }
    }

    @Test(
        "Harbor's answer is the answer, with the fields that clients read", arguments: [200, 201, 400, 403, 404, 409])
    func answer(_ status: Int) throws {
        var trace = try trace(.memberList)
        trace.reply(
            status, "[]\n",
            fields: [
                ("content-type", "application/json; charset=utf-8"), ("x-total-count", "1"), ("set-cookie", "sid=1"),
                ("link", "</api/v2.0/a?page=2>; rel=\"next\""), ("location", "https://harbor.internal:8443/api/x/7"),
            ])
        let answer = try #require(trace.document)
        #expect(answer.status == status)
        #expect(answer.contentType == "application/json; charset=utf-8")
        #expect(answer.body == Array("[]\n".utf8))
        #expect(
            answer.fields.map { "\($0.name): \($0.value)" } == [
                "X-Total-Count: 1", "Link: </api/v2.0/a?page=2>; rel=\"next\"", "Location: /api/x/7",
            ])
    }

    @Test("every absolute link loses its host")
    func links() throws {
        var trace = try trace(.memberList)
        let links = #"<http://h:80/a?page=1>; rel="prev" , <https://h/a?page=3>; rel="next""#
        trace.reply(200, "[]", fields: [("Link", links)])
        #expect(trace.document?.fields.first?.value == #"</a?page=1>; rel="prev" , </a?page=3>; rel="next""#)
    }

    @Test("an answer without content has no type")
    func empty() throws {
        var trace = try trace(.memberDelete)
        trace.reply(200)
        #expect(trace.document?.status == 200)
        #expect(trace.document?.contentType == "")
    }

    @Test(
        "a refused credential is the gateway's, and a broken answer is no answer",
        arguments: [
            (401, "application/json", GatewayError.Code.upstreamCredential),
            (500, "application/json", .upstreamMalformed), (503, "text/html", .upstreamMalformed),
            (302, "application/json", .upstreamMalformed), (200, "text/html; charset=utf-8", .upstreamMalformed),
            (404, "text/html", .upstreamMalformed),
        ])
    func refused(_ status: Int, type: String, code: GatewayError.Code) throws {
        var trace = try trace(.memberList)
        trace.reply(status, "<html>", fields: [("Content-Type", type)])
        #expect(trace.failure?.code == code)
    }
}
