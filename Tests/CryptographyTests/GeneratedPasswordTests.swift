import Cryptography
import Testing

@Suite struct GeneratedPasswordTests {
    @Test("satisfies the rule for passwords, and differs each time")
    func rule() throws {
        let passwords = try (0..<200).map { _ in try GeneratedPassword.make() }
        for password in passwords {
            #expect(password.count == 20)
            #expect(password.contains { $0.isUppercase })
            #expect(password.contains { $0.isLowercase })
            #expect(password.contains { $0.isNumber })
            #expect(password.allSatisfy { $0.isASCII && !"0O1lIoi".contains($0) })
        }
        #expect(Set(passwords).count == passwords.count)
    }
}
