import Domain
import NIOCore
import Testing

@testable import Gateway
@testable import Proxy

@Suite("What accounts look like")
struct AccountRulesTests {
    private static let fifty = String(repeating: "a", count: 50)

    @Test(
        "a name is 1 to 50 printable characters",
        arguments: [
            "a", "u1", fifty, "Ada Lovelace", "a.b@example.org", "\u{c4}da", "\u{540d}\u{524d}", "\u{1f600}",
            "'; DROP TABLE tb_ote_web_users; --", "../etc/passwd", "<b>", "e\u{301}", "%00",
        ])
    func name(name: String) {
        #expect(AccountRules.isName(name))
    }

    /// What would not be seen in a list, would turn a terminal's line around, or could not be sent in Basic
    /// authentication.
    @Test(
        "nothing else is a name",
        arguments: [
            "", fifty + "a", " ada", "ada ", "\u{a0}ada", "ada\u{3000}", "a:b", ":", "a\u{0}b", "a\nb", "a\tb",
            "a\u{7f}", "a\u{85}b", "a\u{9b}31m", "a\u{202e}b", "a\u{200b}b", "a\u{feff}", "a\u{2028}b", "a\u{e000}b",
            "a\u{fff9}b",
        ])
    func noName(name: String) {
        #expect(!AccountRules.isName(name))
    }

    @Test("a real name may have spaces and colons, but is as long as the column and printable too")
    func realName() {
        for name in ["Ada Lovelace", "hello", "Dr.: A", "\u{540d}\u{524d}", Self.fifty] {
            #expect(AccountRules.isRealName(name), "\(name)")
        }
        for name in ["", Self.fifty + "a", "a\u{0}", "a\r\nb", "a\u{202e}b"] {
            #expect(!AccountRules.isRealName(name), "\(name)")
        }
    }

    @Test(
        "a password is 8 to 20 characters with an upper-case and a lower-case letter and a digit; all others are free",
        arguments: [
            "Abcdefg1", "1aA-----", "Abcdefghijklmnopqrs1", "Aa1     ", "Aa1\u{0}\u{0}\u{0}\u{0}\u{0}",
            "Aa1\u{1f600}\u{1f600}\u{1f600}\u{1f600}\u{1f600}", "xxX@1234", "\u{c4}bcdefg1", "Aa1\"\\\n\t\u{7f}",
            "Aa1" + String(repeating: "\u{1f600}", count: 17),
        ])
    func password(password: String) {
        #expect(AccountRules.isPassword(password))
    }

    @Test(
        "a password that is too short, too long or lacks one of them is refused",
        arguments: [
            "", "Abcdef1", "Abcdefghijklmnopqrst1", "abcdefg1", "ABCDEFG1", "Abcdefgh", "12345678", "short",
            "Aa1\u{1f600}\u{1f600}\u{1f600}\u{1f600}", String(repeating: "Aa1", count: 400_000),
        ])
    func noPassword(password: String) {
        #expect(!AccountRules.isPassword(password))
    }

    @Test("a telephone number is digits and nothing else, as many as the setting allows")
    func phone() {
        let rules = AccountRules(phoneDigits: 11)
        for phone in ["1", "12345678910", "00000000000"] { #expect(rules.isPhone(phone), "\(phone)") }
        let others = [
            "", "123456789101", "+4912345", "123 456", "123-456", "1a", "\u{661}\u{662}", "\u{ff11}\u{ff12}",
            "1\u{0}", "1\n",
        ]
        for phone in others { #expect(!rules.isPhone(phone), "\(phone)") }
        #expect(AccountRules(phoneDigits: 15).isPhone("123456789012345"))
        #expect(!AccountRules(phoneDigits: 3).isPhone("1234"))
    }

    // MARK: In a request

    /// A request with this body and these path parameters.
    static func request(_ body: String, parameters: [String: String] = [:]) -> LocalRequest {
        LocalRequest(
            method: .post, parameters: parameters, query: "", contentType: "application/json",
            body: ByteBuffer(string: body), principal: nil, token: nil, isSuperseded: false, requestID: "r",
            client: "192.0.2.1:5", presence: ClientPresence(),
            address: "192.0.2.1")
    }

    @Test("a refusal names the field and its rule, and never shows what was sent")
    func refusals() throws {
        let rules = AccountRules(phoneDigits: 11)
        let sent = #"{"user":"Secret:1","password":"Secret-without-end-12345","phone":"Secret1","realName":"Secret\n"}"#
        let body = try JSONBody(of: Self.request(sent))
        let checks: [(String, String, () throws -> String)] = [
            ("user", "1 to 50", { try rules.name(in: body) }),
            ("password", AccountRules.passwordRule, { try rules.newPassword(in: body) }),
            ("phone", "1 to 11 digits", { try rules.phone(in: body) }),
            ("realName", "1 to 50", { try rules.realName(in: body) }),
        ]
        for (field, rule, check) in checks {
            let error = try #require(throws: GatewayError.self) { try check() }
            #expect(error.code == .fieldInvalid)
            let message = try #require(error.message)
            #expect(message.hasPrefix("\(field): "))
            #expect(message.contains(rule))
            #expect(!message.contains("Secret") && !error.detail.contains("Secret"))
        }
    }

    @Test(
        "a field that is missing, empty or of another type is refused",
        arguments: ["{}", #"{"user":""}"#, #"{"user":1}"#, #"{"user":null}"#, #"{"user":["ada"]}"#])
    func types(text: String) throws {
        let body = try JSONBody(of: Self.request(text))
        let error = try #require(throws: GatewayError.self) { try AccountRules(phoneDigits: 11).name(in: body) }
        #expect(error.message?.hasPrefix("user: ") == true)
    }

    @Test("good fields are what was sent, NUL and escapes included")
    func fields() throws {
        let rules = AccountRules(phoneDigits: 11)
        let password = #""Aa1\u0000\ud83d\ude00\\\"xx""#
        let sent = #"{"user":"u1","password":\#(password),"phone":"12345678910","realName":"hello","x":1}"#
        let body = try JSONBody(of: Self.request(sent))
        #expect(try rules.name(in: body) == "u1")
        #expect(try rules.newPassword(in: body) == "Aa1\u{0}\u{1f600}\\\"xx")
        #expect(try rules.phone(in: body) == "12345678910")
        #expect(try rules.realName(in: body) == "hello")
    }
}
