import Domain

/// The body of a `PATCH /api/users/{id}`, checked: one JSON object with members of the right types and no others.
struct CVATUserChange: Sendable {
    /// As the client wrote it. Read strictly here, it has only one meaning for CVAT too.
    let json: [UInt8]

    private enum Kind: String {
        case text = "a string"
        case flag = "true or false"
        case texts = "a list of strings"

        func admits(_ value: JSONValue) -> Bool {
            switch (self, value) {
            case (.text, .string), (.flag, .boolean): true
            case (.texts, .array(let elements)):
                elements.allSatisfy { if case .string = $0 { true } else { false } }
            default: false
            }
        }
    }

    /// What everybody may change of himself.
    private static let ownFields: [String: Kind] = ["username": .text, "first_name": .text, "last_name": .text]
    /// What an administrator may change as well.
    private static let administratorFields: [String: Kind] = [
        "email": .text, "groups": .texts, "is_staff": .flag, "is_superuser": .flag, "is_active": .flag,
    ]

    /// - Throws: `.mediaTypeUnsupported`, or `.fieldInvalid` with the name of the field.
    init(_ request: TranslationRequest, asAdministrator: Bool) throws(GatewayError) {
        // For its checks of type and form.
        _ = try CallFields(body: request.body, contentType: request.contentType)
        // Sorted, so that of several faults it is always the same one that is told.
        let members = (JSONValue.members(of: request.body) ?? [:]).sorted { $0.key < $1.key }
        for (name, value) in members {
            let kind = Self.ownFields[name] ?? (asAdministrator ? Self.administratorFields[name] : nil)
            guard let kind else { throw Self.refusal(of: name, asAdministrator: asAdministrator) }
            guard kind.admits(value) else {
                throw GatewayError(.fieldInvalid, message: "\(name): must be \(kind.rawValue)")
            }
        }
        json = request.body
    }

    private static func refusal(of name: String, asAdministrator: Bool) -> GatewayError {
        let isKnown = administratorFields[name] != nil
        // A name that is not ours is told only where it is plain, and in part.
        let plain = name.utf8.allSatisfy { (0x21...0x7E).contains($0) } ? String(name.prefix(64)) : "a member"
        return GatewayError(
            .fieldInvalid,
            message: isKnown && !asAdministrator
                ? "\(plain): only an administrator changes it" : "\(plain): no such field")
    }
}
