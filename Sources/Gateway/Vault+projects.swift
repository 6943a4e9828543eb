import Domain
import Store
import Translation

/// Projects of registries that have no place for whose they are and whether they are public, or that have another owner
/// for them.
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
                name: record.name, number: record.number, namespace: record.namespace, isPublic: record.isPublic,
                createdAt: record.createdAt, updatedAt: record.updatedAt, missingSince: record.missingSince)
        }
    }

    /// Notes what the registry has done, or is about to be asked for. One that is added again is changed.
    ///
    /// Throws `.conflict` besides where a project is not to be made, or made again, for this namespace now, and
    /// `.targetRefused` where one that is to be affirmed is not kept as it was.
    func keep(_ change: ProjectChange, namespace: String, on upstream: String) async throws(GatewayError) {
        func intent(_ name: String) -> ProjectIntent {
            ProjectIntent(upstream: upstream, name: name, namespace: namespace)
        }
        func record(_ project: KeptProject) -> ProjectRecord {
            ProjectRecord(
                upstream: upstream, number: project.number, name: project.name, namespace: project.namespace,
                isPublic: project.isPublic, createdAt: project.createdAt, updatedAt: project.updatedAt,
                missingSince: project.missingSince)
        }
        switch change {
        case .add(let name, let isPublic):
            let project = NewProject(upstream: upstream, name: name, namespace: namespace, isPublic: isPublic)
            try await keep(project)
        case .grant(let number, let name, let isPublic):
            let project = NewProject(
                upstream: upstream, number: number, name: name, namespace: namespace, isPublic: isPublic)
            try await keep(project)
        case .remove(let project):
            try await stored { store throws(StoreError) in
                try await store.removeProject(record(project), withPermission: true)
            }
        case .vanish(let project):
            try await stored { store throws(StoreError) in
                try await store.removeProject(record(project), withPermission: false)
            }
        case .miss(let project):
            try await stored { store throws(StoreError) in
                try await store.missProject(record(project), now: Identity.now())
            }
        case .see(let projects):
            try await stored { store throws(StoreError) in try await store.seeProjects(projects.map(record)) }
        case .affirm(let project):
            let isKept = try await stored { store throws(StoreError) in try await store.isKept(record(project)) }
            guard isKept else {
                throw GatewayError(.targetRefused, message: "not a project of your namespace any more")
            }
        case .withdraw(let number):
            try await stored { store throws(StoreError) in
                try await store.removeProject(numbered: number, on: upstream)
            }
        case .intend(let name):
            try await noted { store throws(StoreError) in
                try await store.intendProject(intent(name), now: Identity.now())
            }
        case .reclaim(let name, let number, let madeAt):
            try await noted { store throws(StoreError) in
                try await store.reclaimProject(intent(name), number: number ?? 0, madeAt: madeAt, now: Identity.now())
            }
        case .forgo(let name):
            try await stored { store throws(StoreError) in try await store.forgoProject(intent(name)) }
        }
    }

    private func keep(_ project: NewProject) async throws(GatewayError) {
        try await stored { store throws(StoreError) in
            try await store.keepProject(project, now: Identity.now())
        }
    }

    private func noted(
        _ body: (any VaultStore) async throws(StoreError) -> ProjectIntent.Outcome
    ) async throws(GatewayError) {
        switch try await stored(body) {
        case .noted: break
        case .busy:
            throw GatewayError(
                .conflict,
                message: "a project of this name is being made, or was a moment ago: ask again in two minutes")
        case .full:
            throw GatewayError(
                .conflict,
                message: "too many projects of this namespace may have been made or not: ask again in a day")
        case .unknown: throw GatewayError(.conflict, message: "projectName: this name is taken")
        }
    }
}
