import Testing
import Translation

@testable import Gateway

@Suite("Cookies and tokens of upstreams")
struct HeaderTextTests {
    private static let long = String(repeating: "a", count: 4_096)

    @Test(
        "of a cookie its value is taken, the last one set, without attributes",
        arguments: [
            (["sid=abc"], "abc"), (["sid=abc; Path=/; HttpOnly"], "abc"), (["other=1", "sid=abc"], "abc"),
            (["sid=one", "sid=two"], "two"), (["sid=a=b=="], "a=b=="), (["sid=\(long)"], long),
            (["sid=!#$%&'()*+-./:<=>?@[]^_`{|}~"], "!#$%&'()*+-./:<=>?@[]^_`{|}~"),
        ] as [([String], String)])
    func value(fields: [String], value: String) {
        #expect(reply(fields).cookie("sid") == value)
    }

    /// It would go back in a line of its own, beside others.
    @Test(
        "one that could not be sent back as it is, is none",
        arguments: [
            [], ["sid"], ["sid="], ["SID=abc"], [" sid=abc"], ["sid =abc"], ["x; sid=abc"], ["sid=a b"], ["sid=a\tb"],
            ["sid=a,b"], ["sid=\"a\""], ["sid=a\\b"], ["sid=a\r\nX-Admin: 1"], ["sid=a\nb"], ["sid=a\u{0}b"],
            ["sid=\u{e9}"], ["sid=a\u{7f}"], ["sid=\(long)a"], ["sid=good", "sid=not good"],
        ] as [[String]])
    func noValue(fields: [String]) {
        #expect(reply(fields).cookie("sid") == nil)
    }

    @Test(
        "a token is visible ASCII within its bound",
        arguments: [
            ("abc", true), ("a+/=", true), ("", false), ("a b", false), ("a\r\nb", false), ("a\u{e9}", false),
            ("123456", false),
        ])
    func visible(text: String, isGood: Bool) {
        #expect(HeaderText.isVisible(text, atMost: 5) == isGood)
    }

    private func reply(_ fields: [String]) -> UpstreamReply {
        UpstreamReply(status: 200, fields: fields.map { ("set-Cookie", $0) })
    }
}
