/// What a member of a project may do, in Harbor's numbers.
enum MemberRole: Int64, Sendable {
    case projectAdmin = 1, developer = 2, guest = 3, maintainer = 4, limitedGuest = 5

    /// Harbor's name of it.
    var name: String {
        switch self {
        case .projectAdmin: "projectAdmin"
        case .developer: "developer"
        case .guest: "guest"
        case .maintainer: "maintainer"
        case .limitedGuest: "limitedGuest"
        }
    }

    /// The level of SWR that allows most of it, and nothing beyond it: SWR has none that lets somebody delete and not
    /// let others in, so a maintainer gets what a developer gets, and is shown as one from then on.
    var permission: SWRPermission {
        switch self {
        case .projectAdmin: .manage
        case .developer, .maintainer: .edit
        case .guest, .limitedGuest: .read
        }
    }
}

/// What somebody may do in an organization, in SWR's numbers
/// (https://github.com/opentelekomcloud-docs/software-repository-container).
enum SWRPermission: Int64, Encodable, Sendable {
    case read = 1, edit = 3, manage = 7

    var role: MemberRole {
        switch self {
        case .manage: .projectAdmin
        case .edit: .developer
        case .read: .guest
        }
    }
}
