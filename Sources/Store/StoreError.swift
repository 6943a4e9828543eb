package import Domain

/// Why the store gave no answer. Never "there is no such row", which is an answer (`nil` or `false`): a store that is
/// down must not look like a user who does not exist.
package enum StoreError: Error, Sendable, Equatable {
    /// The engine could not be reached or refused: locked, full, gone. Worth trying again.
    case unavailable(String)
    /// A row that this code could not have written. Trying again does not help.
    case corrupt(String)
    /// What was to be written is sealed with another master key than this one, with which all else is sealed. Nothing
    /// was written; worth trying again with that key.
    case otherMasterKey(String)

    /// For the log; names tables and columns, no values.
    package var detail: String {
        switch self {
        case .unavailable(let detail): "store unavailable: \(detail)"
        case .corrupt(let detail): "store corrupt: \(detail)"
        case .otherMasterKey(let id): "store sealed with master key \(id)"
        }
    }

    package var gatewayError: GatewayError {
        GatewayError(.storeUnavailable, detail: detail)
    }
}
