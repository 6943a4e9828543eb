import Cryptography
import Domain
import Proxy
import Foundation
import Logging
import SQLiteStore
import Store
import Telemetry
import Testing
import Tokens

@testable import Gateway

@Suite("Callers who log in with each request")
struct BasicLoginTests {
    /// Accounts in a store of their own, and a login with a clock that the test moves.
    private struct Trial {
        let login: BasicLogin
        let store: SQLiteAccountStore
        let clock: TrialClock
        let auditFile: String
        let audit: AuditTrail

        func principal(_ user: String = "ada", _ password: String = "Passw0rd-1") async throws(GatewayError)
            -> Principal
        {
            try await login.caller(user: user, password: password, address: "192.0.2.1").principal
        }

        func user() async throws -> UserRecord { try #require(try await store.user(named: "ada")) }

        func auditLines() throws -> [String] {
            audit.sink.flush()
            return try String(contentsOfFile: auditFile, encoding: .utf8).split(separator: "\n").map(String.init)
        }
    }

    private func withTrial(
        failures: Int = 5, status: UserStatus = .approved, _ body: (Trial) async throws -> Void
    ) async throws {
        try await withStateFolder { (folder) async throws in
            let store = try SQLiteAccountStore(path: folder + "/accounts.db")
            let masters = MasterKeySource(try MasterKey.generate())
            let keys = TokenKeys(store: store, masters: masters, algorithm: .es256, tokenLife: 1_000)
            _ = try await keys.ensure(now: 1)
            let cabinet = KeyCabinet(try await keys.ring().ring)
            let issuer = try TokenIssuer(issuer: "http://gateway.test", audience: "a", lifetime: 3_600, session: 7_200)
            let file = folder + "/audit.log"
            let sink = try LogSink.make(.file(file), logger: Logger(label: "trial"))
            defer { sink.close() }
            let audit = AuditTrail(sink: sink)
            let feed = IdentityFeed(
                store: store, keys: keys, cabinet: cabinet, cursor: 0, logger: Logger(label: "trial"),
                makeVerifier: { TokenVerifier(keys: $0, issuer: "http://gateway.test", audience: "a") })
            let limits = Settings.Throttle(
                failures: failures, window: .seconds(900), longestWait: .seconds(60), address: 60, total: 600,
                registrations: 10)
            let identity = Identity(
                store: store, passwords: .forPasswords(cores: 2), signatures: .forSignatures(), issuer: issuer,
                keys: cabinet, feed: feed, throttle: LoginThrottle(limits), turns: LoginTurns(limit: failures),
                audit: audit, rules: AccountRules(phoneDigits: 11), rotation: .overlap,
                vault: Vault(store: store, masters: masters))
            let ada = NewUser(
                name: "ada", password: try await identity.hash("Passw0rd-1"), realName: "Ada", phone: nil,
                isAdministrator: false, namespace: "ns7", status: status)
            _ = try await store.addUser(ada, now: 1)
            let clock = TrialClock()
            let login = try BasicLogin(identity: identity, now: { clock.instant })
            try await body(Trial(login: login, store: store, clock: clock, auditFile: file, audit: audit))
            await identity.passwords.shutDown()
            await identity.signatures.shutDown()
        }
    }

    @Test("a name and a password are a caller with his role and namespace, and without a session")
    func principal() async throws {
        try await withTrial { (trial) async throws in
            let id = try await trial.user().id
            let expected = Principal(userID: id, name: "ada", role: .member, namespace: "ns7", session: "")
            for _ in 0..<3 { #expect(try await trial.principal() == expected) }
            let lines = try trial.auditLines()
            #expect(lines.count == 1, "a password that was right a moment ago is no new login")
            #expect(lines.first?.contains("\"login\"") == true && lines.first?.contains("192.0.2.1") == true)
            #expect(!lines.joined().contains("Passw0rd"))
        }
    }

    @Test("it is hashed again after a minute")
    func minute() async throws {
        try await withTrial { (trial) async throws in
            _ = try await trial.principal()
            trial.clock.advance(.milliseconds(59_999))
            _ = try await trial.principal()
            #expect(try trial.auditLines().count == 1)
            trial.clock.advance(.milliseconds(1))
            _ = try await trial.principal()
            #expect(try trial.auditLines().count == 2)
        }
    }

    @Test("what the account has become counts at once")
    func changes() async throws {
        try await withTrial { (trial) async throws in
            #expect(try await trial.principal().role == .member)
            let other = try PasswordHash(hashing: Array("Passw0rd-2".utf8))
            #expect(try await trial.store.changePassword(of: trial.user(), to: other, keeping: nil, now: 2))
            let found1 = await code { () async throws(GatewayError) in try await trial.principal() }
            #expect(found1 == .loginRefused)
            _ = try await trial.principal("ada", "Passw0rd-2")
            #expect(try await trial.store.changeStatus(of: trial.user(), to: .pending, now: 3))
            #expect(try await trial.principal("ada", "Passw0rd-2").role == .pending)
            #expect(try await trial.store.changeStatus(of: trial.user(), to: .forbidden, now: 4))
            let banned = await code { () async throws(GatewayError) in try await trial.principal("ada", "Passw0rd-2") }
            #expect(banned == .accountRefused)
            #expect(try await trial.store.deleteUser(trial.user(), now: 5))
            let gone = await code { () async throws(GatewayError) in try await trial.principal("ada", "Passw0rd-2") }
            #expect(gone == .loginRefused)
        }
    }

    @Test("unknown names and wrong passwords are one answer, and wrong ones are counted as at a login")
    func guessing() async throws {
        try await withTrial(failures: 2) { (trial) async throws in
            _ = try await trial.principal()
            for name in ["bob", "bob", "ada", "ada"] {
                let wrong = await code { () async throws(GatewayError) in try await trial.principal(name, "Wrong-1") }
                #expect(wrong == .loginRefused)
            }
            let third = await code { () async throws(GatewayError) in try await trial.principal("ada", "Wrong-1") }
            #expect(third == .throttled)
            // Who has the password and was here before does not stand behind those who guess.
            _ = try await trial.principal()
            #expect(try trial.auditLines().count == 6)
        }
    }

    @Test("parts of the two do not change places")
    func parts() async throws {
        try await withTrial { (trial) async throws in
            _ = try await trial.principal()
            for (user, password) in [("ad", "aPassw0rd-1"), ("ada\u{0}Passw0rd-1", ""), ("", "ada\u{0}Passw0rd-1")] {
                let found = await code { () async throws(GatewayError) in try await trial.principal(user, password) }
                #expect(found == .loginRefused)
            }
        }
    }

    @Test("an account that may not log in is told so, if the password is its own")
    func barred() async throws {
        try await withTrial(status: .forbidden) { (trial) async throws in
            let barred = await code { () async throws(GatewayError) in try await trial.principal() }
            #expect(barred == .accountRefused)
            let wrong = await code { () async throws(GatewayError) in try await trial.principal("ada", "Wrong-1") }
            #expect(wrong == .loginRefused)
        }
    }
}
