import Domain

/// `POST /v1/repository/project` as calls to SWR, after which the project is kept: SWR knows neither whose it is nor
/// that it is public.
///
/// One that could not be kept is deleted again, or it would belong to nobody, and its name would be taken. What is
/// about to be made is noted before: a gateway that ends in between leaves an organization behind that is nobody's, and
/// asked once more the next one deletes it and makes it anew. Only one counts as such that was not there before, or not
/// to be seen, that the gateway's own account has made, that nobody else may use, that is empty, and not kept as
/// anybody's. SWR does not tell when it was made: one that the same account has made by another way since, for nobody
/// and with nothing in it, cannot be told apart.
struct SWRProjectCreate: Translator {
    private let name: SWROrganizationName
    private let isPublic: Bool
    private var stage = Stage.search

    private enum Stage {
        /// What has the name already.
        case search
        /// Who has made that, and who may use it.
        case access
        /// Whether that is left over from an earlier call.
        case doubt
        /// What is left over goes.
        case removal
        case intent
        case creation
        case record
        /// The project goes again.
        case undoing(GatewayError)
        /// It was not made, or is gone again: nothing is meant any more.
        case end(GatewayError)
    }

    init(body: [UInt8], contentType: String?) throws(GatewayError) {
        let fields = try CallFields(body: body, contentType: contentType)
        name = try SWROrganizationName(try fields.text("projectName"), field: "projectName")
        isPublic = try fields.flag("public")
    }

    mutating func begin() -> TranslationStep { .call(.swr("/namespaces/\(name)")) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        switch stage {
        case .search: return search(reply)
        case .access: return look(reply)
        case .removal:
            if reply.isSWRSuccess || reply.isOrganizationAbsence { return create() }
            // It is not empty, so that somebody has it.
            return .fail(reply.status == 406 ? taken(reply) : reply.swrRefusal)
        case .creation: return created(reply)
        case .undoing(let reason):
            guard reply.isSWRSuccess || reply.isOrganizationAbsence else { return .fail(Self.left(reason)) }
            return forgo(reason)
        case .doubt, .intent, .record, .end: return Self.misplaced
        }
    }

    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        switch (stage, error) {
        case (.doubt, let error?), (.intent, let error?): return .fail(error)
        case (.doubt, nil):
            stage = .removal
            return .call(.swr("/namespaces/\(name)", method: "DELETE"))
        case (.intent, nil): return create()
        case (.record, let error?):
            stage = .undoing(error)
            return .call(.swr("/namespaces/\(name)", method: "DELETE"))
        case (.record, nil): return .done
        // An intent that the store could not drop makes nothing anybody's, and ends by itself.
        case (.end(let reason), _): return .fail(reason)
        case (.search, _), (.access, _), (.removal, _), (.creation, _), (.undoing, _): return Self.misplaced
        }
    }

    /// What was never asked for was not made.
    mutating func recover(_ error: GatewayError) -> TranslationStep? {
        guard case .creation = stage, error.isUnsent else { return nil }
        return forgo(error)
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        guard case .undoing(let reason) = stage else { return nil }
        return .fail(Self.left(reason))
    }

    // MARK: Its steps

    private mutating func search(_ reply: UpstreamReply) -> TranslationStep {
        switch reply.status {
        case 200:
            stage = .access
            return .call(.swr("/namespaces/\(name)/access"))
        case 404 where reply.isOrganizationAbsence: return intend()
        // It may be another tenant's, or this account may make organizations and not look: the creation says which.
        case 403: return intend()
        default: return .fail(reply.swrRefusal)
        }
    }

    private mutating func look(_ reply: UpstreamReply) -> TranslationStep {
        // Gone since.
        if reply.isOrganizationAbsence { return intend() }
        // Whoever makes one may look.
        if reply.status == 403 { return .fail(taken(reply)) }
        do throws(GatewayError) {
            guard try reply.swrValue(SWRAccess.self).isOwnAlone else { return .fail(taken(reply)) }
        } catch {
            return .fail(error)
        }
        stage = .doubt
        return .keep(.reclaim(name: name.value, number: nil, madeAt: nil))
    }

    private mutating func intend() -> TranslationStep {
        stage = .intent
        return .keep(.intend(name: name.value))
    }

    private mutating func create() -> TranslationStep {
        stage = .creation
        return .call(.swr("/namespaces", method: "POST", json: Array(#"{"namespace":"\#(name)"}"#.utf8)))
    }

    private mutating func created(_ reply: UpstreamReply) -> TranslationStep {
        if reply.isSWRSuccess {
            stage = .record
            return .keep(.add(name: name.value, isPublic: isPublic))
        }
        let refusal = reply.swrRefusal
        // Whether it is made is not known.
        guard (400..<500).contains(reply.status) else { return .fail(refusal) }
        return forgo(refusal.code == .conflict ? taken(reply) : refusal)
    }

    private mutating func forgo(_ reason: GatewayError) -> TranslationStep {
        stage = .end(reason)
        return .keep(.forgo(name: name.value))
    }

    // MARK: What is told

    private func taken(_ reply: UpstreamReply) -> GatewayError {
        GatewayError(.conflict, message: "projectName: this name is taken", detail: reply.swrRefusal.detail)
    }

    private static func left(_ error: GatewayError) -> GatewayError {
        GatewayError(
            error.code, message: "the project was created, but is not yours: \(error.message ?? error.code.message)",
            detail: "\(error.detail); swr: the organization could not be deleted again")
    }

    private static var misplaced: TranslationStep {
        .fail(GatewayError(.internal, detail: "swr: a project is not at this step"))
    }
}
