import Domain
import Store

/// What registers a registry elsewhere: every field required and checked.
struct ThirdRepositoryForm {
    let name: String
    let address: String
    let user: String
    let password: Secret

    init(_ body: JSONBody) throws(GatewayError) {
        name = try body.text(RegistryFieldRules.thirdName)
        address = try body.text(RegistryFieldRules.thirdAddress)
        user = try body.text(RegistryFieldRules.thirdUser)
        password = Secret(try body.text(RegistryFieldRules.thirdPassword))
    }
}

extension Principal {
    /// The business namespace of the caller, whose registries these are. That of a system administrator is `default`.
    func requireNamespace() throws(GatewayError) -> String {
        guard !namespace.isEmpty else { throw GatewayError(.roleRefused, detail: "the caller has no namespace") }
        return namespace
    }
}

/// A registry elsewhere as it is shown.
struct ThirdRepositoryRow: Encodable {
    /// Only in lists.
    let id: Int64?
    let repositoryId: String
    let address: String
    let user: String

    init(_ repository: ThirdRepositoryRecord, isListed: Bool) {
        id = isListed ? repository.id : nil
        repositoryId = repository.name
        address = repository.address
        user = repository.user
    }
}
