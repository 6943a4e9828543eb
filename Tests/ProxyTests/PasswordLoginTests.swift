import Domain
import Policy
import Testing

@testable import Proxy

@Suite("Authorization: Basic")
struct PasswordLoginTests {
    private static func login(_ value: String) -> PasswordLogin? {
        let bytes = Array(value.utf8)
        guard PasswordLogin.isBasic(bytes.span) else { return nil }
        return PasswordLogin(bytes.span)
    }

    private static func basic(_ pair: String) -> String { "Basic \(Base64.encode(Array(pair.utf8)))" }

    @Test(
        "has a user name and a password",
        arguments: [
            ("ada:Secret1", "ada", "Secret1"), ("ada:a:b", "ada", "a:b"), (":x", "", "x"), ("ada:", "ada", ""),
            ("jürgen:pässword", "jürgen", "pässword"),
        ])
    func pairs(_ pair: String, _ user: String, _ password: String) throws {
        let login = try #require(Self.login(Self.basic(pair)))
        #expect(login.user == user)
        #expect(login.password.reveal() == password)
    }

    @Test("says its scheme in any case", arguments: ["basic YTpi", "BASIC  YTpi"])
    func scheme(_ value: String) {
        #expect(Self.login(value)?.user == "a")
    }

    @Test(
        "is nothing else",
        arguments: [
            "Basic", "Basic ", "Basic YTpi=", "Basic YTp", "Basic YT i", "Basic YWI=", "Basic YTpi YTpi", "Bearer YTpi",
            "Basic \u{FF21}", Self.basic("a\u{0}:b"), Self.basic("a:b\n"), "Basic YTr/",
        ])
    func refused(_ value: String) {
        #expect(Self.login(value) == nil)
    }

    @Test(
        "is known by its scheme, with or without anything behind it",
        arguments: [
            ("Basic YTpi", true), ("Basic", true), ("bASIC", true), ("Basic ", true), ("Basi", false),
            ("Basics", false), ("Basic\tYTpi", false), ("Bearer", false), ("", false),
        ])
    func bare(_ value: String, _ isBasic: Bool) {
        let bytes = Array(value.utf8)
        #expect(PasswordLogin.isBasic(bytes.span) == isBasic)
    }

    @Test(
        "is named to who sends nothing, where the route takes it",
        arguments: [
            (AuthenticationSchemes.bearer, nil),
            (
                [.bearer, .basic],
                "log in first: send Authorization with a token, or a user and password as Basic"
            ),
            (.basic, "log in first: send Authorization with a user and password as Basic"),
        ] as [(AuthenticationSchemes, String?)])
    func missing(_ schemes: AuthenticationSchemes, _ message: String?) {
        let error = PasswordLogin.missing(schemes)
        #expect(error.code == .tokenMissing)
        #expect(error.message == message)
    }

    @Test("holds a token where the password looks like one")
    func tokens() {
        #expect(Self.login(Self.basic("x:eyJhbGciOi.e30.sig"))?.holdsToken == true)
        #expect(Self.login(Self.basic("x:eyJhbGciOi.e30"))?.holdsToken == false)
        #expect(Self.login(Self.basic("x:Secret1.a.b"))?.holdsToken == false)
    }
}

@Suite("Base64 read")
struct Base64DecodingTests {
    @Test("is what was written", arguments: 0...10)
    func roundTrip(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 83 &+ 7) }
        let text = Array(Base64.encode(bytes).utf8)
        #expect(Base64.decode(text.span) == (count == 0 ? nil : bytes))
    }

    @Test("has whole groups of its alphabet", arguments: ["A", "AA", "AAA", "AA=A", "A===", "====", "AA-_", "AAAA="])
    func malformed(_ text: String) {
        let bytes = Array(text.utf8)
        #expect(Base64.decode(bytes.span) == nil)
    }
}
