import Domain
import Store

/// A registry elsewhere, without its password, which nobody is told.
struct ThirdRepository: Sendable, Equatable {
    let id: Int64
    /// What the namespace calls it.
    let name: String
    let address: String
    let user: String
}

extension Vault {
    /// One page of a namespace's registries by their number, and how many it has in all.
    /// - Parameter range: rows of the whole list, from 0.
    func thirds(
        namespace: String, descending: Bool, range: Range<Int>
    ) async throws(GatewayError) -> (rows: [ThirdRepository], total: Int) {
        let (rows, total) = try await stored { store throws(StoreError) in
            try await store.thirdRepositories(namespace: namespace, isDescending: descending, range: range)
        }
        return (rows.map(ThirdRepository.init), total)
    }

    /// `nil` when the namespace has none of exactly this name.
    func third(named id: String, namespace: String) async throws(GatewayError) -> ThirdRepository? {
        let found = try await stored { store throws(StoreError) in
            try await store.thirdRepository(named: id, namespace: namespace)
        }
        return found.map(ThirdRepository.init)
    }

    /// `false`, with nothing changed, when the namespace has one of this name.
    func addThird(
        named id: String, address: String, user: String, password: Secret, namespace: String
    ) async throws(GatewayError) -> Bool {
        let record = SealedRecord.thirdPassword(namespace: namespace, name: id)
        return try await sealed(password, for: record) { store, box throws(StoreError) in
            let repository = NewThirdRepository(
                namespace: namespace, name: id, address: address, user: user, password: box)
            return try await store.addThirdRepository(repository, now: Identity.now())
        }
    }

    /// `false` when the namespace has none of this name.
    func deleteThird(named id: String, namespace: String) async throws(GatewayError) -> Bool {
        try await !deleteThirds(named: [id], namespace: namespace).isEmpty
    }

    /// Deletes these at once, or none when it throws. The names that there were.
    func deleteThirds(named ids: [String], namespace: String) async throws(GatewayError) -> Set<String> {
        try await stored { store throws(StoreError) in
            try await store.deleteThirdRepositories(named: ids, namespace: namespace)
        }
    }
}

extension ThirdRepository {
    fileprivate init(_ record: ThirdRepositoryRecord) {
        self.init(id: record.id, name: record.name, address: record.address, user: record.user)
    }
}
