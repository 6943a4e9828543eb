import Domain

/// The body of a request that adds or changes a member: `{"role_id":2,"member_user":{"username":"…"}}`.
struct MemberForm {
    let role: MemberRole
    private let username: String?

    /// - Throws: `.mediaTypeUnsupported`, or `.fieldInvalid` with a message that names the field.
    init(body: [UInt8], contentType: String?) throws(GatewayError) {
        _ = try CallFields(body: body, contentType: contentType)
        let members = JSONValue.members(of: body) ?? [:]
        guard case .integer(let number)? = members["role_id"], let role = MemberRole(rawValue: number) else {
            throw GatewayError(.fieldInvalid, message: "role_id: must be a whole number from 1 to 5")
        }
        self.role = role
        if case .object(let user)? = members["member_user"], case .string(let name)? = user["username"] {
            username = name
        } else {
            username = nil
        }
    }

    /// The user to be added. Groups, and users by the number that they have in Harbor, are unknown elsewhere.
    func user() throws(GatewayError) -> String {
        guard let username, (1...255).contains(username.utf8.count) else {
            throw GatewayError(
                .fieldInvalid, message: "member_user.username: a string of 1 to 255 bytes is required")
        }
        return username
    }
}
