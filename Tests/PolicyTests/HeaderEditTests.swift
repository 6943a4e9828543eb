import Testing

@testable import Policy

@Suite("Header fields that a route changes")
struct HeaderEditTests {
    @Test("what is set replaces what comes, and what is removed goes, each in its direction")
    func edits() throws {
        let headers = try PolicyFiles(
            more:
                #"headers: { request: { set: { X-App: "1", Accept-Encoding: identity }, remove: [X-Debug] }, "#
                + #"response: { set: { Strict-Transport-Security: "max-age=31536000" }, remove: [Server] } }"#
        ).compile().routes[0].headers
        #expect(names(headers.request) == ["x-app", "accept-encoding", "x-debug"])
        #expect(String(decoding: headers.request.lines, as: UTF8.self) == "X-App: 1\r\nAccept-Encoding: identity\r\n")
        #expect(names(headers.response) == ["strict-transport-security", "server"])
        #expect(
            String(decoding: headers.response.lines, as: UTF8.self) == "Strict-Transport-Security: max-age=31536000\r\n"
        )
    }

    @Test("a route without edits has none")
    func none() throws {
        for more in [nil, "headers: {}", "headers: { request: {} }"] {
            let headers = try PolicyFiles(more: more).compile().routes[0].headers
            #expect(headers == HeaderEdits())
        }
    }

    @Test(
        "fields of the connection, of its framing and of the way back are the gateway's own in either direction",
        arguments: [
            "Connection", "content-length", "Date", "Expect", "HOST", "HTTP2-Settings", "Keep-Alive",
            "Proxy-Authenticate",
            "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade", "Via",
            "X-Request-ID",
        ])
    func own(_ name: String) {
        let message = "the field \"\(name)\" is the gateway's own"
        #expect(findings("request: { remove: [\(name)] }") == ["7:36 \(message)"])
        #expect(findings("request: { set: { \(name): a } }") == ["7:34 \(message)"])
        #expect(findings("response: { remove: [\(name)] }") == ["7:37 \(message)"])
        #expect(findings("response: { set: { \(name): a } }") == ["7:35 \(message)"])
    }

    @Test(
        "of a request, what says who and from where is the gateway's own too",
        arguments: [
            ("Authorization", ": say \"credentials\" under \"to\""), ("Cookie", ": say \"credentials\" under \"to\""),
            ("Forwarded", ""), ("X-Real-IP", ""), ("X-Forwarded-For", ""), ("x-forwarded-proto", ""),
            ("X-Forwarded-Anything", ""), ("Proxy-Authentication-Info", ""), ("Remote-User", ""),
            ("True-Client-IP", ""), ("X-Client-IP", ""), ("X-HTTP-Method-Override", ""), ("X-Original-URL", ""),
            ("X-Rewrite-URL", ""), ("X-Auth-Request-User", ""), ("X-Remote-Group", ""), ("Impersonate-User", ""),
        ])
    func ownOfRequests(_ name: String, _ hint: String) {
        #expect(
            findings("request: { set: { \(name): a } }") == ["7:34 the field \"\(name)\" is the gateway's own\(hint)"])
        #expect(findings("response: { set: { \(name): a } }").isEmpty)
    }

    @Test(
        "each mistake is found at its place",
        arguments: [
            (
                "request: { set: { X-App: 1 } }",
                "7:41 the value of \"X-App\" is text, but YAML reads 1 as a number: write \"1\" in quotes"
            ),
            ("request: { set: {} }", "7:32 \"set\" is a mapping of names to values"),
            ("request: { set: [X-A] }", "7:32 \"set\" is a mapping of names to values"),
            ("request: { remove: X-A }", "7:35 \"remove\" is a list, not a single value: write [ … ]"),
            ("request: { remove: [] }", "7:35 \"remove\" is empty"),
            ("request: { set: { X-App: \"1\" }, remove: [x-app] }", "7:57 the name \"x-app\" stands twice"),
            ("request: { set: { X-App: \"1\", x-app: \"2\" } }", "7:46 the name \"x-app\" stands twice"),
            (
                "request: { set: { X_App: \"1\" } }",
                "7:34 \"X_App\" is no name of a header field: letters, digits and \"-\""
            ),
            (
                "response: { remove: [\"X App\"] }",
                "7:37 \"X App\" is no name of a header field: letters, digits and \"-\""
            ),
            ("response: { remove: [\"X:\"] }", "7:37 \"X:\" is no name of a header field: letters, digits and \"-\""),
            ("request: { set: { X-App: \"a\\r\\nb\" } }", "7:41 \(value)"),
            ("request: { set: { X-App: \"é\" } }", "7:41 \(value)"),
            ("request: { set: { X-App: \" a\" } }", "7:41 \(value)"),
            ("request: { set: { X-App: \"a \" } }", "7:41 \(value)"),
            ("request: { set: { X-App: \"a\\0\" } }", "7:41 \(value)"),
            ("request: { unset: [a] }", "7:27 unknown key \"unset\" in \"request\": known are set, remove"),
            ("reqest: {}", "7:16 unknown key \"reqest\" in \"headers\": did you mean \"request\"?"),
        ])
    func mistakes(_ edits: String, _ finding: String) {
        #expect(findings(edits) == [finding])
    }

    private static let value = "the value of a field is visible ASCII, at most 4096 bytes"

    @Test("a value has at most 4096 bytes")
    func longest() {
        #expect(findings("request: { set: { X-App: \"\(String(repeating: "a", count: 4_096))\" } }").isEmpty)
        #expect(
            findings("request: { set: { X-App: \"\(String(repeating: "a", count: 4_097))\" } }") == [
                "7:41 \(Self.value)"
            ])
    }

    private func names(_ edit: HeaderEdits.Edit) -> [String] {
        edit.removed.map { String(decoding: $0, as: UTF8.self) }
    }

    private func findings(_ edits: String) -> [String] {
        PolicyFiles(more: "headers: { \(edits) }").findings()
    }
}
