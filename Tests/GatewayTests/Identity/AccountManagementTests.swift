import Cryptography
import Domain
import Store
import Testing

@testable import Gateway

@Suite("Who may manage which account")
struct AccountManagementTests {
    private static let namespaces = ["", "ns7", "ns8", "default"]

    /// Every kind of caller against every kind of account.
    private static func allowed(_ role: RoleNumber, in namespace: String) -> [String] {
        let caller = Principal(userID: 5, name: "eve", role: role, namespace: namespace, session: "s")
        var allowed: [String] = []
        for target in namespaces {
            for level in AccountLevel.allCases {
                let user = UserRecord(
                    id: 9, uid: "u", namespace: target, name: "n", displayName: "", realName: "", password: .decoy,
                    email: "", phone: nil, status: .approved, isAdministrator: level == .administrator, level: level,
                    createdAt: 0, updatedAt: 0, version: 1)
                if AccountRules.may(caller, manage: user) { allowed.append("\(target) \(level)") }
            }
        }
        return allowed
    }

    @Test("who is pending, approved or a member manages nobody", arguments: [RoleNumber.pending, .approved, .member])
    func nobody(role: RoleNumber) {
        for namespace in Self.namespaces { #expect(Self.allowed(role, in: namespace) == []) }
    }

    @Test("a business administrator manages his namespace but for a system administrator in it")
    func business() {
        #expect(Self.allowed(.businessAdmin, in: "ns7") == ["ns7 unauthorised", "ns7 normal", "ns7 administrator"])
        #expect(
            Self.allowed(.businessAdmin, in: "default")
                == ["default unauthorised", "default normal", "default administrator"])
        #expect(Self.allowed(.businessAdmin, in: "NS7") == [])
    }

    /// Those who wait for approval have no namespace either: they are nobody's.
    @Test("no namespace is not a namespace that all have in common who have none")
    func noNamespace() {
        #expect(Self.allowed(.businessAdmin, in: "") == [])
    }

    @Test("a system administrator manages everybody")
    func system() {
        for namespace in Self.namespaces {
            #expect(Self.allowed(.systemAdmin, in: namespace).count == Self.namespaces.count * 4)
        }
    }

    @Test("a role that only a policy knows is none of these", arguments: [5, 62, 255] as [UInt8])
    func unknown(number: UInt8) {
        #expect(Self.allowed(RoleNumber(rawValue: number), in: "ns7") == [])
    }

    @Test(
        "the number in the path is a positive whole number",
        arguments: [("1", 1), ("42", 42), ("007", 7), ("9223372036854775807", .max)] as [(String, Int64)])
    func number(text: String, id: Int64) throws {
        #expect(try AccountRules.userID(of: AccountRulesTests.request("", parameters: ["userId": text])) == id)
    }

    @Test(
        "anything else is a wrong field, not a missing user",
        arguments: [
            "", "0", "00", "-1", "+1", "1.0", "1e3", "0x1", " 1", "1 ", "9223372036854775808", "18446744073709551616",
            "\u{661}", "\u{ff11}", "one", "1\u{0}",
        ])
    func noNumber(text: String) throws {
        let error = try #require(throws: GatewayError.self) {
            try AccountRules.userID(of: AccountRulesTests.request("", parameters: ["userId": text]))
        }
        #expect(error.code == .fieldInvalid)
        #expect(error.message?.hasPrefix("userId: ") == true)
    }

    @Test("a route without the number is a wrong field too")
    func missing() {
        #expect(throws: GatewayError.self) { try AccountRules.userID(of: AccountRulesTests.request("")) }
    }
}
