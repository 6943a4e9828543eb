package import Cryptography

/// All that is sealed under the master key, whatever it is: token keys and passwords.
package protocol SealedStore: Sendable {
    /// The names of the master keys that anything is sealed with: one, or none in a store without secrets.
    func sealingKeys() async throws(StoreError) -> Set<String>

    /// Puts what `transform` makes of each box in its place: of all of them, or of none when anything throws. How many
    /// boxes are others than before; when there are any, the gateways read the token keys anew.
    func reseal(
        _ transform: @escaping @Sendable (SealedRecord, SealedBox) throws(StoreError) -> SealedBox
    ) async throws(StoreError) -> Int
}
