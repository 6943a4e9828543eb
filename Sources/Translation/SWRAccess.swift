/// Who may use an organization, as SWR tells it.
struct SWRAccess: SWRObject {
    let organizationID: Int64
    /// Of everybody, by name; the gateway's own account among them, if it has one.
    let grants: [SWRGrant]
    let own: SWRGrant?

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (id, own) = (Int64?.none, SWRGrant?.none)
        var others: [SWRGrant] = []
        try scanner.object(["id", "self_auth", "others_auths"]) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.integer()
            case 1: if !scanner.isNull() { own = try SWRGrant(&scanner) }
            default: others = try scanner.swrObjects()
            }
        }
        guard let id else { throw scanner.fault }
        let all = others.filter { $0.userID != own?.userID } + [own].compactMap { $0 }
        organizationID = id
        grants = all.sorted { ($0.userName, $0.userID) < ($1.userName, $1.userID) }
        self.own = own
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

    /// A number for a user of whom SWR has a text only: FNV-1a of 32 bits, folded to 31, and 1 instead of 0
    /// (http://www.isthe.com/chongo/tech/comp/fnv/#xor-fold). The same user has the same one everywhere and for ever.
    /// Two users of one organization may share one, in a case out of two thousand millions; then neither can be changed
    /// by it.
    var memberID: Int64 {
        var hash: UInt32 = 2_166_136_261
        for byte in userID.utf8 { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return max(1, Int64((hash >> 31) ^ (hash & 0x7FFF_FFFF)))
    }
}
