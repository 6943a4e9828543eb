import Cryptography
import Foundation
import GRDB
import Store
import Tokens

@testable import Gateway
@testable import SQLiteStore

/// Runs `body` with the path of a new folder that is removed after.
func withStateFolder<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let folder = NSTemporaryDirectory() + "breakwater-state-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try await body(folder)
}

/// Runs `body` with the keys of a new store.
func withTokenKeys<Result>(
    _ algorithm: Algorithm = .es256, tokenLife: Int64 = 1_000, _ body: (TokenKeys) async throws -> Result
) async throws -> Result {
    try await withStateFolder { (folder) async throws in
        let store = try SQLiteAccountStore(path: folder + "/accounts.db")
        // As if no gateway had said yet how long its tokens live: the keys say it.
        try await store.pool.write { try $0.execute(sql: "UPDATE breakwater_counter SET token_life = 0") }
        let master = try MasterKey.generate()
        return try await body(TokenKeys(store: store, master: master, algorithm: algorithm, tokenLife: tokenLife))
    }
}

extension TokenKeys {
    /// The same store in the eyes of a gateway with other settings.
    func with(algorithm: Algorithm? = nil, master: MasterKey? = nil) -> TokenKeys {
        TokenKeys(
            store: store, master: master ?? self.master, algorithm: algorithm ?? self.algorithm, tokenLife: tokenLife)
    }

    /// Names of the stored keys, in the order in which they were added.
    func names() async throws -> [String] { try await records().map(\.id) }
}
