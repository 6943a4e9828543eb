package import Domain

/// An account of CVAT.
package struct CVATAccount: Sendable, Equatable {
    package var id: Int
    package var username: String
    package var password: Secret
    package var email: String
    package var firstName: String
    package var lastName: String
    /// Of the server: `admin`, `user` or `worker`. Not to be confused with roles in an organization.
    package var groups: [String]
    /// Staff is shown every account with all there is to it.
    package var isStaff: Bool
    package var isSuperuser: Bool
    package var isActive: Bool
    /// RFC 3339 in UTC, or never.
    package var lastLogin: String?
    package var joined: String

    /// May do everything, in every organization and outside of them.
    package var isAdministrator: Bool { groups.contains("admin") }

    /// - Parameters:
    ///   - address: `http://host:port` that the request was sent to.
    ///   - isWhole: else the form for those who are not staff and look at others.
    func document(address: String, isWhole: Bool) -> JSONDocument {
        var members: [String: JSONDocument] = [
            "url": .text("\(address)/api/users/\(id)"), "id": .number(id), "username": .text(username),
            "first_name": .text(firstName), "last_name": .text(lastName),
        ]
        if isWhole {
            members["email"] = .text(email)
            members["groups"] = .list(groups.map { .text($0) })
            members["is_staff"] = .bool(isStaff)
            members["is_superuser"] = .bool(isSuperuser)
            members["is_active"] = .bool(isActive)
            members["last_login"] = lastLogin.map { .text($0) } ?? .null
            members["date_joined"] = .text(joined)
            members["has_analytics_access"] = .bool(isAdministrator)
        }
        return .object(members)
    }
}
