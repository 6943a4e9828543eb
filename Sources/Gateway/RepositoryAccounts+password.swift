import Domain
import FoundationEssentials
import Policy
import Proxy
import Translation

/// The password of a namespace's account.
extension RepositoryAccounts {
    private struct Change: Encodable {
        /// Absent when an administrator changes it.
        var old_password: String?
        let new_password: String
    }

    /// Gives the account of a namespace another password, at the registry and in the vault.
    ///
    /// The vault knows both before the registry is asked, so that whatever happens in between, one of them is right; the
    /// next login finds out which. Where the registry takes none that is known, because somebody has changed it there,
    /// the upstream's own account puts the new one in place.
    /// - Parameter number: what the caller takes the account's number for, if he says so.
    /// - Returns: the account's name at the registry.
    func changePassword(
        of namespace: String, number: Int64? = nil, to password: Secret
    ) async throws(GatewayError) -> String {
        let upstream = try await harbor(of: namespace)
        guard let account = try await vault.account(of: namespace) else { throw GatewayError(.accountMissing) }
        guard number ?? account.userID == account.userID else {
            throw GatewayError(.notFound, message: "your namespace has no such account")
        }
        // Settles first what a change before this one has left open: a session that is good still would not.
        if account.pending != nil { await credentials.forget(.namespace(namespace)) }
        let isKnown = try await isTaken(.namespace(namespace), on: upstream)
        guard await credentials.beginChange(of: namespace) else { throw Self.overtaken }
        let result: Result<Void, GatewayError>
        do throws(GatewayError) {
            result = .success(try await change(namespace, to: password, isKnown: isKnown, on: upstream))
        } catch {
            result = .failure(error)
        }
        await credentials.endChange(of: namespace)
        await forgotten(.namespace(namespace))
        try result.get()
        return account.user
    }

    /// What the account of a namespace is called; `nil` where it has none, and while that cannot be told.
    func name(of namespace: String) async -> String? { try? await vault.account(of: namespace)?.user }

    /// Whether the registry takes the account as the vault has it.
    private func isTaken(_ account: ActingAccount, on upstream: UpstreamSpec) async throws(GatewayError) -> Bool {
        do throws(GatewayError) {
            _ = try await credentials.credential(for: account, on: upstream)
            return true
        } catch {
            guard error.code == .upstreamCredential else { throw error }
            return false
        }
    }

    private func change(
        _ namespace: String, to new: Secret, isKnown: Bool, on upstream: UpstreamSpec
    ) async throws(GatewayError) {
        guard let account = try await vault.account(of: namespace) else { throw GatewayError(.accountMissing) }
        // Once it were overwritten, nobody would know it any more when the registry puts it in place after all. The
        // same one may be asked for again.
        guard account.pending == nil || account.pending == new || !account.mayStillChange(at: credentials.now()) else {
            throw GatewayError(
                .conflict,
                message: "another change of the password may not have come to its end: try again in a few minutes")
        }
        guard !isKnown || account.password != new else {
            throw GatewayError(.fieldInvalid, message: PasswordEndpoint.sameAgain)
        }
        guard let marked = try await vault.setPending(new, on: account, now: credentials.now()) else {
            throw Self.overtaken
        }
        // From here on an error leaves the new one pending unless the registry has said that it is not in force. That it
        // was not reached proves nothing: the call may have been made twice, and the first one may have arrived.
        if isKnown, try await changeAsOwner(marked, to: new, on: upstream) { return }
        try await changeAsAdministrator(marked, to: new, on: upstream)
    }

