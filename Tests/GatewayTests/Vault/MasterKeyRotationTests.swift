import Cryptography
import Domain
import Foundation
import Store
import Testing

@testable import Gateway
@testable import SQLiteStore

@Suite("Changing the master key, interrupted at any point")
struct MasterKeyRotationTests {
    private func add(_ namespace: String, to vault: Vault) async throws {
        let addition = try await vault.add(
            namespace: namespace, userID: 1, user: "robot-\(namespace)", email: "",
            password: Secret("Robot-\(namespace)"))
        #expect(addition == .added)
    }

    private func setPending(_ password: String, _ vault: Vault) async throws {
        let account = try #require(try await vault.account(of: "ns7"))
        #expect(try await vault.setPending(Secret(password), on: account, now: 1) != nil)
    }

    private func password(_ namespace: String, _ vault: Vault) async throws -> Secret? {
        try await vault.account(of: namespace)?.password
    }

    @Test("everything opens with the new key in the file alone, and the old one is gone")
    func whole() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            try await add("ns7", to: files.vault())
            let done = try #require(try await files.rotate())
            #expect(done.count == 1 && done.key.id != files.first.id)
            #expect(try files.keyInFile().bytes == done.key.bytes)
            #expect(!FileManager.default.fileExists(atPath: files.next))
            #expect(try await files.store.sealingKeys() == [done.key.id])
            #expect(try await password("ns7", files.vault(done.key)) == Secret("Robot-ns7"))
            let attributes = try FileManager.default.attributesOfItem(atPath: files.folder + "/master.key")
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
        }
    }

    @Test("a process that has the old key reads the file anew, to open and to seal, however late it is")
    func live() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            let vault = files.vault()
            try await add("ns7", to: vault)
            var last = files.first
            for round in 1...3 {
                last = try #require(try await files.rotate()).key
                if round == 2 { continue }
                #expect(try await password("ns7", vault) == Secret("Robot-ns7"))
                // Another one that comes to know of it only when it seals.
                let late = files.vault()
                try await add("new\(round)", to: late)
                try await setPending("Pending-\(round)", vault)
                #expect(try await files.store.sealingKeys() == [last.id])
            }
            #expect(try await vault.account(of: "ns7")?.pending == Secret("Pending-3"))
            #expect(try await password("new1", files.vault(last)) == Secret("Robot-new1"))
        }
    }

    @Test("killed before the store's transaction: nothing has changed, and the next rotation makes a key of its own")
    func before() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            try await add("ns7", to: files.vault())
            await #expect(throws: StartupError.self) {
                try await files.rotate { _, _ async throws(StartupError) in throw StartupError("test", "killed") }
            }
            let left = try MasterKeyFile.read(files.next)
            try await files.settle()
            #expect(try files.keyInFile().bytes == files.first.bytes)
            #expect(try await password("ns7", files.vault()) == Secret("Robot-ns7"))

            let done = try #require(try await files.rotate())
            #expect(done.key.id != left.id && done.count == 1)
            #expect(try files.keyInFile().id == done.key.id)
            #expect(!FileManager.default.fileExists(atPath: files.next))
        }
    }

    @Test("killed between the transaction and the rename: the store opens at once, and the next start renames")
    func between() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            try await add("ns7", to: files.vault())
            let new = try MasterKey.generate()
            await #expect(throws: StartupError.self) {
                try await files.rotate(to: new) { old, new async throws(StartupError) in
                    _ = try await files.reseal(old, new)
                    throw StartupError("test", "killed")
                }
            }
            #expect(try files.keyInFile().id == files.first.id)
            #expect(try await files.store.sealingKeys() == [new.id])
            let vault = files.vault()
            #expect(try await password("ns7", vault) == Secret("Robot-ns7"))
            try await add("ns8", to: vault)

            try await files.settle()
            #expect(try files.keyInFile().bytes == new.bytes)
            #expect(!FileManager.default.fileExists(atPath: files.next))
            try await files.settle()
            #expect(try await password("ns8", files.vault(new)) == Secret("Robot-ns8"))
        }
    }

    @Test("the next rotation completes the one that was killed before it begins its own")
    func resumed() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            try await add("ns7", to: files.vault())
            await #expect(throws: StartupError.self) {
                try await files.rotate { old, new async throws(StartupError) in
                    _ = try await files.reseal(old, new)
                    throw StartupError("test", "killed")
                }
            }
            let done = try #require(try await files.rotate())
            #expect(done.count == 1)
            #expect(try await password("ns7", files.vault(try files.keyInFile())) == Secret("Robot-ns7"))
        }
    }

    /// Of two the second could otherwise rename a key that the first has not sealed anything with yet over the only one
    /// that opens the store.
    @Test("of two at once one is turned away, and whoever starts meanwhile renames nothing")
    func alone() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            try await add("ns7", to: files.vault())
            let done = try await files.rotate { old, new async throws(StartupError) in
                let count = try await files.reseal(old, new)
                do {
                    let second = try await files.rotate()
                    #expect(second == nil)
                    try await files.settle()
                } catch {
                    throw StartupError("test", "\(error)")
                }
                #expect(FileManager.default.fileExists(atPath: files.next))
                return count
            }
            #expect(done?.count == 1)
            #expect(try files.keyInFile().id == done?.key.id)
        }
    }

    @Test("a rotation to the key that is there changes nothing")
    func same() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            try await add("ns7", to: files.vault())
            let done = try #require(try await files.rotate(to: files.first) { _, _ async throws(StartupError) in 0 })
            #expect(done.count == 0)
            #expect(try files.keyInFile().bytes == files.first.bytes)
            #expect(!FileManager.default.fileExists(atPath: files.next))
        }
    }

    @Test("a secret whose key is nowhere is told by its record's name and the key's, and never shown")
    func lost() async throws {
        try await MasterKeyFiles.with { (files) async throws in
            let other = try MasterKey.generate()
            try await add("ns7", to: Vault(store: files.store, masters: MasterKeySource(other)))
            let error = try await #require(throws: GatewayError.self) { try await files.vault().account(of: "ns7") }
            #expect(error.code == .internal)
            #expect(error.detail.contains("repository-account/ns7") && error.detail.contains(other.id))
            #expect(!"\(error)".contains("Robot-ns7"))
            let account = VaultAccount(
                namespace: "ns7", userID: 1, user: "robot-ns7", email: "", password: Secret("Robot-ns7"), pending: nil)
            let refused = try await #require(throws: GatewayError.self) {
                try await files.vault().setPending(Secret("New-12345"), on: account, now: 1)
            }
            #expect(refused.code == .storeUnavailable)
        }
    }
}
