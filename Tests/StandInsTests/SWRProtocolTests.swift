import Testing

@testable import StandIns

@Suite("SWR's stand-in: what all operations share")
struct SWRProtocolTests {
    @Test("nobody gets nothing, and the gateway in front says so in its own shape")
    func nobody() throws {
        let ask = try SWRAsk()
        let reply = ask("/v2/manage/namespaces", as: nil)
        #expect(reply.status == 401)
        #expect(try reply.object()["error_code"] as? String == "APIGW.0301")
        #expect(reply.response.field("Content-Type") == "application/json;charset=utf-8")
    }

    @Test("a token that was never given out is not SWR's business, one that ended is")
    func tokens() throws {
        let ask = try SWRAsk()
        let unknown = SWRReply(
            response: ask.swr.respond(
                to: StandInRequest(
                    method: "GET", target: "/v2/manage/namespaces",
                    fields: [("X-Auth-Token", "MII"), ("Content-Type", "application/json")])))
        #expect(unknown.status == 401)
        #expect(try unknown.object()["error_code"] as? String == "APIGW.0301")
        ask.iam.expireTokens()
        #expect(try ask("/v2/manage/namespaces").fault() == "401 SVCSTG.SWR.4010000")
    }

    @Test("a token for the whole account is not good in a region")
    func scope() throws {
        let ask = try SWRAsk()
        let login = SWRAsk.login(.root, at: ask.iam, scope: #"{"domain":{"name":"acme"}}"#)
        let token = try #require(login.field("X-Subject-Token"))
        let reply = ask.swr.respond(
            to: StandInRequest(
                method: "GET", target: "/v2/manage/namespaces",
                fields: [("X-Auth-Token", token), ("Content-Type", "application/json")]))
        #expect(reply.status == 401)
    }

    @Test(
        "every request has to say that its content is JSON, GET as well",
        arguments: [
            ("application/json", 200), ("application/json;charset=utf-8", 200), ("Application/JSON; charset=utf8", 200),
            ("text/plain", 400), ("", 400), (nil, 400),
        ])
    func contentType(_ type: String?, status: Int) throws {
        let reply = try SWRAsk()("/v2/manage/namespaces", type: type)
        #expect(reply.status == status)
        if status == 400 { #expect(try reply.fault() == "400 SVCSTG.SWR.4001018") }
    }

    @Test(
        "what is no operation is 404 in front of SWR, whoever asks",
        arguments: [
            ("GET", "/v2/manage"), ("GET", "/v2/manage/namespaces/"), ("PUT", "/v2/manage/namespaces/team"),
            ("GET", "/v2/manage/namespaces/team/repos/web/front"),
            ("GET", "/v2/manage/namespaces/team/repos/web%2Ffront"),
            ("GET", "/v2/manage/repos/proxy"), ("GET", "/v4/manage/repos"), ("GET", "/v2/manage/%zz"),
        ])
    func paths(_ method: String, _ target: String) throws {
        let reply = try SWRAsk()(target, as: nil, method: method)
        #expect(reply.status == 404)
        #expect(try reply.object()["error_code"] as? String == "APIGW.0101")
    }

    @Test("SWR's errors come in each shape that clients have to know", arguments: SWRErrorShape.allCases)
    func shapes(_ shape: SWRErrorShape) throws {
        let reply = try SWRAsk(errors: shape)("/v2/manage/namespaces/nope")
        #expect(reply.status == 404)
        let error =
            switch shape {
            case .list: try #require(try reply.rows().first)
            case .nested: try #require(try reply.rows("errors").first)
            case .flat: try reply.object()
            }
        #expect(error["errorCode"] as? String == "SVCSTG.SWR.4040058")
        #expect(error["errorMsg"] is String == (shape == .flat))
    }

    @Test("requests are remembered as they came, refused ones as well")
    func log() throws {
        let ask = try SWRAsk()
        _ = ask("/v2/manage/namespaces?namespace=team")
        _ = ask("/v2/manage/namespaces/team", as: nil, method: "DELETE")
        #expect(
            ask.swr.requests == ["GET /v2/manage/namespaces?namespace=team", "DELETE /v2/manage/namespaces/team"])
    }

    @Test("a login for docker is another one each time, and lasts some hours")
    func login() throws {
        let ask = try SWRAsk()
        let reply = ask("/v2/manage/utils/secret?projectname=cn-north-4", method: "POST")
        #expect(reply.status == 200)
        let auths = try #require(try reply.object()["auths"] as? [String: [String: String]])
        #expect(Array(auths.keys) == ["swr.cn-north-4.myhuaweicloud.com"])
        let command = try #require(reply.response.field("X-Swr-Dockerlogin"))
        #expect(command.hasPrefix("docker login -u cn-north-4@"))
        #expect(command.hasSuffix(" swr.cn-north-4.myhuaweicloud.com"))
        #expect(reply.response.field("X-Swr-Expireat") == "2026-02-01T06:00:00Z")
        #expect(ask("/v2/manage/utils/secret", method: "POST").response.field("X-Swr-Dockerlogin") != command)
        #expect(ask("/v2/manage/utils/secret?projectname=nowhere", method: "POST").status == 400)
    }
}
