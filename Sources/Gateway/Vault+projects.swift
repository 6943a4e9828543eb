import Domain
import Store
import Translation

/// Projects of registries that have no place for whose they are and whether they are public.
extension Vault {
    /// What a list of `/v1` shows at most; registries of this kind allow an account far fewer.
    private static let mostProjects = 10_000

    /// By name; at most 10,000. `nil`: of every namespace.
    /// - Parameter upstream: the registry's name in the policy.
    func projects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject] {
        let records = try await stored { store throws(StoreError) in
            try await store.projects(of: namespace, on: upstream, limit: Self.mostProjects)
        }
        return records.map { record in
            KeptProject(
                name: record.name, namespace: record.namespace, isPublic: record.isPublic,
                createdAt: record.createdAt, updatedAt: record.updatedAt)
        }
    }

    /// Notes what the registry has done. One that is added again is changed.
    func keep(_ change: ProjectChange, namespace: String, on upstream: String) async throws(GatewayError) {
        switch change {
        case .add(let name, let isPublic):
            let project = NewProject(upstream: upstream, name: name, namespace: namespace, isPublic: isPublic)
            try await stored { store throws(StoreError) in
                try await store.keepProject(project, now: Identity.now())
            }
        case .remove(let name, let owner):
            try await stored { store throws(StoreError) in
                try await store.removeProject(named: name, on: upstream, namespace: owner)
            }
        }
    }
}
