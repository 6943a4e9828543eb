/// What a sealed secret belongs to. Its name is sealed along, so that a box that is moved to another record does not
/// open.
package enum SealedRecord: Sendable, Hashable {
    /// The private half of a token key, or its secret.
    case tokenKey(String)
    case accountPassword(namespace: String)
    case pendingPassword(namespace: String)
    /// No name of a registry has a slash in it, so that no two of these records have one name.
    case thirdPassword(namespace: String, name: String)

    package var name: String {
        switch self {
        case .tokenKey(let id): "token key \(id)"
        case .accountPassword(let namespace): "repository-account/\(namespace)"
        case .pendingPassword(let namespace): "repository-account-pending/\(namespace)"
        case .thirdPassword(let namespace, let name): "third/\(namespace)/\(name)"
        }
    }
}
