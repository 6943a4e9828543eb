/// What a Harbor holds: accounts, projects, repositories and artifacts. A plain value; the rules of who may see what
/// are here, those of HTTP are not.
package struct HarborRegistry: Sendable {
    package var accounts: [HarborAccount]
    /// Renamed to `name#id`, which frees the name; an id is never used again.
    package internal(set) var deletedAccounts: [HarborAccount] = []
    package var projects: [HarborProject]
    /// Renamed as accounts are.
    package internal(set) var deletedProjects: [HarborProject] = []
    package var repositories: [HarborRepository]
    package var artifacts: [HarborArtifact]
    var members: [HarborMember] = []
    var groups: [HarborGroup] = []
    var labels: [HarborLabel] = []
    var configuration = HarborConfiguration()
    /// The last number given out, also to what did not come to be.
    private var numbers: [Table: Int] = [:]

    package init(
        accounts: [HarborAccount] = [], projects: [HarborProject] = [], repositories: [HarborRepository] = [],
        artifacts: [HarborArtifact] = []
    ) {
        self.accounts = accounts
        self.projects = projects
        self.repositories = repositories
        self.artifacts = artifacts
    }

    enum Table {
        case accounts, projects, repositories, artifacts, tags, members, groups, labels
    }

    /// The next number of a table. A database takes none back, so a refused change leaves a gap.
    mutating func nextNumber(_ table: Table) -> Int {
        let highest =
            switch table {
            case .accounts: (accounts + deletedAccounts).map(\.id).max()
            case .projects: (projects + deletedProjects).map(\.id).max()
            case .repositories: repositories.map(\.id).max()
            case .artifacts: artifacts.map(\.id).max()
            case .tags: artifacts.flatMap(\.tags).map(\.id).max()
            case .members: members.map(\.id).max()
            case .groups: groups.map(\.id).max()
            case .labels: labels.map(\.id).max()
            }
        let number = max(highest ?? 0, numbers[table] ?? 0) + 1
        numbers[table] = number
        return number
    }

    /// Keeps the gaps that a change left which was not kept itself.
    mutating func keepNumbers(of other: HarborRegistry) {
        numbers = other.numbers
    }

    package func account(id: Int) -> HarborAccount? { accounts.first { $0.id == id } }

    package func account(named name: String) -> HarborAccount? { accounts.first { $0.name == name } }

    /// Names are case-sensitive; an e-mail address logs in as well.
    func account(login: String) -> HarborAccount? {
        accounts.first { $0.name == login || !$0.email.isEmpty && $0.email == login }
    }

    func project(id: Int) -> HarborProject? { projects.first { $0.id == id } }

    package func project(named name: String) -> HarborProject? { projects.first { $0.name == name } }

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

    /// The first of the tags that may not be deleted, if any.
    func immutableTag(of artifacts: [HarborArtifact], in project: HarborProject) -> String? {
        artifacts.flatMap(\.tags).map(\.name).first { project.immutableTags.contains($0) }
    }

    /// The role of an account in a project.
    package func role(of account: Int, in project: Int) -> Int? {
        members.first { $0.projectID == project && $0.entity == .user(account) }?.role
    }

    func isPermitted(_ action: HarborAction, to caller: HarborAccount?, in project: HarborProject) -> Bool {
        action.isPermitted(caller, role: caller.flatMap { role(of: $0.id, in: project.id) }, in: project)
    }

    /// The projects that a caller is shown: all for an administrator, else public ones and those it is a member of.
    func projects(visibleTo caller: HarborAccount?) -> [HarborProject] {
        projects.filter { isPermitted(.see, to: caller, in: $0) }
    }
}
