import Cryptography
package import Domain
import Store
import Telemetry

extension Console {
    /// A user as the command line shows him.
    package struct User: Sendable {
        package let id: Int64
        package let name: String
        package let status: String
        /// The number of the `/v1` role; `nil` for who may not log in.
        package let role: UInt8?
        package let isAdministrator: Bool
        package let namespace: String
        package let phone: String
        package let realName: String
    }

    /// What `user add` makes.
    package struct NewAccount: Sendable {
        package var name: String
        package var realName: String
        package var phone: String
        package var namespace: String
        package var isAdministrator: Bool
        package var isPending: Bool

        package init(
            name: String, realName: String, phone: String, namespace: String, isAdministrator: Bool, isPending: Bool
        ) {
            self.name = name
            self.realName = realName
            self.phone = phone
            self.namespace = namespace
            self.isAdministrator = isAdministrator
            self.isPending = isPending
        }
    }

    /// All users by their number, or those of one namespace.
    package func users(namespace: String?) async throws(StartupError) -> [User] {
        let query = UserQuery(namespace: namespace, order: .id, isDescending: false, range: 0..<Int(Int32.max))
        let rows = try await stored { store throws(StoreError) in try await store.users(query) }.rows
        return rows.map { user in
            User(
                id: user.id, name: user.name, status: "\(user.status)", role: user.role?.rawValue,
                isAdministrator: user.isAdministrator, namespace: user.namespace, phone: user.phone ?? "",
                realName: user.realName)
        }
    }

    /// Adds a user. Without a password one is made; it is the answer, and nowhere else.
    package func add(_ account: NewAccount, password: Secret?) async throws(StartupError) -> Secret? {
        guard AccountRules.isName(account.name) else {
            throw StartupError("NAME", "this is not a login name", remedy: "use \(AccountRules.nameRule)")
        }
        guard AccountRules.isRealName(account.realName) else {
            throw StartupError("--real-name", "this cannot be used", remedy: "use 1 to 50 printable characters")
        }
        guard AccountRules(phoneDigits: settings.phoneDigits).isPhone(account.phone) else {
            throw StartupError("--phone", "this cannot be used", remedy: "use 1 to \(settings.phoneDigits) digits")
        }
        guard Self.isNamespace(account.namespace) else {
            throw StartupError(
                "--namespace", "this is not a namespace", remedy: "use lower-case letters, digits and -, such as ns7")
        }
        let (hash, made) = try Self.hash(password)
        let user = NewUser(
            name: account.name, password: hash, realName: account.realName, phone: account.phone,
            isAdministrator: account.isAdministrator, namespace: account.namespace,
            status: account.isPending ? .pending : .approved)
        switch try await stored({ store throws(StoreError) in try await store.addUser(user, now: Identity.now()) }) {
        case .added: audit.note(.userAdded, target: account.name)
        case .nameTaken: throw StartupError(account.name, "this name is taken")
        case .phoneTaken: throw StartupError("--phone", "this number is taken")
        }
        return made
    }

    package func approve(_ name: String) async throws(StartupError) {
        try await setStatus(of: name, to: .approved)
    }

    /// Bans: every session ends.
    package func disable(_ name: String) async throws(StartupError) {
        try await setStatus(of: name, to: .forbidden)
    }

    private func setStatus(of name: String, to status: UserStatus) async throws(StartupError) {
        let user = try await user(name)
        guard user.level != .system || status == .approved else {
            throw StartupError(name, "the system administrator cannot be banned")
        }
        try await change { store throws(StoreError) in
            try await store.changeStatus(of: user, to: status, now: Identity.now())
        }
        audit.note(.statusChanged, target: name, detail: "\(status)")
    }

    /// Sets a password; every session of the user ends. Without one, one is made; it is the answer.
    package func setPassword(of name: String, to password: Secret?) async throws(StartupError) -> Secret? {
        let user = try await user(name)
        let (hash, made) = try Self.hash(password)
        try await change { store throws(StoreError) in
            try await store.changePassword(of: user, to: hash, keeping: nil, now: Identity.now())
        }
        audit.note(.passwordChanged, target: name)
        return made
    }

    private static func hash(_ password: Secret?) throws(StartupError) -> (PasswordHash, made: Secret?) {
        if let password, !AccountRules.isPassword(password.reveal()) {
            throw StartupError("password", "this cannot be used", remedy: "use \(AccountRules.passwordRule)")
        }
        do {
            let made = password == nil ? Secret(try GeneratedPassword.make()) : nil
            let text = (password ?? made)?.reveal() ?? ""
            return (try PasswordHash(hashing: Array(text.utf8)), made)
        } catch {
            throw StartupError("password", "it cannot be hashed: \(error)")
        }
    }

    /// An RFC 1123 label, as Kubernetes has it, or nothing.
    private static func isNamespace(_ name: String) -> Bool {
        name.isEmpty
            || name.utf8.count <= 63 && name.utf8.first != UInt8(ascii: "-") && name.utf8.last != UInt8(ascii: "-")
                && name.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
    }
}
