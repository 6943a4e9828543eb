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
    case keySet = "key-set"

    static var names: Set<String> { Set(allCases.map(\.rawValue)) }
}

extension Identity {
    /// Each of them, by its name.
    func endpoints(features: Settings.Features, publishAhead: Int64) -> [String: any LocalEndpoint] {
        let pairs = LocalEndpointName.allCases.map { name in
            (name.rawValue, endpoint(name, features: features, publishAhead: publishAhead))
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }

    private func endpoint(
        _ name: LocalEndpointName, features: Settings.Features, publishAhead: Int64
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
        case .keySet: KeySetEndpoint(keys: keys, maxAge: min(300, publishAhead / 2))
        }
    }
}
