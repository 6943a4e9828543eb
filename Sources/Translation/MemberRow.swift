/// A member of a project in the words of Harbor.
struct MemberRow: Encodable {
    let id: Int64
    let projectID: Int64
    let entityID: Int64
    let entityName: String
    /// A user, and no group.
    let entityType = "u"
    let roleID: Int64
    let roleName: String

    private enum CodingKeys: String, CodingKey {
        case id
        case projectID = "project_id"
        case entityID = "entity_id"
        case entityName = "entity_name"
        case entityType = "entity_type"
        case roleID = "role_id"
        case roleName = "role_name"
    }

    init(_ grant: SWRGrant, organizationID: Int64) {
        id = grant.memberID
        projectID = organizationID
        entityID = grant.memberID
        entityName = grant.userName
        roleID = grant.permission.role.rawValue
        roleName = grant.permission.role.name
    }
}
