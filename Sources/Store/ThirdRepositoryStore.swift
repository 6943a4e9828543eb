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

    /// Nothing is changed when it is not added. Throws `otherMasterKey` as `RepositoryAccountStore` does.
    /// - Parameters:
    ///   - limit: the most that a namespace has.
    ///   - now: Unix seconds.
    func addThirdRepository(
        _ repository: NewThirdRepository, limit: Int, now: Int64
    ) async throws(StoreError) -> ThirdRepositoryAddition

    /// Deletes these at once, or none of them when it throws. The names that there were.
    func deleteThirdRepositories(named names: [String], namespace: String) async throws(StoreError) -> Set<String>
}

/// What became of a registry that was to be added.
package enum ThirdRepositoryAddition: Sendable, Equatable {
    case added
    /// The namespace has one of this name.
    case nameTaken
    /// The namespace has as many as it may.
    case full
}

/// One registry elsewhere as it is shown: without its password, which is not even read for that.
package struct ThirdRepositoryRecord: Sendable, Equatable {
    package let id: Int64
    /// What the namespace calls it (`repository_id`).
    package let name: String
    package let address: String
    package let user: String

    package init(id: Int64, name: String, address: String, user: String) {
        self.id = id
        self.name = name
        self.address = address
        self.user = user
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
