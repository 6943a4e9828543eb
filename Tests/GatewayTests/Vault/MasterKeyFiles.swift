import Cryptography
import Domain
import Foundation
import Store

@testable import Gateway
@testable import SQLiteStore

/// An installation's folder with a store and a master key, as rotations work on it.
struct MasterKeyFiles {
    let folder: String
    let store: SQLiteAccountStore
    /// The key at the start.
    let first: MasterKey

    static func with(_ body: (MasterKeyFiles) async throws -> Void) async throws {
        try await withStateFolder { (folder) async throws in
            let store = try SQLiteAccountStore(path: folder + "/accounts.db")
            let key = try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true)
            try await body(MasterKeyFiles(folder: folder, store: store, first: key))
        }
    }

    var next: String { MasterKeyFile.nextPath(in: folder) }

    /// As a process that started with this key.
    func masters(_ key: MasterKey? = nil) -> MasterKeySource { MasterKeySource(key ?? first, stateDirectory: folder) }
    func vault(_ key: MasterKey? = nil) -> Vault { Vault(store: store, masters: masters(key)) }

    func keyInFile() throws -> MasterKey { try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: false) }

    func settle() async throws {
        try await MasterKeyFile.settle(in: folder) { () async throws(StartupError) in
            try await IdentityFiles.sealingKeys(of: store)
        }
    }

    /// - Parameter reseal: what happens in the place of the store's transaction.
    @discardableResult
    func rotate(
        to given: MasterKey? = nil, reseal: ((MasterKey, MasterKey) async throws(StartupError) -> Int)? = nil
    ) async throws -> (key: MasterKey, count: Int)? {
        try await MasterKeyFile.rotate(
            in: folder, to: given,
            sealingKeys: { () async throws(StartupError) in try await IdentityFiles.sealingKeys(of: store) },
            reseal: { old, new async throws(StartupError) in
                if let reseal { return try await reseal(old, new) }
                return try await self.reseal(old, new)
            })
    }

    func reseal(_ old: MasterKey, _ new: MasterKey) async throws(StartupError) -> Int {
        do {
            return try await store.reseal { record, box throws(StoreError) in
                do {
                    return try new.seal(try old.open(box, for: record.name), for: record.name)
                } catch {
                    throw .corrupt(record.name)
                }
            }
        } catch {
            throw StartupError("store", error.detail)
        }
    }
}
