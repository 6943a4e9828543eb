import Domain

extension SWRContext {
    /// Checks that the caller may use this organization, without asking SWR: it knows one account for all of them.
    /// - Throws: `.targetRefused`.
    func requireOwn(_ organization: SWROrganizationName, field: String) throws(GatewayError) {
        guard owns(organization.value) else { throw Self.refusal(field: field) }
    }

    func owns(_ organization: String) -> Bool {
        seesAll || projects.contains { $0.name == organization }
    }

    /// What is asked of the store again right before something of this organization is deleted: the name may have
    /// changed hands since. `nil` for who may use all of them.
    func held(_ organization: SWROrganizationName) -> KeptProject? {
        seesAll ? nil : projects.first { $0.name == organization.value }
    }

    static func refusal(field: String) -> GatewayError {
        GatewayError(.targetRefused, message: "\(field): not a project of your namespace")
    }

    /// The organizations of which anything is kept, by name.
    var kept: [String: KeptProject] {
        Dictionary(projects.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
    }
}
