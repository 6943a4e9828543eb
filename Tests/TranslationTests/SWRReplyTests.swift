import Domain
import Testing

@testable import Translation

@Suite("What SWR answers, and what /v1 makes of it")
struct SWRReplyTests {
    @Test(
        "a status becomes the status that /v1 promises",
        arguments: [
            (400, 400), (401, 502), (403, 403), (404, 404), (405, 400), (406, 409), (409, 409), (413, 413), (415, 415),
            (429, 429), (500, 502), (502, 502), (503, 502), (507, 502), (302, 502), (202, 502),
        ])
    func status(of swr: Int, becomes expected: Int) throws {
        var trace = try Trace(swr: .projectList)
        trace.reply(swr, "<html>")
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "some errors are told apart by their number",
        arguments: [
            (400, 4_000_031, GatewayError.Code.upstreamCredential), (400, 4_000_097, .refusedUpstream),
            (400, 4_001_028, .fieldInvalid), (400, 4_001_008, .fieldInvalid), (400, 4_009_010, .fieldInvalid),
            (400, 4_001_029, .fieldInvalid), (400, 4_009_011, .fieldInvalid), (400, 4_009_021, .fieldInvalid),
            (400, 4_000_014, .refusedUpstream), (403, 4_031_032, .upstreamLimited), (403, 4_031_042, .upstreamLimited),
            (403, 4_037_017, .roleRefused), (403, 4_039_002, .roleRefused), (401, 4_010_000, .upstreamCredential),
            (404, 4_040_058, .notFound), (409, 4_090_060, .conflict), (406, 4_060_074, .conflict),
            (413, 4_131_001, .bodyTooLarge), (507, 5_070_070, .upstreamMalformed), (500, 5_000_046, .upstreamMalformed),
        ])
    func number(_ status: Int, _ number: Int, code: GatewayError.Code) {
        let reply = UpstreamReply(status: status, body: Array(swrError(number).utf8))
        #expect(reply.swrRefusal.code == code)
        #expect(reply.swrRefusal.detail.contains("\(number)"))
    }

    @Test(
        "every shape of an error has its number",
        arguments: [
            (#"[{"errorCode":"SVCSTG.SWR.4001048","errorMessage":"m","detail":""}]"#, 4_001_048),
            (#"{"errors":[{"errorCode":"SVCSTG.SWR.4001048","errorMessage":"m"}]}"#, 4_001_048),
            (#"{"errorCode":"SVCSTG.SWR.4001048","errorMsg":"m"}"#, 4_001_048),
            (#"{"error_code":"APIGW.0301","error_msg":"m","request_id":"r"}"#, 301),
            (#"{"error":{"code":401,"message":"m","title":"Unauthorized"}}"#, 401),
            (#"{"code":"S2I.4019000"}"#, 4_019_000),
        ])
    func shape(_ body: String, number: Int) {
        #expect(UpstreamReply(status: 400, body: Array(body.utf8)).swrCode == number)
    }

    @Test(
        "other bodies have none",
        arguments: [
            "", "[]", "{}", "null", "<html>", #"{"errorCode":null}"#, #"{"errorCode":"none"}"#, #"["4001048"]"#,
            #"{"a":{"a":{"a":{"a":{"code":1}}}}}"#, #"{"code":1e3}"#, #"{"code":1,"code":2}"#,
        ])
    func noNumber(_ body: String) {
        #expect(UpstreamReply(status: 400, body: Array(body.utf8)).swrCode == nil)
    }

    @Test(
        "what stands before SWR refuses the gateway and not the client",
        arguments: [("APIGW.0302", 502), ("APIGW.0308", 429), ("APIGW.0999", 403)])
    func gateway(_ code: String, status: Int) {
        let reply = UpstreamReply(status: 403, body: Array(#"{"error_code":"\#(code)","error_msg":"m"}"#.utf8))
        #expect(reply.swrRefusal.code.status == status)
    }

    @Test("of SWR's own words nothing is passed on", arguments: [400, 401, 403, 404, 406, 409, 500])
    func words(_ status: Int) {
        let refusal = UpstreamReply(status: status, body: Array(swrError(4_000_014).utf8)).swrRefusal
        #expect(!"\(refusal.message ?? "") \(refusal.detail)".contains("secret words"))
    }

    @Test("how long to wait is passed on")
    func retryAfter() {
        let reply = UpstreamReply(
            status: 403, fields: [("retry-after", "7")], body: Array(swrError(4_031_032).utf8))
        #expect(reply.swrRefusal.retryAfter == "7")
    }

    @Test(
        "the total stands behind the slash of Content-Range",
        arguments: [
            ("0-100/250", 250), ("0-0/0", 0), ("items 0-9/25", 25), ("0-9/ 25 ", 25), ("0-9/*", nil), ("0-9", nil),
            ("", nil), ("0-9/-1", nil), ("0-9/99999999999999999999", nil),
        ] as [(String, Int?)])
    func total(_ value: String, expected: Int?) {
        #expect(UpstreamReply(status: 200, fields: [("content-range", value)]).swrTotal == expected)
    }

    @Test("a call is made a second time when SWR is busy, and no third time")
    func busy() throws {
        var trace = try Trace(swr: .projectList)
        let call = trace.call
        trace.reply(409, swrError(4_090_023))
        #expect(trace.call == call)
        trace.reply(409, swrError(4_090_023))
        #expect(trace.failure?.code == .upstreamBusy)
    }

    @Test("each call of a translation has its second time")
    func busyAgain() throws {
        var trace = try Trace(swr: .imageDelete, body: #"{"imageName":["group/a","group/b"]}"#, seesAll: true)
        for image in ["a", "b"] {
            for status in [409, 204] {
                #expect(trace.call == "DELETE /v2/manage/namespaces/group/repos/\(image)")
                trace.reply(status, status == 409 ? swrError(4_090_023) : "")
            }
        }
        #expect(try trace.text().contains(#""message":"success","name":"group/b""#))
    }

    @Test(
        "a document that is not as promised is 502",
        arguments: [
            "", "null", "[]", "{}", #"{"namespaces":null"#, #"{"namespaces":{}}"#, #"{"namespaces":[1]}"#,
            #"{"namespaces":[{"id":"1","name":"group"}]}"#, #"{"namespaces":[{"id":1}]}"#,
            #"{"namespaces":[{"id":1,"name":null}]}"#,
        ])
    func malformed(_ body: String) throws {
        var trace = try Trace(swr: .projectList)
        trace.reply(200, body)
        #expect(trace.failure?.code == .upstreamMalformed)
    }
}
