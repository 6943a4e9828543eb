/// What concerns the whole account.
extension SWRRoutes {
    func listVersions() -> SWRPayload {
        SWRPayload(document: ["versions": .list(SWRVersion.allCases.map { document(of: $0) })])
    }

    func readVersion(_ version: SWRVersion) -> SWRPayload { SWRPayload(document: ["version": document(of: version)]) }

    /// One link, not a list of them. The oldest and the newest minor version are empty, as where there is none.
    private func document(of version: SWRVersion) -> JSONDocument {
        let address = "https://swr-api.\(registry.region).myhuaweicloud.com/\(version.rawValue)/"
        return [
            "id": .text(version.rawValue), "links": ["href": .text(address), "rel": "self"], "min_version": "",
            "status": "CURRENT", "updated": .text(version.updated), "version": "",
        ]
    }

    func listRegions() -> SWRPayload {
        SWRPayload(document: .list(registry.otherRegions.map { ["regionID": .text($0)] }))
    }

    /// Sizes in MiB; one member has lost a letter in SWR itself.
    func readOverview() -> SWRPayload {
        let bytes = registry.repositories.map { size(of: $0) }.reduce(0, +)
        return SWRPayload(document: [
            "domain_id": .text(registry.domain.id), "domain_name": .text(registry.domain.name), "downflow_size": 0,
            "image_num": .number(registry.repositories.map(\.tags.count).reduce(0, +)),
            "namspace_num": .number(registry.namespaces.count), "repo_num": .number(registry.repositories.count),
            "store_space": .number(bytes >> 20),
        ])
    }

    /// - Parameter project: the id of the region's project.
    func listQuotas(project: String) throws(SWRFault) -> SWRPayload {
        guard directory.projects.contains(where: { $0.id == project && $0.name == registry.region }) else {
            throw .foreign
        }
        return SWRPayload(document: [
            "quotas": [
                [
                    "quota_key": "namespace", "quota_limit": .number(registry.namespaceLimit), "unit": "",
                    "used": .number(registry.namespaces.count),
                ]
            ]
        ])
    }
}
