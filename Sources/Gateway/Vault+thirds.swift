import Domain
import Store

/// Registries elsewhere, without their passwords, which nobody is told.
extension Vault {
    /// What a namespace has at most, so that its rows stay few for whoever asks for all of them.
    static let mostThirds = 1_000

    /// One page of a namespace's registries by their number, and how many it has in all.
    /// - Parameter range: rows of the whole list, from 0.
    func thirds(
        namespace: String, descending: Bool, range: Range<Int>
    ) async throws(GatewayError) -> (rows: [ThirdRepositoryRecord], total: Int) {
        try await stored { store throws(StoreError) in
            try await store.thirdRepositories(namespace: namespace, isDescending: descending, range: range)
        }
    }

    /// `nil` when the namespace has none of exactly this name.
    func third(named id: String, namespace: String) async throws(GatewayError) -> ThirdRepositoryRecord? {
        try await stored { store throws(StoreError) in
            try await store.thirdRepository(named: id, namespace: namespace)
        }
    }

    /// Nothing is changed when it is not added.
    func addThird(
        named id: String, address: String, user: String, password: Secret, namespace: String
    ) async throws(GatewayError) -> ThirdRepositoryAddition {
        let record = SealedRecord.thirdPassword(namespace: namespace, name: id)
        return try await sealed(password, for: record) { store, box throws(StoreError) in
            let repository = NewThirdRepository(
                namespace: namespace, name: id, address: address, user: user, password: box)
            return try await store.addThirdRepository(repository, limit: Self.mostThirds, now: Identity.now())
        }
    }

    /// Deletes these at once, or none when it throws. The names that there were.
    func deleteThirds(named ids: [String], namespace: String) async throws(GatewayError) -> Set<String> {
        try await stored { store throws(StoreError) in
            try await store.deleteThirdRepositories(named: ids, namespace: namespace)
        }
    }
}
