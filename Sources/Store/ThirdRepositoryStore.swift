package import Cryptography

/// Registries elsewhere that a business namespace pulls images from. Their names are unique inside the namespace.
package protocol ThirdRepositoryStore: Sendable {
    /// One page of a namespace's registries by their number, and how many it has in all.
    /// - Parameter range: rows of the whole list, from 0.
    func thirdRepositories(
        namespace: String, isDescending: Bool, range: Range<Int>
    ) async throws(StoreError) -> (rows: [ThirdRepositoryRecord], total: Int)

    /// The one of exactly this name.
    func thirdRepository(named name: String, namespace: String) async throws(StoreError) -> ThirdRepositoryRecord?

    /// `false`, with nothing changed, when the namespace has one of this name. Throws `otherMasterKey` as
    /// `RepositoryAccountStore` does.
    func addThirdRepository(_ repository: NewThirdRepository, now: Int64) async throws(StoreError) -> Bool

    /// Deletes these at once, or none of them when it throws. The names that there were.
    func deleteThirdRepositories(named names: [String], namespace: String) async throws(StoreError) -> Set<String>
}

/// One registry elsewhere as it is stored.
package struct ThirdRepositoryRecord: Sendable, Equatable {
    package let id: Int64
    package let namespace: String
    /// What the namespace calls it (`repository_id`).
    package let name: String
    package let address: String
    package let user: String
    package let password: SealedBox
    /// Unix seconds.
    package let createdAt: Int64
    package let updatedAt: Int64

    package init(
        id: Int64, namespace: String, name: String, address: String, user: String, password: SealedBox,
        createdAt: Int64, updatedAt: Int64
    ) {
        self.id = id
        self.namespace = namespace
        self.name = name
        self.address = address
        self.user = user
        self.password = password
        self.createdAt = createdAt
        self.updatedAt = updatedAt
    }
}

/// What it takes to make one.
package struct NewThirdRepository: Sendable {
    package let namespace: String
    package let name: String
    package let address: String
    package let user: String
    package let password: SealedBox

    package init(namespace: String, name: String, address: String, user: String, password: SealedBox) {
        self.namespace = namespace
        self.name = name
        self.address = address
        self.user = user
        self.password = password
    }
}
