package import Domain

extension HarborRegistry {
    /// A user name and its password.
    package struct Login: Sendable {
        package let name: String
        package let password: Secret

        package init(name: String, password: Secret) {
            self.name = name
            self.password = password
        }
    }

    /// A small registry that is the same every time:
    ///
    /// | project | who sees it | repositories |
    /// |---|---|---|
    /// | library | everybody | `team/web` (two artifacts; tags v1, and v2 with latest), `base/runtime`, `proxy` |
    /// | fleet | administrator | `service-001` to `service-120` |
    /// | 2048 | administrator | `game`; the name is all digits, as some are |
    /// | workshop | administrator, member | `tools/lathe`, with an artifact that has no tag |
    /// | attic | administrator | none |
    ///
    /// The tag 6.3 of `library/base/runtime` is immutable.
    package static func seeded(administrator: Login, member: Login) -> HarborRegistry {
        var seed = Seed()
        let owner = seed.account(administrator, email: "", isAdministrator: true)
        let guest = seed.account(member, email: "\(member.name)@example.org", isAdministrator: false)

        let library = seed.project("library", isPublic: true, owner: owner, immutableTags: ["6.3"])
        let proxy = seed.repository("proxy", in: library)
        seed.artifact(in: proxy, tags: ["1.0"])
        let runtime = seed.repository("base/runtime", in: library)
        seed.artifact(in: runtime, tags: ["6.3", "latest"])
        let web = seed.repository("team/web", in: library)
        seed.artifact(in: web, tags: ["v1"])
        seed.artifact(in: web, tags: ["v2", "latest"])

        let fleet = seed.project("fleet", isPublic: false, owner: owner)
        for number in 1...120 {
            let digits = String(number)
            let name = "service-\(String(repeating: "0", count: 3 - digits.count))\(digits)"
            seed.artifact(in: seed.repository(name, in: fleet), tags: ["stable"])
        }

        let numeric = seed.project("2048", isPublic: false, owner: owner)
        seed.artifact(in: seed.repository("game", in: numeric), tags: ["1.0"])

        let workshop = seed.project("workshop", isPublic: false, owner: guest)
        seed.artifact(in: seed.repository("tools/lathe", in: workshop), tags: [])

        _ = seed.project("attic", isPublic: false, owner: owner)
        return seed.registry
    }

    /// Counts ids and time upwards: every new thing is an hour younger than the one before.
    private struct Seed {
        var registry = HarborRegistry()
        private var hours: Int64 = 0
        private var tagCount = 0

        /// 2026-01-02T03:04:05.678Z and later.
        private mutating func moment() -> HarborMoment {
            hours += 1
            return HarborMoment(milliseconds: 1_767_323_045_678 + (hours - 1) * 3_600_000)
        }

        mutating func account(_ login: Login, email: String, isAdministrator: Bool) -> Int {
            // Ids have gaps in a real Harbor: 2 is taken by the account of anonymous callers.
            let id = registry.accounts.isEmpty ? 1 : registry.accounts.count + 2
            registry.accounts.append(
                HarborAccount(
                    id: id, name: login.name, password: login.password, email: email, realName: login.name,
                    isAdministrator: isAdministrator, created: moment()))
            return id
        }

        mutating func project(
            _ name: String, isPublic: Bool, owner: Int, immutableTags: Set<String> = []
        ) -> Int {
            let id = registry.addProject(name, isPublic: isPublic, owner: owner, created: moment())
            registry.projects[id - 1].immutableTags = immutableTags
            return id
        }

        mutating func repository(_ name: String, in project: Int) -> Int {
            let id = registry.repositories.count + 1
            let created = moment()
            registry.repositories.append(
                HarborRepository(id: id, projectID: project, name: name, created: created, updated: created))
            return id
        }

        mutating func artifact(in repository: Int, tags: [String]) {
            let id = registry.artifacts.count + 1
            let pushed = moment()
            var numbers = HarborNumbers(seed: UInt64(id))
            var named: [HarborTag] = []
            for tag in tags {
                tagCount += 1
                named.append(HarborTag(id: tagCount, name: tag, pushed: pushed))
            }
            registry.artifacts.append(
                HarborArtifact(
                    id: id, repositoryID: repository, digest: "sha256:\(numbers.hex(digits: 64))", size: 900 + id,
                    pushed: pushed, tags: named))
            registry.repositories[repository - 1].updated = pushed
        }
    }
}
