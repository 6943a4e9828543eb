/// What an account has in SWR: organizations, the images in them, their tags, and who may do what. A plain value; the
/// rules of who may see what are here, those of HTTP are not.
package struct SWRRegistry: Sendable {
    /// Such as `cn-north-4`.
    package let region: String
    package var domain: IAMDomain
    package private(set) var namespaces: [SWRNamespace] = []
    package var repositories: [SWRRepository] = []
    /// How many organizations there may be.
    package var namespaceLimit = 100
    /// Whether lists of organizations tell how many images and users each has; older servers do not.
    package var tellsCounts = true
    /// Where images can be synchronized to.
    package var otherRegions = ["cn-east-3", "eu-west-101"]

    /// Ids are never used again.
    private var lastID = 1_400

    package init(region: String, domain: IAMDomain) {
        self.region = region
        self.domain = domain
    }

    mutating func nextID() -> Int {
        lastID += 1
        return lastID
    }

    /// The name that docker knows the registry by.
    var host: String { "swr.\(region).myhuaweicloud.com" }

    func namespace(_ name: String) -> SWRNamespace? { namespaces.first { $0.name == name } }

    func namespace(id: Int) -> SWRNamespace? { namespaces.first { $0.id == id } }

    func repositories(of namespace: SWRNamespace) -> [SWRRepository] {
        repositories.filter { $0.namespaceID == namespace.id }
    }

    func repository(_ name: String, in namespace: SWRNamespace) -> SWRRepository? {
        repositories.first { $0.namespaceID == namespace.id && $0.name == name }
    }

    /// What a user may do: administrators everything, without a grant.
    func level(of user: IAMUser, in namespace: SWRNamespace) -> SWRLevel? {
        user.isAdministrator ? .manage : namespace.grants.first { $0.userID == user.id }?.level
    }

    /// The higher of what the organization and the image itself grant.
    func level(of user: IAMUser, in repository: SWRRepository) -> SWRLevel? {
        let own = repository.grants.first { $0.userID == user.id }?.level
        let general = namespace(id: repository.namespaceID).flatMap { level(of: user, in: $0) }
        return [own, general].compactMap(\.self).max()
    }
}

extension SWRRegistry {
    /// Whoever makes an organization manages it.
    @discardableResult
    mutating func addNamespace(_ name: String, creator: IAMUser) -> SWRNamespace {
        let namespace = SWRNamespace(
            id: nextID(), name: name, creatorName: creator.name,
            grants: [SWRGrant(userID: creator.id, userName: creator.name, level: .manage)])
        namespaces.append(namespace)
        return namespace
    }

    mutating func deleteNamespace(id: Int) {
        namespaces.removeAll { $0.id == id }
    }

    mutating func changeNamespace(id: Int, _ change: (inout SWRNamespace) -> Void) {
        for position in namespaces.indices where namespaces[position].id == id { change(&namespaces[position]) }
    }

    mutating func changeRepository(id: Int, _ change: (inout SWRRepository) -> Void) {
        for position in repositories.indices where repositories[position].id == id { change(&repositories[position]) }
    }

    /// With all its tags.
    mutating func deleteRepository(id: Int) {
        repositories.removeAll { $0.id == id }
    }
}

/// What a user may do with an organization or an image. Each level includes those below.
package enum SWRLevel: Int, Sendable, Comparable {
    case read = 1
    /// Push, and change what an image says of itself.
    case edit = 3
    /// Delete, and grant.
    case manage = 7

    package static func < (one: SWRLevel, other: SWRLevel) -> Bool { one.rawValue < other.rawValue }
}

package struct SWRGrant: Sendable, Equatable {
    package let userID: String
    package let userName: String
    package var level: SWRLevel
}

/// An organization.
package struct SWRNamespace: Sendable, Equatable {
    package let id: Int
    package let name: String
    package let creatorName: String
    package var grants: [SWRGrant]
}

/// An image with its tags.
package struct SWRRepository: Sendable, Equatable {
    package let id: Int
    package let namespaceID: Int
    /// Without the organization.
    package let name: String
    package var category = "other"
    package var description = ""
    package var isPublic: Bool
    package let creatorID: String
    package let creatorName: String
    package var grants: [SWRGrant] = []
    package let created: SWRMoment
    package var updated: SWRMoment
    package var tags: [SWRTag] = []
    /// Whether it can only be deleted when it has no tags.
    package var isKept = false
    package var shares: [SWRShare] = []
    package var retention = SWRRetention()
    package var triggers: [SWRTrigger] = []
    package var synchronization = SWRSynchronization()
}

package struct SWRTag: Sendable, Equatable {
    package let id: Int
    package let name: String
    /// `sha256:` and 64 hexadecimal digits: of the manifest.
    package var digest: String
    /// 64 hexadecimal digits: of the configuration.
    package var imageID: String
    package var size: Int
    package let created: SWRMoment
    package var updated: SWRMoment
}
