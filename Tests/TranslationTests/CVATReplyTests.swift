import Domain
import Testing

@testable import Translation

@Suite("What CVAT answers, and what its clients get of it")
struct CVATReplyTests {
    @Test(
        "links to CVAT lead through the gateway, and no other byte changes",
        arguments: [
            (
                #"{"next":"http://cvat.example:8080/api/users?page=2"}"#,
                #"{"next":"https://gw.example/api/users?page=2"}"#
            ),
            (
                #" {"count" : 1e2, "previous":null,"results":[{"url":"http://cvat.example:8080/u/3","x":-0.0}]}"#,
                #" {"count" : 1e2, "previous":null,"results":[{"url":"https://gw.example/u/3","x":-0.0}]}"#
            ),
            (#"{"url":"https://CVAT.example:8080/a"}"#, #"{"url":"https://gw.example/a"}"#),
            (#"{"\u0075rl" : "http://cvat.example:8080/a"}"#, #"{"\u0075rl" : "https://gw.example/a"}"#),
            (
                #"{"url":"http://cvat.example:8080/a","url":"http://cvat.example:8080/b"}"#,
                #"{"url":"https://gw.example/a","url":"https://gw.example/b"}"#
            ),
            (
                #"{"next":{"url":["x",{"url":"http://cvat.example:8080/a"}]}}"#,
                #"{"next":{"url":["x",{"url":"https://gw.example/a"}]}}"#
            ),
            (#"{"url":"http:\/\/cvat.example:8080\/a\u0022"}"#, #"{"url":"https://gw.example/a\""}"#),
            (#"[{"url":"http://cvat.example:8080/é\n"}]"#, #"[{"url":"https://gw.example/é\u000a"}]"#),
            (
                #"{"url":"http://cvat.example:8080/a","next":"http://cvat.example:8080/b"}"#,
                #"{"url":"https://gw.example/a","next":"https://gw.example/b"}"#
            ),
        ])
    func links(_ body: String, rewritten: String) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(200, body)
        #expect(trace.text == rewritten)
    }

    @Test(
        "what is no link to CVAT stays as it is",
        arguments: [
            #"{"url":"http://cvat.example:8080"}"#, #"{"url":"http://cvat.example:80801/a"}"#,
            #"{"url":"http://cvat.example/a"}"#, #"{"url":"http://cvat.example:8080@evil.example/a"}"#,
            #"{"url":"http://user@cvat.example:8080/a"}"#, #"{"url":"ftp://cvat.example:8080/a"}"#,
            #"{"url":"/api/users/3"}"#, #"{"url":""}"#, #"{"url":["http://cvat.example:8080/a"]}"#,
            #"{"name":"http://cvat.example:8080/a"}"#, #"{"url":{"x":"http://cvat.example:8080/a"}}"#,
            #"["next","http://cvat.example:8080/a"]"#, #"{"x":"url","y":"http://cvat.example:8080/a"}"#,
            #"{"name":"\ud800","\udc00":["a\uD83D\u0041"]}"#, "null", "7", "[]", #""url""#,
        ])
    func untouched(_ body: String) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(200, body)
        #expect(trace.text == body)
    }

    @Test(
        "a port that the scheme implies may be said or not",
        arguments: [
            ("http://cvat", "http://cvat:80/a", true), ("http://cvat:80", "http://cvat/a", true),
            ("https://cvat:443", "https://cvat/a", true), ("http://cvat", "https://cvat/a", true),
            ("http://cvat", "https://cvat:80/a", false), ("http://cvat", "http://cvat:443/a", false),
            ("", "http:///a", false), ("nonsense", "http://nonsense/a", false),
        ])
    func ports(_ origin: String, link: String, isOurs: Bool) {
        let links = CVATLinks(CVATContext(origin: origin, externalURL: "https://gw.example"))
        let body = Array(#"{"url":"\#(link)"}"#.utf8)
        #expect(links.rewritten(body) == (isOurs ? Array(#"{"url":"https://gw.example/a"}"#.utf8) : body))
    }

    @Test("an address of the gateway with signs that JSON escapes does not break the answer")
    func escapes() {
        let links = CVATLinks(CVATContext(origin: "http://cvat", externalURL: #"https://a"b\c"#))
        #expect(
            links.rewritten(Array(#"{"url":"http://cvat/x"}"#.utf8)) == Array(#"{"url":"https://a\"b\\c/x"}"#.utf8))
    }

    @Test(
        "what is not JSON is 502",
        arguments: [
            "", " ", "{", "}", "[1,]", "{\"a\":1,}", "{a:1}", "nul", "01", "1.", "1e", "-", "+1", "\"\u{1}\"",
            "\"\\x\"",
            "\"\\u12g4\"", "\"", "{} {}", "\u{FEFF}{}", "<html></html>", "{\"a\" 1}", "[1 2]", "'a'", "NaN",
            #"{"url":"http://cvat.example:8080\ud800/a"}"#,
        ])
    func malformed(_ body: String) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(200, body)
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("bytes that are not UTF-8 are 502")
    func notText() {
        #expect(CVATLinks(CVATTrace.context).rewritten(Array(#"{"a":""#.utf8) + [0xFF, 0x22, 0x7D]) == nil)
    }

    @Test(
        "nesting is bounded",
        arguments: [(JSONScanner.deepest, true), (JSONScanner.deepest + 1, false), (1_000_000, false)])
    func depth(_ depth: Int, isRead: Bool) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(200, String(repeating: "[", count: depth) + String(repeating: "]", count: depth))
        #expect((trace.status == 200) == isRead)
    }

    @Test(
        "the type is relayed when it is one of JSON",
        arguments: [
            ("application/vnd.cvat+json", true), ("application/vnd.cvat+json; version=2.0", true),
            ("application/json", true), ("Application/JSON;charset=utf-8", true), ("text/html", false),
            ("text/json", false), ("application/jsonp", false), ("application/x+xml", false), ("", false), (nil, false),
            ("application/json; x=\u{7F}", false),
        ])
    func type(_ type: String?, isRelayed: Bool) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(200, "{}", type: type)
        #expect(trace.answer?.contentType == (isRelayed ? type : nil))
        #expect(trace.status == (isRelayed ? 200 : 502))
    }

    @Test(
        "an error in CVAT's words is passed on, in other words it is none of CVAT's",
        arguments: [(400, 400), (401, 502), (403, 403), (404, 404), (409, 409), (429, 429), (500, 502), (503, 502)])
    func errors(_ status: Int, becomes expected: Int) throws {
        let body = #"{"detail":"as it is"}"#
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(status, body)
        #expect(trace.status == expected)
        #expect(trace.text == (expected == status ? body : nil))
        var page = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        page.reply(status, "<html>", type: "text/html")
        #expect(page.failure?.code.status == (status == 429 ? 429 : 502))
    }

    @Test("what no client asked for is 502", arguments: [100, 206, 301, 302, 304, 405, 406, 415, 418, 422])
    func strange(_ status: Int) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(status, status == 206 ? "{\"a\":" : "{}")
        #expect(trace.failure?.code == .upstreamMalformed)
    }

    @Test("a refused credential is told as one, whatever the answer says")
    func credential() throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(401, #"{"detail":"Invalid token."}"#)
        #expect(trace.failure?.code == .upstreamCredential)
    }

    @Test("an error is small", arguments: [(400, 502), (403, 502), (429, 429)])
    func largeError(_ status: Int, becomes expected: Int) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(status, "\"" + String(repeating: "a", count: 64 << 10) + "\"")
        #expect(trace.failure?.code.status == expected)
    }

    @Test(
        "a throttle says how long to wait",
        arguments: [("30", "30"), ("030", "30"), ("-1", nil), ("soon", nil), ("1\r\nX-A: b", nil), (nil, nil)])
    func throttle(_ wait: String?, told: String?) throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(429, "{}", fields: wait.map { [("Retry-After", $0)] } ?? [])
        #expect(trace.answer?.fields.map(\.value) == (told.map { [$0] } ?? []))
    }

    @Test("no field of the answer but its type is passed on")
    func cookies() throws {
        var trace = try CVATTrace(.cvatUserList, as: CVATTrace.administrator)
        trace.reply(200, "{}", fields: [("Set-Cookie", "sessionid=x"), ("Link", "<http://cvat.example:8080/>")])
        #expect(trace.answer?.fields.isEmpty == true)
    }
}
