import Domain

/// `POST /api/v2.0/projects/{project}/members` as calls to IAM, which knows the user's id, and to SWR.
struct MemberCreate: Translator {
    private let place: MemberPlace
    private let role: MemberRole
    private let user: String
    /// Being made; `nil` while the user is looked up.
    private var grant: SWRGrant?

    init(_ request: TranslationRequest, swr: SWRContext) throws(GatewayError) {
        place = try MemberPlace(request, swr)
        let form = try MemberForm(body: request.body, contentType: request.contentType)
        role = form.role
        user = try form.user()
    }

    mutating func begin() -> TranslationStep { .call(.identityUsers(named: user)) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            if let grant { return try created(grant, reply) }
            let grant = SWRGrant(userID: try userID(reply), userName: user, permission: role.permission)
            self.grant = grant
            return .call(.swr(place.accessPath, method: "POST", json: try TranslationAnswer.json([grant])))
        } catch {
            return .fail(error)
        }
    }

    /// IAM may take the name for a part of one, so it is compared here, byte by byte: Swift takes equivalent spellings
    /// for one.
    private func userID(_ reply: UpstreamReply) throws(GatewayError) -> String {
        // IAM has no rule about the client: 403 is said to the gateway's own account.
        if reply.status == 403 { throw GatewayError(.upstreamCredential, detail: "iam: status 403") }
        if reply.status != 404 {
            let users = try reply.swrValue(IdentityUsers.self).users
            if let id = users.first(where: { $0.name.utf8.elementsEqual(user.utf8) })?.id { return id }
        }
        throw GatewayError(.notFound, message: "member_user.username: no such user")
    }

    private func created(_ grant: SWRGrant, _ reply: UpstreamReply) throws(GatewayError) -> TranslationStep {
        if reply.status == 409, !reply.isSWRBusy {
            throw GatewayError(.conflict, message: "this user is a member already", detail: reply.swrRefusal.detail)
        }
        try reply.checkSWRSuccess()
        let location = "/api/v2.0/projects/\(place.organization)/members/\(grant.memberID)"
        return .answer(TranslationAnswer(status: 201, contentType: "", fields: [("Location", location)], body: []))
    }
}

/// `{"users":[{"id":"…","name":"…"}]}`
private struct IdentityUsers: SWRObject {
    let users: [User]

    struct User: SWRObject {
        let id: String
        let name: String

        init(_ scanner: inout JSONScanner) throws(JSONFault) {
            var (id, name) = (String?.none, String?.none)
            try scanner.object(["id", "name"]) { (scanner, place) throws(JSONFault) in
                if place == 0 { id = try scanner.string() } else { name = try scanner.string() }
            }
            guard let id, let name else { throw scanner.fault }
            self.id = id
            self.name = name
        }
    }

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var users: [User]?
        try scanner.object(["users"]) { (scanner, _) throws(JSONFault) in users = try scanner.swrObjects() }
        guard let users else { throw scanner.fault }
        self.users = users
    }
}
