package import Domain

/// Gives a user of the IAM the permission to manage an organization of SWR, or takes away what it may do there.
///
/// An organization that is gone needs neither. The gateway's own grant is left as it is: without it the gateway could
/// do nothing there any more.
package struct SWRUserGrant: Translator {
    package enum Change: Sendable, Equatable {
        case manage(userName: String)
        /// Whatever it may do there.
        case removal
        /// Nothing lower than what is given here: that is of somebody else's giving.
        case recall
    }

    private enum Turn {
        /// It is given, as if there were none yet.
        case granting
        /// SWR is asked who may do what, before one that is there is changed.
        case looking
        case changing
    }

    private let path: String
    private let userID: String
    private let change: Change
    private var turn: Turn

    /// - Throws: `.internal` for what cannot be an organization.
    package static func machine(
        _ change: Change, of userID: String, in organization: String
    ) throws(GatewayError) -> any Translator {
        guard let organization = SWROrganizationName(organization) else {
            throw GatewayError(.internal, detail: "swr: a grant in what is no organization")
        }
        return SWRBusyRetry(
            SWRUserGrant(path: "/namespaces/\(organization)/access", userID: userID, change: change))
    }

    private init(path: String, userID: String, change: Change) {
        self.path = path
        self.userID = userID
        self.change = change
        turn =
            switch change {
            case .manage: .granting
            case .removal, .recall: .looking
            }
    }

    package mutating func begin() -> TranslationStep {
        switch change {
        case .manage(let name): step { () throws(GatewayError) in try call("POST", [grant(name)]) }
        case .removal, .recall: .call(.swr(path))
        }
    }

    package mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        let code = reply.swrCode
        if reply.status == 404, [4_040_058, 4_041_061].contains(code) { return Self.done }
        switch turn {
        case .granting where reply.status == 409 && [4_090_076, 4_090_089].contains(code):
            turn = .looking
            return .call(.swr(path))
        case .granting, .changing:
            return step { () throws(GatewayError) in
                try reply.checkSWRSuccess()
                return Self.done
            }
        case .looking:
            turn = .changing
            return step { () throws(GatewayError) in try next(reply.swrValue()) }
        }
    }

    private func next(_ access: SWRAccess) throws(GatewayError) -> TranslationStep {
        let permission = access.grants.first { $0.userID == userID }?.permission
        let isOwn = access.own?.userID == userID
        switch change {
        case .manage where isOwn:
            throw GatewayError(.conflict, message: "user: this is the gateway's own account")
        case .manage(let name):
            return permission == .manage ? Self.done : try call("PATCH", [grant(name)])
        case .recall where permission != .manage: return Self.done
        case .removal, .recall:
            return isOwn || permission == nil ? Self.done : try call("DELETE", [userID])
        }
    }

    private func grant(_ userName: String) -> SWRGrant {
        SWRGrant(userID: userID, userName: userName, permission: .manage)
    }

    private func call(_ method: String, _ content: some Encodable) throws(GatewayError) -> TranslationStep {
        .call(.swr(path, method: method, json: try TranslationAnswer.json(content)))
    }

    private func step(_ body: () throws(GatewayError) -> TranslationStep) -> TranslationStep {
        do throws(GatewayError) {
            return try body()
        } catch {
            return .fail(error)
        }
    }

    private static let done = TranslationStep.answer(TranslationAnswer(status: 200, contentType: "", body: []))
}
