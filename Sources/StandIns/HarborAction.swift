/// What is done inside a project, by the roles that may.
enum HarborAction {
    /// Reading the project, its repositories, artifacts and tags.
    case see
    case seeLabels
    case seeMembers
    /// One key.
    case seeMetadata
    /// All keys: no role of a project has this, not even its administrator's.
    case listMetadata
    /// Making and describing repositories and tags.
    case push
    /// Deleting repositories, artifacts and tags; changing labels.
    case maintain
    /// Changing members and metadata, changing and deleting the project.
    case administer

    /// 1 project admin, 2 developer, 3 guest, 4 maintainer, 5 limited guest.
    private var roles: Set<Int> {
        switch self {
        case .see: [1, 2, 3, 4, 5]
        case .seeLabels, .seeMembers: [1, 2, 3, 4]
        case .seeMetadata: [1, 4]
        case .listMetadata: []
        case .push: [1, 2, 4]
        case .maintain: [1, 4]
        case .administer: [1]
        }
    }

    /// Whether anybody may in a public project.
    private var isOpen: Bool { self == .see || self == .seeLabels }

    private var isForRobots: Bool { self == .see || self == .push || self == .maintain }

    /// - Parameter role: of the caller in the project.
    func isPermitted(_ caller: HarborAccount?, role: Int?, in project: HarborProject) -> Bool {
        if isOpen, project.isPublic { return true }
        guard let caller else { return false }
        if caller.isRobot { return isForRobots }
        return caller.isAdministrator || role.map(roles.contains) ?? false
    }

    /// Those of Harbor's permissions that this stand-in knows, by resource and action.
    static let permissions: [(resource: String, action: String, needs: HarborAction)] = [
        (".", "read", .see), (".", "update", .administer), (".", "delete", .administer),
        ("member", "read", .seeMembers), ("member", "list", .seeMembers), ("member", "create", .administer),
        ("member", "update", .administer), ("member", "delete", .administer),
        ("metadata", "read", .seeMetadata), ("metadata", "create", .administer),
        ("metadata", "update", .administer), ("metadata", "delete", .administer),
        ("label", "read", .seeLabels), ("label", "list", .seeLabels), ("label", "create", .maintain),
        ("label", "update", .maintain), ("label", "delete", .maintain),
        ("repository", "read", .see), ("repository", "list", .see), ("repository", "pull", .see),
        ("repository", "push", .push), ("repository", "update", .push), ("repository", "delete", .maintain),
        ("artifact", "read", .see), ("artifact", "list", .see), ("artifact", "create", .push),
        ("artifact", "delete", .maintain), ("tag", "list", .see), ("tag", "create", .push),
        ("tag", "delete", .maintain), ("robot", "read", .maintain), ("robot", "list", .maintain),
        ("robot", "create", .administer), ("robot", "update", .administer), ("robot", "delete", .administer),
    ]
}
