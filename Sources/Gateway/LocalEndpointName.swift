import Domain
import Proxy

/// What `to: { local: … }` may name in a policy: the raw values.
enum LocalEndpointName: String, CaseIterable, Sendable {
    case login, refresh, logout, whoami, register
    case changePassword = "change-password"
    case userList = "user-list"
    case userCreate = "user-create"
    case userStatus = "user-status"
    case userPassword = "user-password"
    case userDelete = "user-delete"
    case thirdCreate = "third-create"
    case thirdDelete = "third-delete"
    case thirdList = "third-list"
    case thirdRead = "third-read"
    case accountCreate = "account-create"
    case accountPassword = "account-password"
    case keySet = "key-set"
    case openapi, docs

    static var names: Set<String> { Set(allCases.map(\.rawValue)) }
}

extension Identity {
    /// Each of them, by its name.
    func endpoints(
        features: Settings.Features, publishAhead: Int64, registry: RegistryParts
    ) -> [String: any LocalEndpoint] {
        let pairs = LocalEndpointName.allCases.map { name in
            (name.rawValue, endpoint(name, features: features, publishAhead: publishAhead, registry))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func endpoint(
        _ name: LocalEndpointName, features: Settings.Features, publishAhead: Int64, _ registry: RegistryParts
    ) -> any LocalEndpoint {
        switch name {
        case .login: LoginEndpoint(identity: self)
        case .refresh: RefreshEndpoint(identity: self)
        case .logout: LogoutEndpoint(identity: self)
        case .whoami: AccountEndpoint(accounts: store, features: features)
        case .register: RegisterEndpoint(identity: self)
        case .changePassword: PasswordEndpoint(identity: self)
        case .userList: UserListEndpoint(identity: self)
        case .userCreate: CreateUserEndpoint(identity: self)
        case .userStatus: UserStatusEndpoint(identity: self)
        case .userPassword: ResetPasswordEndpoint(identity: self)
        case .userDelete: DeleteUserEndpoint(identity: self)
        case .thirdCreate: ThirdCreateEndpoint(vault: vault, audit: audit)
        case .thirdDelete: ThirdDeleteEndpoint(vault: vault, audit: audit)
        case .thirdList: ThirdListEndpoint(vault: vault)
        case .thirdRead: ThirdReadEndpoint(vault: vault)
        case .accountCreate: RepositoryAccountCreateEndpoint(accounts: registry.accounts, audit: audit)
        case .accountPassword: RepositoryAccountPasswordEndpoint(accounts: registry.accounts, audit: audit)
        case .openapi: OpenAPIEndpoint(operations: Operation.all(rules)) { await registry.ruleset() }
        case .docs: DocsEndpoint()
        case .keySet: KeySetEndpoint(keys: keys, maxAge: min(300, publishAhead / 2))
        }
    }
}
