import Cryptography
import Domain
import FoundationEssentials
import Policy
import Proxy
import Store
import Translation

/// Makes the registry accounts of business namespaces, one for each, and changes their passwords.
struct RepositoryAccounts: Sendable {
    let vault: any AccountVault
    let calls: AccountCalls
    let credentials: UpstreamCredentials
    let facts: any RegistryFactSource
    /// The domain of the mail addresses that the accounts get: Harbor wants one for each user, and each another.
    let domain: String
    /// The registry that a namespace has its projects on; `nil` when the policy names none.
    let registry: @Sendable (String) async -> UpstreamSpec?
    /// Makes accounts where the registry keeps none; `nil` where that is never done.
    let binding: IAMUserBinding?
    /// Others that hold credentials of this account are to ask for them anew.
    let forgotten: @Sendable (ActingAccount) async -> Void
    private let line = WorkLine()

    init(
        vault: any AccountVault, calls: AccountCalls, credentials: UpstreamCredentials, facts: any RegistryFactSource,
        domain: String, registry: @escaping @Sendable (String) async -> UpstreamSpec?,
        binding: IAMUserBinding? = nil,
        forgotten: @escaping @Sendable (ActingAccount) async -> Void = { _ in }
    ) {
        self.vault = vault
        self.calls = calls
        self.credentials = credentials
        self.facts = facts
        self.domain = domain
        self.registry = registry
        self.binding = binding
        self.forgotten = forgotten
    }

    /// Makes the account of a namespace that has none. One after the other: of two that ask for the same user at once,
    /// neither may take the other's.
    ///
    /// Harbor and the gateway's store cannot be changed in one step. When the store does not take the account, the user
    /// is removed again; when the process ends in between, the user stays, and asking again with the same name and
    /// password takes him over.
    /// - Parameters:
    ///   - presence: of who asks; without one he is taken for present.
    ///   - address: his, by which tried passwords are counted.
    func create(
        user: String, password: Secret, for namespace: String, presence: ClientPresence? = nil, address: String = ""
    ) async throws(GatewayError) {
        if let (upstream, place) = await bindingPlace(of: namespace), let binding {
            let asker = IAMUserBinding.Asker(namespace: namespace, address: address, presence: presence)
            try await binding.bind(user, password, for: asker, on: upstream, place)
            await facts.forget(namespace: namespace)
            return
        }
        let upstream = try await harbor(of: namespace)
        let isWanted: @Sendable () -> Bool = { presence?.isGone != true }
        try await line.run(isWanted: isWanted) { () async -> Result<Void, GatewayError> in
            do throws(GatewayError) {
                return .success(try await make(user, password, for: namespace, on: upstream))
            } catch {
                return .failure(error)
            }
        }
        await credentials.forget(.namespace(namespace))
        await facts.forget(namespace: namespace)
        await forgotten(.namespace(namespace))
    }

    /// Whether a user that exists becomes the account of the namespace, so that his password is as it is.
    func bindsUsers(of namespace: String) async -> Bool { await bindingPlace(of: namespace) != nil }

    private func bindingPlace(
        of namespace: String
    ) async -> (upstream: UpstreamSpec, binding: UpstreamSpec.UserBinding)? {
        guard binding != nil, !namespace.isEmpty, let upstream = await registry(namespace), upstream.kind == .swr,
            let place = upstream.userBinding
        else { return nil }
        return (upstream, place)
    }

    /// The registry of the namespace, if it has accounts.
    func harbor(of namespace: String) async throws(GatewayError) -> UpstreamSpec {
        guard !namespace.isEmpty else {
            throw GatewayError(.targetRefused, message: "you have no namespace that could have an account")
        }
        guard let upstream = await registry(namespace) else {
            throw GatewayError(.upstreamOff, detail: "no registry for namespace \(namespace)")
        }
        guard upstream.kind == .harbor else {
            let reason =
                upstream.userBinding == nil
                ? "the registry of your namespace has no accounts of its own"
                : "the account of your namespace is a user of the IAM: change the password there"
            throw GatewayError(.backendUnsupported, message: "not supported by this backend: \(reason)")
        }
        return upstream
    }

    // MARK: A new user

    /// A user of Harbor's as an administrator sees him.
    private struct User: Decodable {
        let user_id: Int64
        let username: String
        let email: String?
        let sysadmin_flag: Bool?
    }

    private struct NewUser: Encodable {
        let username: String
        let email: String
        let realname: String
        let password: String
        let comment: String
    }

