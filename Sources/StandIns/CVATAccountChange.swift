import Domain

/// The body of a PATCH, as CVAT's serializers read it.
struct CVATAccountChange {
    private let members: [String: JSONValue]

    /// Names that the server has groups for.
    private static let groups = ["admin", "user", "worker"]

    init(_ request: StandInRequest) throws(CVATFault) {
        let type = (request.field("Content-Type") ?? "").prefix { $0 != ";" }.filter { !$0.isWhitespace }
        guard type.lowercased() == "application/json" else {
            throw CVATFault.detail(415, "Unsupported media type \"\(type)\" in request.")
        }
        guard let value = JSONValue.document(of: request.body) else {
            throw CVATFault.detail(400, "JSON parse error")
        }
        guard case .object(let members) = value else {
            throw CVATFault.invalid(fields: ["non_field_errors": "Invalid data. Expected a dictionary."])
        }
        self.members = members
    }

    /// The account after the change. Members that nobody knows, or that only staff may set, are passed over.
    func applied(
        to account: CVATAccount, byStaff isStaff: Bool, in directory: CVATDirectory
    ) throws(CVATFault) -> CVATAccount {
        var changed = account
        var faults: [String: String] = [:]
        set(&changed.username, "username", most: 150, &faults)
        if faults["username"] == nil, !changed.username.allSatisfy(Self.isInName) || changed.username.isEmpty {
            faults["username"] = "Enter a valid username."
        }
        if let other = directory.account(named: changed.username), other.id != account.id {
            faults["username"] = "A user with that username already exists."
        }
        set(&changed.firstName, "first_name", most: 150, &faults)
        set(&changed.lastName, "last_name", most: 150, &faults)
        if isStaff {
            set(&changed.email, "email", most: 254, &faults)
            if faults["email"] == nil, !changed.email.isEmpty, !changed.email.contains("@") {
                faults["email"] = "Enter a valid email address."
            }
            set(&changed.isStaff, "is_staff", &faults)
            set(&changed.isSuperuser, "is_superuser", &faults)
            set(&changed.isActive, "is_active", &faults)
            setGroups(&changed.groups, &faults)
        }
        guard faults.isEmpty else { throw CVATFault.invalid(fields: faults) }
        return changed
    }

    private func set(_ text: inout String, _ name: String, most: Int, _ faults: inout [String: String]) {
        switch members[name] {
        case nil: break
        case .string(let value)? where value.count <= most: text = value
        case .string?: faults[name] = "Ensure this field has no more than \(most) characters."
        case .null?: faults[name] = "This field may not be null."
        default: faults[name] = "Not a valid string."
        }
    }

    private func set(_ flag: inout Bool, _ name: String, _ faults: inout [String: String]) {
        switch members[name] {
        case nil: break
        case .boolean(let value)?: flag = value
        default: faults[name] = "Must be a valid boolean."
        }
    }

    private func setGroups(_ groups: inout [String], _ faults: inout [String: String]) {
        guard let value = members["groups"] else { return }
        guard case .array(let elements) = value else {
            faults["groups"] = "Expected a list of items."
            return
        }
        let names = elements.compactMap { if case .string(let name) = $0 { name } else { nil } }
        guard names.count == elements.count, names.allSatisfy(Self.groups.contains) else {
            faults["groups"] = "Object does not exist."
            return
        }
        groups = names
    }

    /// `^[\w.@+-]+$`
    private static func isInName(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || "_.@+-".contains(character)
    }
}
