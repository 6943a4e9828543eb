/// Who may use an organization, as SWR tells it.
struct SWRAccess: SWRObject {
    let organizationID: Int64
    /// Of everybody, by name; the gateway's own account among them, if it has one.
    let grants: [SWRGrant]
    let own: SWRGrant?
    /// The name of who made it; `nil` where SWR does not say.
    let creatorName: String?

    /// Whether the account that asks has made it, and nobody else may use it.
    var isOwnAlone: Bool {
        guard let own, let creatorName else { return false }
        return grants.count == 1 && creatorName.utf8.elementsEqual(own.userName.utf8)
    }

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (id, own, creatorName) = (Int64?.none, SWRGrant?.none, String?.none)
        var others: [SWRGrant] = []
        try scanner.object(["id", "self_auth", "others_auths", "creator_name"]) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.integer()
            case 1: if !scanner.isNull() { own = try SWRGrant(&scanner) }
            case 2: others = try scanner.swrObjects()
            default: if !scanner.isNull() { creatorName = try scanner.string() }
            }
        }
        guard let id else { throw scanner.fault }
        let all = others.filter { $0.userID != own?.userID } + [own].compactMap { $0 }
        organizationID = id
        grants = all.sorted { ($0.userName, $0.userID) < ($1.userName, $1.userID) }
        self.own = own
        self.creatorName = creatorName
    }
}

/// What one user may do, as SWR reads and writes it.
struct SWRGrant: SWRObject, Encodable {
    let userID: String
    let userName: String
    let permission: SWRPermission

    private enum CodingKeys: String, CodingKey {
        case userID = "user_id"
        case userName = "user_name"
        case permission = "auth"
    }

    init(userID: String, userName: String, permission: SWRPermission) {
        self.userID = userID
        self.userName = userName
        self.permission = permission
    }

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (id, name, permission) = (String?.none, String?.none, SWRPermission?.none)
        try scanner.object(["user_id", "user_name", "auth"]) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.string()
            case 1: name = try scanner.string()
            default: permission = SWRPermission(rawValue: try scanner.integer())
            }
        }
        guard let id, let name, let permission else { throw scanner.fault }
        self.init(userID: id, userName: name, permission: permission)
    }

    /// The number of the user as a member.
    var memberID: Int64 { SWRMemberNumber.of(userID: userID) }
}
