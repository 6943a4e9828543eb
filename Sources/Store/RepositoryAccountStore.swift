/// Reads of the registry accounts, of which each business namespace has at most one.
package protocol RepositoryAccountStore: Sendable {
    func hasRepositoryAccount(namespace: String) async throws(StoreError) -> Bool
}
