import Domain
import Proxy
import Store

/// What it takes to ask for or make an account: every field required and checked.
struct AccountForm {
    let name: String
    let password: String
    let phone: String
    let realName: String
    let isAdministrator: Bool

    init(_ request: LocalRequest, _ rules: AccountRules) throws(GatewayError) {
        let body = try JSONBody(of: request)
        name = try rules.name(in: body)
        password = try rules.newPassword(in: body)
        phone = try rules.phone(in: body)
        isAdministrator = try body.flag(AccountFields.isAdministrator)
        realName = try rules.realName(in: body)
    }
}

extension Identity {
    func add(
        _ form: AccountForm, namespace: String, status: UserStatus,
        confirmed: () async throws(GatewayError) -> Void = {}
    ) async throws(GatewayError) {
        let user = NewUser(
            name: form.name, password: try await hash(form.password), realName: form.realName, phone: form.phone,
            isAdministrator: form.isAdministrator, namespace: namespace, status: status)
        try await confirmed()
        let addition = try await stored { store throws(StoreError) in try await store.addUser(user, now: Self.now()) }
        switch addition {
        case .added: return
        case .nameTaken: throw GatewayError(.conflict, message: "user: this name is taken")
        case .phoneTaken: throw GatewayError(.conflict, message: "phone: this number is taken")
        }
    }
}
