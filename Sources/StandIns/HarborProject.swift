/// A project; who belongs to it is in `HarborRegistry.members`.
package struct HarborProject: Sendable, Equatable {
    package var id: Int
    package var name: String
    package var ownerID: Int
    /// Texts by key, such as `public`: `true`.
    package var metadata: [String: String]
    /// Names of tags that a rule of the project keeps from being deleted, in all of its repositories.
    package var immutableTags: Set<String> = []
    /// Bytes; -1 is no limit.
    package var storageLimit = -1
    package var created: HarborMoment
    package var updated: HarborMoment

    init(id: Int, name: String, isPublic: Bool, ownerID: Int, created: HarborMoment) {
        self.id = id
        self.name = name
        self.ownerID = ownerID
        metadata = ["public": String(isPublic)]
        self.created = created
        updated = created
    }

    package var isPublic: Bool {
        get { metadata["public"] == "true" }
        set { metadata["public"] = String(newValue) }
    }
}

/// Somebody's role in a project.
struct HarborMember: Sendable, Equatable {
    enum Entity: Sendable, Equatable {
        case user(Int)
        case group(Int)
    }

    var id: Int
    var projectID: Int
    var entity: Entity
    /// 1 project admin, 2 developer, 3 guest, 4 maintainer, 5 limited guest.
    var role: Int

    static let roleNames = [
        1: "projectAdmin", 2: "developer", 3: "guest", 4: "maintainer", 5: "limitedGuest",
    ]
}

/// A group of users of another directory. Nobody is in one here; it can be a member of projects all the same.
struct HarborGroup: Sendable, Equatable {
    var id: Int
    var name: String
    /// 1 LDAP, 2 HTTP, 3 OIDC.
    var type: Int
}

/// A label for artifacts, of the whole registry or of one project.
struct HarborLabel: Sendable, Equatable {
    var id: Int
    var name: String
    var description: String
    var color: String
    /// `nil`: of the whole registry.
    var projectID: Int?
    var created: HarborMoment
    var updated: HarborMoment
}
