extension SWRRegistry {
    /// A small registry that is the same every time, all of it made by the first user of the directory:
    ///
    /// | organization | who else has a grant | images |
    /// |---|---|---|
    /// | library | – | `web/front` (tags v1, v2, latest), `base/runtime` (6.3, latest), `proxy` (1.0; public) |
    /// | fleet | – | `service-001` to `service-120`, each with the tag stable |
    /// | team | the second user, edit | `web/front` (1.0), `tools/lathe` (no tags; the third user reads it) |
    /// | attic | – | none |
    ///
    /// `library/base/runtime` cannot be deleted while it has tags.
    package static func seeded(region: String, directory: IAMDirectory) -> SWRRegistry {
        guard let owner = directory.users.first else { return SWRRegistry(region: region, domain: directory.domain) }
        var seed = Seed(registry: SWRRegistry(region: region, domain: directory.domain), owner: owner)

        let library = seed.registry.addNamespace("library", creator: owner)
        seed.repository("proxy", in: library, tags: ["1.0"], isPublic: true)
        seed.repository("base/runtime", in: library, tags: ["6.3", "latest"], isKept: true)
        seed.repository("web/front", in: library, tags: ["v1", "v2", "latest"])

        let fleet = seed.registry.addNamespace("fleet", creator: owner)
        for number in 1...120 {
            let digits = String(number)
            seed.repository(
                "service-\(String(repeating: "0", count: 3 - digits.count))\(digits)", in: fleet, tags: ["stable"])
        }

        let team = seed.registry.addNamespace("team", creator: owner)
        seed.repository("web/front", in: team, tags: ["1.0"])
        let lathe = seed.repository("tools/lathe", in: team, tags: [])
        if directory.users.count > 1 {
            let editor = directory.users[1]
            seed.registry.changeNamespace(id: team.id) { namespace in
                namespace.grants.append(SWRGrant(userID: editor.id, userName: editor.name, level: .edit))
            }
        }
        if directory.users.count > 2 {
            let reader = directory.users[2]
            seed.registry.changeRepository(id: lathe) { repository in
                repository.grants.append(SWRGrant(userID: reader.id, userName: reader.name, level: .read))
            }
        }

        seed.registry.addNamespace("attic", creator: owner)
        return seed.registry
    }

    /// Counts time upwards: every new thing is an hour and a nanosecond younger than the one before.
    private struct Seed {
        var registry: SWRRegistry
        let owner: IAMUser
        private var hours: Int64 = 0

        init(registry: SWRRegistry, owner: IAMUser) {
            self.registry = registry
            self.owner = owner
        }

        /// 2026-01-02T03:04:05.678901234Z and later.
        private mutating func moment() -> SWRMoment {
            hours += 1
            let start: Int64 = 1_767_323_045_678_901_234
            return SWRMoment(nanoseconds: start + (hours - 1) * 3_600_000_000_001)
        }

        @discardableResult
        mutating func repository(
            _ name: String, in namespace: SWRNamespace, tags: [String], isPublic: Bool = false, isKept: Bool = false
        ) -> Int {
            let id = registry.nextID()
            let created = moment()
            var repository = SWRRepository(
                id: id, namespaceID: namespace.id, name: name, isPublic: isPublic, creatorID: owner.id,
                creatorName: owner.name, created: created, updated: created)
            repository.isKept = isKept
            for tag in tags {
                let id = registry.nextID()
                var numbers = HarborNumbers(seed: UInt64(id))
                let pushed = moment()
                repository.tags.append(
                    SWRTag(
                        id: id, name: tag, digest: "sha256:\(numbers.hex(digits: 64))",
                        imageID: numbers.hex(digits: 64), size: 1_304_000 + id, created: pushed, updated: pushed))
                repository.updated = pushed
            }
            registry.repositories.append(repository)
            return id
        }
    }
}
