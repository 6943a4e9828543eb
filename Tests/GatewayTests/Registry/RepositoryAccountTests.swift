import Domain
import Policy
import Proxy
import StandIns
import Testing
import Translation

@testable import Gateway

@Suite("Registry accounts of namespaces")
struct RepositoryAccountTests {
    private func failure(_ body: () async throws(GatewayError) -> Void) async -> GatewayError? {
        do throws(GatewayError) {
            try await body()
            return nil
        } catch {
            return error
        }
    }

    @Test("an account is made at Harbor as the gateway's own, kept in the vault, and good at once")
    func create() async throws {
        try await withRepositoryAccounts { (it) async throws in
            // Somebody asked before.
            let before = await code { () async throws(GatewayError) in
                try await it.trial.credentials.credential(for: .namespace("ns8"), on: it.trial.upstream)
            }
            #expect(before == .accountMissing)
            try await it.create()
            let user = try #require(it.user("alice"))
            #expect(user.email == "alice@breakwater.invalid" && user.realName == "alice" && !user.isAdministrator)
            #expect(user.comment == "namespace ns8")
            let kept = try #require(it.trial.vault["ns8"])
            #expect(kept.userID == Int64(user.id) && kept.user == "alice" && kept.email == user.email)
            #expect(kept.password == Secret("New-Passw0rd") && kept.pending == nil)
            let credential = try await it.trial.credentials.credential(for: .namespace("ns8"), on: it.trial.upstream)
            #expect(credential.user == "alice")
        }
    }

    @Test(
        "a name that is no mail address gets one all the same, and each another",
        arguments: ["Ada L.", "ada@x", "a..b"])
    func email(name: String) async throws {
        try await withRepositoryAccounts { (it) async throws in
            try await it.create(name)
            let email = try #require(it.user(name)?.email)
            #expect(email.hasPrefix("user-") && email.hasSuffix("@breakwater.invalid") && email.utf8.count < 64)
            try await it.create(name + "2", for: "ns9")
            #expect(it.user(name + "2")?.email != email)
        }
    }

