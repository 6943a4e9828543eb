package import Domain

/// What a Harbor holds: accounts, projects, repositories and artifacts. A plain value; the rules of who may see what
/// are here, those of HTTP are not.
package struct HarborRegistry: Sendable {
    package var accounts: [HarborAccount]
    package var projects: [HarborProject]
    /// Renamed to `name#id`, which frees the name; an id is never used again.
    package private(set) var deletedProjects: [HarborProject] = []
    package var repositories: [HarborRepository]
    package var artifacts: [HarborArtifact]

    package init(
        accounts: [HarborAccount] = [], projects: [HarborProject] = [], repositories: [HarborRepository] = [],
        artifacts: [HarborArtifact] = []
    ) {
        self.accounts = accounts
        self.projects = projects
        self.repositories = repositories
        self.artifacts = artifacts
    }

    func account(id: Int) -> HarborAccount? { accounts.first { $0.id == id } }

    /// Names are case-sensitive; an e-mail address logs in as well.
    func account(login: String) -> HarborAccount? {
        accounts.first { $0.name == login || !$0.email.isEmpty && $0.email == login }
    }

    func project(id: Int) -> HarborProject? { projects.first { $0.id == id } }

    func project(named name: String) -> HarborProject? { projects.first { $0.name == name } }

    func repositories(of project: HarborProject) -> [HarborRepository] {
        repositories.filter { $0.projectID == project.id }
    }

    func repository(_ name: String, in project: HarborProject) -> HarborRepository? {
        repositories.first { $0.projectID == project.id && $0.name == name }
    }

    func artifacts(of repository: HarborRepository) -> [HarborArtifact] {
        artifacts.filter { $0.repositoryID == repository.id }
    }

    /// `project/repository`, which is what Harbor stores as the name of a repository.
    func fullName(of repository: HarborRepository) -> String {
        "\(project(id: repository.projectID)?.name ?? "")/\(repository.name)"
    }

    /// The first tag in it that may not be deleted, if any.
    func immutableTag(of repository: HarborRepository) -> String? {
        let rules = project(id: repository.projectID)?.immutableTags ?? []
        return artifacts(of: repository).flatMap(\.tags).map(\.name).first { rules.contains($0) }
    }

    /// The projects that a caller is shown: all for an administrator, else public ones and those it is a member of.
    func projects(visibleTo caller: HarborAccount?) -> [HarborProject] {
        projects.filter { $0.isVisible(to: caller) }
    }
}

extension HarborRegistry {
    /// - Returns: the id of the new project, whose only member is its owner.
    mutating func addProject(_ name: String, isPublic: Bool, owner: Int, created: HarborMoment) -> Int {
        let id = ((projects + deletedProjects).map(\.id).max() ?? 0) + 1
        projects.append(
            HarborProject(id: id, name: name, isPublic: isPublic, ownerID: owner, members: [owner: 1], created: created)
        )
        return id
    }

    mutating func delete(_ project: HarborProject) {
        var renamed = project
        renamed.name = "\(project.name)#\(project.id)"
        projects.removeAll { $0.id == project.id }
        deletedProjects.append(renamed)
    }

    /// With all that is in it.
    mutating func delete(_ repository: HarborRepository) {
        artifacts.removeAll { $0.repositoryID == repository.id }
        repositories.removeAll { $0.id == repository.id }
    }

    /// The artifact stays, even with no tag left.
    mutating func delete(_ tag: HarborTag, of artifact: HarborArtifact) {
        for position in artifacts.indices where artifacts[position].id == artifact.id {
            artifacts[position].tags.removeAll { $0.id == tag.id }
        }
    }
}

/// A local user.
package struct HarborAccount: Sendable, Equatable {
    package var id: Int
    package var name: String
    package var password: Secret
    package var email: String
    package var realName: String
    package var comment: String
    package var isAdministrator: Bool
    package var created: HarborMoment
}

/// A project with its members.
package struct HarborProject: Sendable, Equatable {
    package var id: Int
    package var name: String
    package var isPublic: Bool
    package var ownerID: Int
    /// Role numbers by account: 1 project admin, 2 developer, 3 guest, 4 maintainer, 5 limited guest.
    package var members: [Int: Int]
    /// Names of tags that a rule of the project keeps from being deleted, in all of its repositories.
    package var immutableTags: Set<String> = []
    package var created: HarborMoment

    func isVisible(to caller: HarborAccount?) -> Bool {
        guard let caller else { return isPublic }
        return isPublic || caller.isAdministrator || members[caller.id] != nil
    }
}

package struct HarborRepository: Sendable, Equatable {
    package var id: Int
    package var projectID: Int
    /// Without the project.
    package var name: String
    package var created: HarborMoment
    package var updated: HarborMoment
}

package struct HarborArtifact: Sendable, Equatable {
    package var id: Int
    package var repositoryID: Int
    /// `sha256:` and 64 hexadecimal digits.
    package var digest: String
    package var size: Int
    package var pushed: HarborMoment
    package var tags: [HarborTag]
}

package struct HarborTag: Sendable, Equatable {
    package var id: Int
    package var name: String
    package var pushed: HarborMoment
}