    private func make(
        _ user: String, _ password: Secret, for namespace: String, on upstream: UpstreamSpec
    ) async throws(GatewayError) {
        guard try await vault.account(of: namespace) == nil else { throw Self.present }
        // Also where the registry would make him: he may be another namespace's at another registry.
        guard try await !vault.hasAccount(named: user) else { throw Self.taken }
        let email = try email(of: user)
        let creation = try UpstreamCall(
            method: "POST", target: "/api/v2.0/users",
            json: NewUser(
                username: user, email: email, realname: user, password: password.reveal(),
                comment: String("namespace \(namespace)".prefix(30))))
        let reply = try await calls.send(creation, as: .upstream, to: upstream)
        switch reply.status {
        case 201:
            let number = try await number(in: reply, user, password, upstream)
            try await keep(number, user, email, password, for: namespace, on: upstream, isNew: true)
        case 409:
            let number = try await orphan(user, email, password, upstream)
            try await keep(number, user, email, password, for: namespace, on: upstream, isNew: false)
        case 400:
            throw GatewayError(.refusedUpstream, message: "the registry does not take this user or password")
        // Harbor has users of its own only when it keeps their passwords itself.
        case 403:
            throw GatewayError(
                .refusedUpstream, message: "the registry does not let the gateway make users: they come from elsewhere")
        default: throw HarborLogin.unusable(reply, "a new user")
        }
    }

    private func keep(
        _ number: Int64, _ user: String, _ email: String, _ password: Secret, for namespace: String,
        on upstream: UpstreamSpec, isNew: Bool
    ) async throws(GatewayError) {
        let failure: GatewayError
        do throws(GatewayError) {
            let addition = try await vault.add(
                namespace: namespace, userID: number, user: user, email: email, password: password)
            switch addition {
            case .added: return
            case .namespaceTaken: failure = Self.present
            case .userTaken: failure = Self.taken
            }
        } catch {
            failure = error
        }
        // Another process may have taken the user over meanwhile: then he is no longer ours to remove.
        let isTaken = (try? await vault.hasAccount(named: user)) ?? true
        guard isNew, !isTaken else { throw failure }
        let removal = UpstreamCall(method: "DELETE", target: "/api/v2.0/users/\(number)")
        let reply = try? await calls.send(removal, as: .upstream, to: upstream)
        guard reply?.status != 200 else { throw failure }
        throw GatewayError(
            failure.code, message: failure.message,
            detail: "\(failure.detail); user \(number) stays at \(upstream.name)")
    }

    /// The number of the user that was made: at the end of `Location`, or by asking as that user.
    private func number(
        in reply: UpstreamReply, _ user: String, _ password: Secret, _ upstream: UpstreamSpec
    ) async throws(GatewayError) -> Int64 {
        let digits = reply.field("Location")?.split(separator: "/", omittingEmptySubsequences: false).last ?? ""
        if digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int64(digits),
            number > 0
        {
            return number
        }
        let login = HarborLogin(caller: calls.caller, upstream: upstream)
        guard let number = try await login.number(user: user, password: password) else {
            throw GatewayError(.upstreamMalformed, detail: "harbor: a new user has no number")
        }
        return number
    }

    /// The number of a user whom the gateway made before, and did not come to keep.
    ///
    /// Told by the mail address that only the gateway gives, and then by the password. Not by the password alone: each
    /// wrong one would keep a user who has nothing to do with it from logging in for a while.
    private func orphan(
        _ user: String, _ email: String, _ password: Secret, _ upstream: UpstreamSpec
    ) async throws(GatewayError) -> Int64 {
        // Harbor decodes the condition a second time.
        let condition = PercentEncoding.encoded("username=\(PercentEncoding.encoded(user.utf8))".utf8)
        let search = UpstreamCall(method: "GET", target: "/api/v2.0/users?q=\(condition)&page=1&page_size=100")
        let reply = try await calls.send(search, as: .upstream, to: upstream)
        guard reply.status == 200, let rows = try? JSONDecoder().decode([User].self, from: Data(reply.body)),
            let found = rows.first(where: { $0.username == user }), found.email == email, found.sysadmin_flag != true,
            found.user_id > 0
        else { throw Self.taken }
        let login = HarborLogin(caller: calls.caller, upstream: upstream)
        guard try await login.number(user: user, password: password) == found.user_id else { throw Self.taken }
        return found.user_id
    }

    /// A mail address that no other user of the gateway's has. A name that could not be the first half of one (RFC 5321
    /// §4.1.2, §4.5.3.1.1) stands there as its digest.
    private func email(of user: String) throws(GatewayError) -> String {
        let words = user.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isPlain = words.allSatisfy { word in
            !word.isEmpty
                && word.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                        UInt8(ascii: "_"), UInt8(ascii: "-"):
                        true
                    default: false
                    }
                }
        }
        if isPlain, user.utf8.count <= 64 { return "\(user)@\(domain)" }
        do {
            let digest = try SHA256.digest(of: Array(user.utf8))
            let digits = digest.prefix(16).map { byte in
                byte < 0x10 ? "0\(String(byte, radix: 16))" : String(byte, radix: 16)
            }
            return "user-\(digits.joined())@\(domain)"
        } catch {
            throw GatewayError(.internal, detail: "digest of a name: \(error)")
        }
    }

    private static let taken = GatewayError(.conflict, message: "user: this name is taken")
    static let present = GatewayError(.conflict, message: "your namespace has a repository account already")
}
