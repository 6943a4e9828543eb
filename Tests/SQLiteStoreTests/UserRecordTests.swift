import Cryptography
import Domain
import Store
import Testing

@Suite struct UserRecordTests {
    private func role(
        _ status: UserStatus, _ namespace: String, administrator: Bool, _ level: AccountLevel
    ) -> RoleNumber? {
        UserRecord(
            id: 1, uid: "u", namespace: namespace, name: "n", displayName: "", realName: "", password: .decoy,
            email: "", phone: nil, status: status, isAdministrator: administrator, level: level, createdAt: 0,
            updatedAt: 0, version: 1
        ).role
    }

    @Test("the role of the API follows from status, namespace and administrator mark")
    func derivation() {
        for administrator in [false, true] {
            for level in [AccountLevel.unauthorised, .normal, .administrator] {
                for namespace in ["", "ns7"] {
                    #expect(role(.pending, namespace, administrator: administrator, level) == .pending)
                    #expect(role(.refused, namespace, administrator: administrator, level) == nil)
                    #expect(role(.forbidden, namespace, administrator: administrator, level) == nil)
                }
                #expect(role(.approved, "", administrator: administrator, level) == .approved)
                #expect(
                    role(.approved, "ns7", administrator: administrator, level)
                        == (administrator ? .businessAdmin : .member))
            }
        }
    }

    @Test("the system administrator is one in any namespace, unless the account is stopped")
    func system() {
        #expect(role(.approved, "default", administrator: true, .system) == .systemAdmin)
        #expect(role(.approved, "", administrator: false, .system) == .systemAdmin)
        #expect(role(.pending, "default", administrator: true, .system) == .pending)
        #expect(role(.refused, "default", administrator: true, .system) == nil)
        #expect(role(.forbidden, "default", administrator: true, .system) == nil)
    }

    @Test("namespace default alone makes nobody a system administrator")
    func defaultNamespace() {
        #expect(role(.approved, "default", administrator: true, .administrator) == .businessAdmin)
    }
}