    /// `false`: the registry does not take the old password.
    private func changeAsOwner(
        _ account: VaultAccount, to new: Secret, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> Bool {
        let change = Change(old_password: account.password.reveal(), new_password: new.reveal())
        let reply: UpstreamReply
        do throws(GatewayError) {
            reply = try await send(change, account, as: .namespace(account.namespace), to: upstream)
        } catch {
            guard error.code == .upstreamCredential else { throw error }
            return false
        }
        switch reply.status {
        case 200:
            try await commit(account, new)
            return true
        case 400: throw await withdrawn(account, "the registry does not take this password")
        case 403, 404: return false
        default: throw HarborLogin.unusable(reply, "a password")
        }
    }

    private func changeAsAdministrator(
        _ account: VaultAccount, to new: Secret, on upstream: UpstreamSpec
    ) async throws(GatewayError) {
        // Numbers of users are given anew where a registry was set up anew or the namespace has moved: nobody else's
        // password is to be changed.
        guard try await isStill(account, at: upstream) else {
            throw await withdrawn(account, "the registry does not have this account any more")
        }
        // Said once more, since an administrator's word needs no old password: whoever has changed it meanwhile would
        // lose his. Where another process has found the new one in force, all is done.
        guard let account = try await vault.setPending(new, on: account, now: credentials.now()) else {
            guard try await vault.account(of: account.namespace)?.password == new else { throw Self.overtaken }
            return
        }
        let reply = try await send(Change(new_password: new.reveal()), account, as: .upstream, to: upstream)
        switch reply.status {
        case 200: break
        // Also when it is the password already: from a call that was made twice, or set by somebody at the registry.
        case 400:
            let login = HarborLogin(caller: calls.caller, upstream: upstream)
            guard try await login.number(user: account.user, password: new) == account.userID else {
                throw await withdrawn(account, "the registry does not take this password")
            }
        case 403: throw await withdrawn(account, "the registry does not let the gateway change passwords")
        case 404: throw await withdrawn(account, "the registry does not have this account any more")
        default: throw HarborLogin.unusable(reply, "a password")
        }
        try await commit(account, new)
    }

    /// The registry has taken the new password. Another process may know that from a login already, or ask for the
    /// same one.
    private func commit(_ account: VaultAccount, _ new: Secret) async throws(GatewayError) {
        if try await vault.commitPending(of: account) { return }
        guard let other = try await vault.account(of: account.namespace) else { throw GatewayError(.accountMissing) }
        if other.password == new { return }
        guard other.pending == new, try await vault.commitPending(of: other) else { throw Self.overtaken }
    }

    private static let overtaken = GatewayError(
        .conflict, message: "the password is being changed by somebody else")

    /// Whether the number is that of this user still.
    private func isStill(_ account: VaultAccount, at upstream: UpstreamSpec) async throws(GatewayError) -> Bool {
        let call = UpstreamCall(method: "GET", target: "/api/v2.0/users/\(account.userID)")
        let reply = try await calls.send(call, as: .upstream, to: upstream)
        switch reply.status {
        case 200:
            guard let user = try? JSONDecoder().decode(NamedUser.self, from: Data(reply.body)) else {
                throw GatewayError(.upstreamMalformed, detail: "harbor: a user")
            }
            return user.username.utf8.elementsEqual(account.user.utf8) && user.sysadmin_flag != true
        case 404: return false
        default: throw HarborLogin.unusable(reply, "a user")
        }
    }

    private struct NamedUser: Decodable {
        let username: String
        let sysadmin_flag: Bool?
    }

    private func send(
        _ change: Change, _ account: VaultAccount, as acting: ActingAccount, to upstream: UpstreamSpec
    ) async throws(GatewayError) -> UpstreamReply {
        let call = try UpstreamCall(method: "PUT", target: "/api/v2.0/users/\(account.userID)/password", json: change)
        return try await calls.send(call, as: acting, to: upstream)
    }

    /// The registry has refused the new password. One that stays pending all the same is dropped by the next login.
    private func withdrawn(_ account: VaultAccount, _ message: String) async -> GatewayError {
        _ = try? await vault.dropPending(of: account)
        return GatewayError(.refusedUpstream, message: message)
    }
}
