import Testing

@testable import Policy

@Suite("Header fields that a route changes")
struct HeaderEditTests {
    /// An edit of one field, and where its name stands in it.
    struct Edit: Sendable {
        let isRequest: Bool
        let column: Int
        private let opening: String
        private let closing: String

        static let all = [
            Edit(isRequest: true, column: 36, opening: "request: { remove: [", closing: "] }"),
            Edit(isRequest: true, column: 34, opening: "request: { set: { ", closing: ": a } }"),
            Edit(isRequest: false, column: 37, opening: "response: { remove: [", closing: "] }"),
            Edit(isRequest: false, column: 35, opening: "response: { set: { ", closing: ": a } }"),
        ]

        func findings(of name: String) -> [String] { HeaderEditTests.findings(opening + name + closing) }
    }

    @Test("what is set replaces what comes, and what is removed goes, each in its direction")
    func edits() throws {
        let headers = try PolicyFiles(
            more:
                #"headers: { request: { set: { X-App: "1", Accept-Encoding: identity }, remove: [X-Debug] }, "#
                + #"response: { set: { Strict-Transport-Security: "max-age=31536000" }, remove: [Server] } }"#
        ).compile().routes[0].headers
        let rows = [
            (headers.request, ["x-app", "accept-encoding", "x-debug"], "X-App: 1\r\nAccept-Encoding: identity\r\n"),
            (
                headers.response, ["strict-transport-security", "server"],
                "Strict-Transport-Security: max-age=31536000\r\n"
            ),
        ]
        for (edit, names, lines) in rows {
            #expect(edit.removed.map { String(decoding: $0, as: UTF8.self) } == names)
            #expect(String(decoding: edit.lines, as: UTF8.self) == lines)
        }
    }

    @Test("a route without edits has none", arguments: [nil, "headers: {}", "headers: { request: {} }"])
    func none(_ more: String?) throws {
        #expect(try PolicyFiles(more: more).compile().routes[0].headers == HeaderEdits())
    }

    @Test(
        "fields of the connection, of its framing and of the way back are the gateway's own in either direction",
        arguments: [
            "Connection", "content-length", "Date", "Expect", "HOST", "HTTP2-Settings", "Keep-Alive",
            "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding",
            "Upgrade", "Via", "X-Request-ID",
        ])
    func own(_ name: String) {
        for edit in Edit.all {
            #expect(edit.findings(of: name) == ["7:\(edit.column) the field \"\(name)\" is the gateway's own"])
        }
    }

    @Test(
        "of a request, what says who and from where is the gateway's own too",
        arguments: [
            "Forwarded", "X-Real-IP", "X-Forwarded-For", "x-forwarded-proto", "X-Forwarded-Anything",
            "Proxy-Authentication-Info", "Remote-User", "True-Client-IP", "X-Client-IP", "X-HTTP-Method-Override",
            "X-Original-URL", "X-Rewrite-URL", "X-Auth-Request-User", "X-Remote-Group", "Impersonate-User",
            "Authorization", "Cookie",
        ])
    func ownOfRequests(_ name: String) {
        let hint = ["Authorization", "Cookie"].contains(name) ? ": say \"credentials\" under \"to\"" : ""
        for edit in Edit.all {
            let finding = "7:\(edit.column) the field \"\(name)\" is the gateway's own\(hint)"
            #expect(edit.findings(of: name) == (edit.isRequest ? [finding] : []))
        }
    }

    @Test("a name has letters, digits and \"-\"", arguments: ["X_App", "X App", "X.App", "é"])
    func names(_ name: String) {
        for edit in Edit.all {
            // Quotes move nothing: a name begins with them.
            #expect(
                edit.findings(of: "\"\(name)\"") == [
                    "7:\(edit.column) \"\(name)\" is no name of a header field: letters, digits and \"-\""
                ])
        }
    }

    @Test(
        "a value is visible ASCII without blanks around it, at most 4096 bytes",
        arguments: [
            ("a b", true), (String(repeating: "a", count: 4_096), true), (String(repeating: "a", count: 4_097), false),
            ("a\\r\\nb", false), ("é", false), (" a", false), ("a ", false), ("a\\0", false),
        ])
    func values(_ value: String, isGood: Bool) {
        let finding = "7:41 the value of a field is visible ASCII, at most 4096 bytes"
        #expect(Self.findings("request: { set: { X-App: \"\(value)\" } }") == (isGood ? [] : [finding]))
    }

    @Test(
        "each other mistake is found at its place",
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
            ("request: { unset: [a] }", "7:27 unknown key \"unset\" in \"request\": known are set, remove"),
            ("reqest: {}", "7:16 unknown key \"reqest\" in \"headers\": did you mean \"request\"?"),
        ])
    func mistakes(_ edits: String, _ finding: String) {
        #expect(Self.findings(edits) == [finding])
    }

    private static func findings(_ edits: String) -> [String] {
        PolicyFiles(more: "headers: { \(edits) }").findings()
    }
}