    @Test("a namespace has one account, and none where the registry has no accounts")
    func one() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let again = await failure { () async throws(GatewayError) in try await it.create(for: "ns7") }
            #expect(again?.code == .conflict)
            let swr = await failure { () async throws(GatewayError) in try await it.create(for: "cloud") }
            #expect(swr?.code == .backendUnsupported)
            #expect(swr?.message?.hasPrefix("not supported by this backend: ") == true)
            let nobody = await failure { () async throws(GatewayError) in try await it.create(for: "") }
            #expect(nobody?.code == .targetRefused)
            let off = await failure { () async throws(GatewayError) in try await it.create(for: "nowhere") }
            #expect(off?.code == .upstreamOff)
            #expect(it.trial.caller.calls == [])
        }
    }

    @Test("a name that somebody has is taken, and nobody's password is tried for it")
    func taken() async throws {
        try await withRepositoryAccounts { (it) async throws in
            for name in ["robin", "gateway"] {
                let error = await failure { () async throws(GatewayError) in try await it.create(name) }
                #expect(error?.code == .conflict && error?.message == "user: this name is taken")
            }
            #expect(it.trial.harbor.use.refusedLogins == 0 && it.trial.harbor.basicCalls == 0)
            #expect(it.trial.vault["ns8"] == nil)
        }
    }

    @Test("the name of another namespace's account is not even asked for, whatever registry he is of")
    func known() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.harbor.change { $0.accounts.removeAll { $0.name == "robin" } }
            let error = await failure { () async throws(GatewayError) in try await it.create("robin") }
            #expect(error?.code == .conflict && error?.message == "user: this name is taken")
            #expect(it.trial.caller.calls == [])
        }
    }

    /// He may have found the user that this one has just made, and may have proven himself with the same password.
    @Test("a user whom another process takes over first is that namespace's, and is not removed")
    func overtaken() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.vault.overtake(.add) { account in
                VaultAccount(
                    namespace: "ns7", userID: account.userID + 1, user: "alice", email: account.email,
                    password: Secret("New-Passw0rd"), pending: nil)
            }
            let error = await failure { () async throws(GatewayError) in try await it.create() }
            #expect(error?.code == .conflict && error?.message == "user: this name is taken")
            #expect(it.user("alice") != nil && it.trial.vault["ns8"] == nil)
        }
    }

    @Test("what Harbor does not take, or does not let the gateway do, is said")
    func refusals() async throws {
        let rows: [(Int, GatewayError.Code)] = [
            (400, .refusedUpstream), (403, .refusedUpstream), (422, .upstreamMalformed), (500, .upstreamMalformed),
            (429, .upstreamLimited), (200, .upstreamMalformed),
        ]
        try await withRepositoryAccounts { (it) async throws in
            for (status, expected) in rows {
                it.trial.caller.answer("POST /api/v2.0/users", with: UpstreamReply(status: status))
                let error = await failure { () async throws(GatewayError) in try await it.create() }
                #expect(error?.code == expected, "\(status)")
            }
            it.trial.caller.fail("POST /api/v2.0/users", with: .upstreamTimeout)
            let found1 = await failure { () async throws(GatewayError) in try await it.create() }?.code
            #expect(found1 == .upstreamTimeout)
            #expect(it.trial.vault["ns8"] == nil && it.user("alice") == nil)
        }
    }

    @Test(
        "a new user without a number in Location is asked who he is",
        arguments: [nil, "", "/api/v2.0/users/", "/api/v2.0/users/x", "/api/v2.0/users/-1", "/api/v2.0/users/0"])
    func number(location: String?) async throws {
        try await withRepositoryAccounts { (it) async throws in
            let fields = location.map { [(name: "Location", value: $0)] } ?? []
            it.trial.caller.answer(
                "POST /api/v2.0/users", isCarriedOut: true, with: UpstreamReply(status: 201, fields: fields))
            try await it.create()
            #expect(it.trial.vault["ns8"]?.userID == it.user("alice").map { Int64($0.id) })
        }
    }

    // MARK: Between Harbor and the store

    @Test("when the store does not take the account, the user is removed again")
    func compensation() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.vault.fail(.add)
            let error = await failure { () async throws(GatewayError) in try await it.create() }
            #expect(error?.code == .storeUnavailable)
            #expect(it.user("alice") == nil)
            it.trial.vault.fail()
            try await it.create()
        }
    }

    @Test("when he cannot be removed either, asking again takes him over")
    func orphan() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.vault.fail(.add)
            it.trial.caller.fail("DELETE", with: .upstreamTimeout)
            let error = await failure { () async throws(GatewayError) in try await it.create() }
            #expect(error?.code == .storeUnavailable && error?.detail.contains("stays at") == true)
            let left = try #require(it.user("alice"))
            it.trial.vault.fail()
            try await it.create()
            #expect(it.trial.vault["ns8"]?.userID == Int64(left.id))
            #expect(it.trial.harbor.registry.accounts.count { $0.name == "alice" } == 1)
        }
    }

    @Test("a creation whose answer was lost is found again")
    func lost() async throws {
        try await withRepositoryAccounts { (it) async throws in
            it.trial.caller.fail("POST /api/v2.0/users", isCarriedOut: true, with: .upstreamClosed)
            let found2 = await failure { () async throws(GatewayError) in try await it.create() }?.code
            #expect(found2 == .upstreamClosed)
            try await it.create()
            #expect(it.trial.vault["ns8"]?.user == "alice")
        }
    }

    @Test("a user whom the gateway made is not taken over with another password, nor one whom it did not make")
    func noOrphan() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let login = HarborRegistry.Login(name: "alice", password: Secret("New-Passw0rd"))
            it.trial.harbor.change { $0.addAccount(login, email: "alice@example.org") }
            let found3 = await failure { () async throws(GatewayError) in try await it.create() }?.code
            #expect(found3 == .conflict)
            #expect(it.trial.harbor.basicCalls == 0)
            let bob = HarborRegistry.Login(name: "bob", password: Secret("Other-Passw0rd"))
            it.trial.harbor.change { $0.addAccount(bob, email: "bob@breakwater.invalid") }
            let error = await failure { () async throws(GatewayError) in try await it.create("bob") }
            #expect(error?.code == .conflict)
            #expect(it.trial.vault["ns8"] == nil && it.user("bob") != nil)
        }
    }

    @Test("an administrator is never taken over")
    func administrator() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let login = HarborRegistry.Login(name: "root", password: Secret("New-Passw0rd"))
            it.trial.harbor.change {
                $0.addAccount(login, email: "root@breakwater.invalid", isAdministrator: true)
            }
            let found4 = await failure { () async throws(GatewayError) in try await it.create("root") }?.code
            #expect(found4 == .conflict)
            #expect(it.trial.vault["ns8"] == nil)
        }
    }

    @Test("of two namespaces that ask for one name at once, one gets it")
    func race() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let codes = await withTaskGroup(of: GatewayError.Code?.self) { group in
                for number in 10..<20 {
                    group.addTask {
                        await code { () async throws(GatewayError) in try await it.create(for: "ns\(number)") }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(codes.count { $0 == nil } == 1 && codes.count { $0 == .conflict } == 9)
            #expect((10..<20).count { it.trial.vault["ns\($0)"] != nil } == 1)
            #expect(it.user("alice") != nil)
        }
    }
}
