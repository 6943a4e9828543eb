import Domain

/// `GET`, `PUT` and `DELETE /api/v2.0/projects/{project}/members/{mid}` as calls to SWR: it is asked who may use the
/// organization, the member is found, and then changed.
struct MemberChange: Translator {
    enum Change: Sendable {
        case none
        case role(MemberRole)
        case removal
    }

    private let place: MemberPlace
    private let id: Int64
    private let change: Change
    private var isChanging = false

    init(_ request: TranslationRequest, _ change: Change, swr: SWRContext) throws(GatewayError) {
        place = try MemberPlace(request, swr)
        id = try place.memberID()
        self.change = change
    }

    mutating func begin() -> TranslationStep { .call(.swr(place.accessPath)) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            if isChanging {
                try reply.checkSWRSuccess()
                return .answer(TranslationAnswer(status: 200, contentType: "", body: []))
            }
            let access: SWRAccess = try reply.swrValue()
            let grant = try member(of: access)
            let body: [UInt8]
            switch change {
            case .none:
                let row = MemberRow(grant, organizationID: access.organizationID)
                return .answer(try TranslationAnswer(document: row))
            case .role(let role):
                let changed = SWRGrant(
                    userID: grant.userID, userName: grant.userName, permission: role.permission)
                body = try TranslationAnswer.json([changed])
            case .removal:
                body = try TranslationAnswer.json([grant.userID])
            }
            // Without it, the gateway could do nothing here any more, not even give it back.
            guard grant.userID != access.own?.userID else {
                throw GatewayError(.targetRefused, message: "this is the gateway's own account")
            }
            isChanging = true
            let method = if case .removal = change { "DELETE" } else { "PATCH" }
            return .call(.swr(place.accessPath, method: method, json: body))
        } catch {
            return .fail(error)
        }
    }

    private func member(of access: SWRAccess) throws(GatewayError) -> SWRGrant {
        let found = access.grants.filter { $0.memberID == id }
        guard let grant = found.first else { throw MemberPlace.memberUnknown }
        guard found.count == 1 else {
            throw GatewayError(.conflict, message: "two members have this number: change them in SWR")
        }
        return grant
    }
}
