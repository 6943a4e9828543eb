import Cryptography
import Domain
import Foundation
import Store
import Testing

@testable import Gateway

@Suite("A master key that changes beside a running gateway")
struct LiveMasterKeyTests {
    private func console(_ bed: Testbed) throws -> Console {
        try Console(
            try Settings.load(
                file: nil, environment: [:], overrides: [.stateDirectory: bed.stateDirectory, .logAudit: "off"]))
    }

    private func fill(_ vault: Vault) async throws {
        let addition = try await vault.add(
            namespace: "ns7", userID: 1, user: "robot", email: "", password: Secret("Robot-123"))
        #expect(addition == .added)
        let account = try #require(try await vault.account(of: "ns7"))
        #expect(try await vault.setPending(Secret("Robot-124"), on: account, now: 1) != nil)
        let third = try await vault.addThird(
            named: "hub", address: "hub", user: "u", password: Secret("Pull-123"), namespace: "ns7")
        #expect(third == .added)
    }

    @Test("all secrets are sealed anew; tokens, logins and accounts go on, and new secrets are of the new key")
    func told() async throws {
        try await Testbed.with { bed in
            let vault = bed.gateway.identity.vault
            try await fill(vault)
            let before = try #require(try await vault.account(of: "ns7"))
            let token = try await bed.login()
            let done = try await console(bed).rotateMasterKey(newKey: nil)
            #expect(done.secrets == 4, "a token key, a password, a pending one, a registry's")
            #expect(try await bed.tell() == .done)
            #expect(try await bed.status(of: token) == 200)
            #expect(try await bed.answer(to: .login()).status == 200)
            let account = try #require(try await vault.account(of: "ns7"))
            #expect(account.password == Secret("Robot-123") && account.pending == Secret("Robot-124"))
            #expect(account == before, "who was changing the password may go on")
            #expect(try await vault.commitPending(of: before))
            _ = try #require(try await bed.tokenKeys().rotate(ahead: 0, now: Identity.now()))
            #expect(try await bed.tell() == .done)
            #expect(try await bed.status(of: try await bed.login()) == 200)
            #expect(try await bed.gateway.identity.store.sealingKeys() == [done.id])
            let names = try FileManager.default.contentsOfDirectory(atPath: bed.stateDirectory)
            #expect(names.contains("master.key") && !names.contains("master.key.next"))
        }
    }

    @Test("a gateway that nobody told finds out when it opens or seals something")
    func untold() async throws {
        try await Testbed.with { bed in
            let vault = bed.gateway.identity.vault
            try await fill(vault)
            let done = try await console(bed).rotateMasterKey(newKey: nil)
            let addition = try await vault.add(
                namespace: "ns8", userID: 2, user: "other", email: "", password: Secret("Robot-888"))
            #expect(addition == .added)
            #expect(try await vault.account(of: "ns7")?.password == Secret("Robot-123"))
            #expect(try await bed.gateway.identity.store.sealingKeys() == [done.id])
        }
    }

    @Test("the command says how many secrets are sealed with which key, and the gateway starts again with it")
    func command() async throws {
        try await GatewayProcess.with { gateway in
            let token = try await gateway.answer(to: .login()).token()
            let first = try await gateway.run("keys", "rotate", "--master")
            #expect(first.status == 0 && first.errors == "")
            let pattern = /re-encrypted 1 secrets under master key ([0-9a-f]{16})\n/
            let id = try #require(first.output.wholeMatch(of: pattern)).1
            #expect(try await gateway.answer(to: .whoami(token)).status == 200)
            #expect(try await gateway.answer(to: .login()).status == 200)
            #expect(try await gateway.run("keys", "rotate", "--now").status == 0)
            let second = try await gateway.run("keys", "rotate", "--master")
            #expect(second.output.hasPrefix("re-encrypted 2 secrets under master key "))
            #expect(!second.output.contains(id))
            await gateway.crash()
            try await gateway.restart()
            #expect(try await gateway.answer(to: .whoami(token)).status == 200)
        }
    }

    @Test(
        "the flags of the two kinds of keys do not go together",
        arguments: [["--master", "--now"], ["--new-key", "a"]])
    func flags(arguments: [String]) async throws {
        try await GatewayProcess.with { gateway in
            let outcome = try await gateway.run(["keys", "rotate"] + arguments, input: "")
            #expect(outcome.status == 64 || outcome.status == 2, "\(outcome.status)")
            #expect(outcome.errors.contains(" is for "))
        }
    }

    /// Nobody but whoever set it can change a setting; a gateway that has it from there would be left without.
    @Test("a master key that is a setting is changed with a key from a file, while no gateway runs")
    func setting() async throws {
        let variable = "BREAKWATER_MASTER_KEY"
        let old = String(repeating: "ab", count: 32)
        let new = String(repeating: "cd", count: 32)
        try await GatewayProcess.with(environment: [variable: old]) { gateway in
            try await withStateFolder { (folder) async throws in
                let file = folder + "/new.key"
                #expect(try PrivateFile.create(Array(new.utf8), at: file))
                let bare = try await gateway.run("keys", "rotate", "--master")
                #expect(bare.status == 1 && bare.errors.contains("--new-key"))
                let running = try await gateway.run("keys", "rotate", "--master", "--new-key", file)
                #expect(running.status == 1 && running.errors.contains("a gateway runs"))
                #expect(try await gateway.answer(to: .login()).status == 200)

                await gateway.crash()
                let done = try await gateway.run("keys", "rotate", "--master", "--new-key", file)
                #expect(done.status == 0 && done.output.hasPrefix("re-encrypted 1 secrets under master key "))
                #expect(done.errors.contains(variable), "what is left to do is said")
                let again = try await gateway.run("keys", "rotate", "--master", "--new-key", file)
                #expect(again.status == 0 && again.output.hasPrefix("re-encrypted 0 secrets under master key "))
                #expect(!(done.output + done.errors).contains("cdcd"))

                #expect(try await gateway.run("token", "issue", "admin").errors.contains("master key"))
                let issued = try await gateway.run("token", "issue", "admin", environment: [variable: new])
                #expect(issued.status == 0)
            }
        }
    }
}
