import Domain

/// `POST /v2/manage/namespaces` and `DELETE /v2/manage/namespaces/{namespace}`, SWR's own calls, answered as SWR answers.
/// Beside them the gateway keeps whose an organization is: one that was deleted is nobody's, or whoever makes the next one
/// of its name would share it.
///
/// What is about to be made is noted before, where the name is free: of one whose making is cut off, `SWRProjectCreate`
/// knows by that whose it was to be.
struct SWROrganization: Translator {
    private let name: SWROrganizationName
    /// `nil` for one that is kept for nobody, of which there is nothing to forget.
    private let change: ProjectChange?
    private var stage: Stage

    private enum Stage {
        /// What has the name already.
        case search
        case intent
        case creation(isNoted: Bool)
        case deletion
        /// SWR has done it.
        case record(TranslationAnswer)
        /// The organization is being deleted again.
        case undoing(GatewayError)
        /// It was not made, or is gone again: nothing is meant any more.
        case end(TranslationStep)
    }

    /// Makes one; it is the caller's namespace's.
    static func creation(_ request: TranslationRequest) throws(GatewayError) -> SWROrganization {
        let fields = try CallFields(body: request.body, contentType: request.contentType)
        let name = try SWROrganizationName(try fields.text("namespace"), field: "namespace")
        return SWROrganization(
            name: name, change: .add(name: name.value, isPublic: false), stage: .search)
    }

    static func deletion(_ request: TranslationRequest, _ swr: SWRContext) throws(GatewayError) -> SWROrganization {
        let name = try SWROrganizationName(request.parameters["namespace"] ?? "", field: "namespace")
        try swr.requireOwn(name, field: "namespace")
        return SWROrganization(
            name: name, change: swr.kept[name.value].map { .remove($0) }, stage: .deletion)
    }

    private init(name: SWROrganizationName, change: ProjectChange?, stage: Stage) {
        self.name = name
        self.change = change
        self.stage = stage
    }

    mutating func begin() -> TranslationStep {
        if case .deletion = stage { return .call(removal) }
        return .call(.swr("/namespaces/\(name)"))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        switch stage {
        case .search: return search(reply)
        case .creation(let isNoted):
            if reply.isSWRSuccess { return record(reply) }
            // Whether it is made is not known otherwise, and what was not noted here an earlier call may have noted.
            guard isNoted, (400..<500).contains(reply.status) else { return Self.relayed(reply) }
            return forgo(Self.relayed(reply))
        case .deletion:
            return reply.isSWRSuccess || reply.isOrganizationAbsence ? record(reply) : Self.relayed(reply)
        case .undoing(let reason):
            guard reply.isSWRSuccess || reply.isOrganizationAbsence else { return .fail(Self.left(reason)) }
            return forgo(.fail(reason))
        case .intent, .record, .end: return Self.misplaced
        }
    }

    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        switch stage {
        case .intent:
            if let error { return .fail(error) }
            return create(isNoted: true)
        case .record(let answer):
            guard let error else { return .answer(answer) }
            guard case .add? = change else { return .fail(error) }
            stage = .undoing(error)
            return .call(removal)
        // An intent that the store could not drop makes nothing anybody's, and ends by itself.
        case .end(let step): return step
        case .search, .creation, .deletion, .undoing: return Self.misplaced
        }
    }

    /// What was never asked for was not made.
    mutating func recover(_ error: GatewayError) -> TranslationStep? {
        guard case .creation(isNoted: true) = stage, error.isUnsent else { return nil }
        return forgo(.fail(error))
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        guard case .undoing(let reason) = stage else { return nil }
        return .fail(Self.left(reason))
    }

    // MARK: Its steps

    private var removal: UpstreamCall { .swr("/namespaces/\(name)", method: "DELETE") }

    private mutating func search(_ reply: UpstreamReply) -> TranslationStep {
        switch reply.status {
        // SWR says itself that it is taken.
        case 200: return create(isNoted: false)
        case 404 where reply.isOrganizationAbsence: return intend()
        // It may be another tenant's, or this account may make organizations and not look: the creation says which.
        case 403: return intend()
        case 400...: return Self.relayed(reply)
        default: return .fail(reply.swrRefusal)
        }
    }

    private mutating func intend() -> TranslationStep {
        stage = .intent
        return .keep(.intend(name: name.value))
    }

    private mutating func create(isNoted: Bool) -> TranslationStep {
        stage = .creation(isNoted: isNoted)
        return .call(.swr("/namespaces", method: "POST", json: Array(#"{"namespace":"\#(name)"}"#.utf8)))
    }

    private mutating func record(_ reply: UpstreamReply) -> TranslationStep {
        guard let change else { return .answer(Self.answer(reply)) }
        stage = .record(Self.answer(reply))
        return .keep(change)
    }

    private mutating func forgo(_ end: TranslationStep) -> TranslationStep {
        stage = .end(end)
        return .keep(.forgo(name: name.value))
    }

    // MARK: What is told

    /// What did not succeed, in SWR's own words.
    private static func relayed(_ reply: UpstreamReply) -> TranslationStep {
        guard reply.status != 401, reply.status < 500 else { return .fail(reply.swrRefusal) }
        guard reply.status < 400 || reply.swrCode != nil else {
            return .fail(GatewayError(.upstreamMalformed, detail: "swr: status \(reply.status), not in its words"))
        }
        return .answer(answer(reply))
    }

    private static func answer(_ reply: UpstreamReply) -> TranslationAnswer {
        TranslationAnswer(status: reply.status, contentType: reply.field("Content-Type") ?? "", body: reply.body)
    }

    private static func left(_ error: GatewayError) -> GatewayError {
        GatewayError(
            error.code, message: "the organization was made, but is nobody's: \(error.message ?? error.code.message)",
            detail: "\(error.detail); swr: it could not be deleted again")
    }

    private static var misplaced: TranslationStep {
        .fail(GatewayError(.internal, detail: "swr: an organization is not at this step"))
    }
}
