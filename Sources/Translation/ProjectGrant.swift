import Domain

/// A project made by the upstream's own account for a namespace, whose account becomes an administrator of it: on a
/// Harbor that lets nobody else make projects. That it is the namespace's is kept last, and undone is what cannot be
/// kept.
///
/// What is about to be made is noted before. A gateway that ends in between leaves a project of its own account behind
/// that is nobody's; asked once more, the next one finds it, deletes it and makes it anew. Only a project counts as
/// such that was not there before, is owned by that account, is empty, of the time of the call that was cut off, and
/// not kept as anybody's.
struct ProjectGrant: Translator {
    private let project: NewHarborProject
    private let grant: HarborGrant
    private var stage = Stage.search

    private enum Stage {
        /// What has the name already.
        case search
        /// Whether that is left over from an earlier call.
        case doubt(Int64)
        /// What is left over goes.
        case removal
        case intent
        case creation
        case membership(Int64)
        case record(Int64)
        /// The project goes again, by its number, or by its name where Harbor did not tell the number.
        case undoing(GatewayError)
        /// It was not made, or is gone again: nothing is meant any more.
        case end(GatewayError)
    }

    init(_ project: NewHarborProject, _ grant: HarborGrant) {
        self.project = project
        self.grant = grant
    }

    mutating func begin() -> TranslationStep { .call(own("/projects/\(project.name)", byName: true)) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        switch stage {
        case .search: return search(reply)
        case .removal:
            switch reply.status {
            case 200: return create()
            // Of something in between it says nothing: the note stays.
            case 404 where reply.isHarborAbsence: return create()
            // It is not empty, so that somebody has it.
            case 412: return .fail(NewHarborProject.taken(reply))
            default: return .fail(reply.harborRefusal)
            }
        case .creation: return created(reply)
        case .membership(let number):
            if reply.status == 201 {
                stage = .record(number)
                return .keep(.grant(number: number, name: project.name.value, isPublic: project.isPublic))
            }
            return undo(Self.ungranted(reply.harborRefusal), number)
        case .undoing(let reason):
            guard reply.status == 200 || reply.isHarborAbsence else { return .fail(Self.left(reason)) }
            return forgo(reason)
        case .doubt, .intent, .record, .end: return Self.misplaced
        }
    }

    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        switch stage {
        case .doubt(let number):
            if let error { return .fail(error) }
            stage = .removal
            return .call(own("/projects/\(number)", byName: false, method: "DELETE"))
        case .intent:
            if let error { return .fail(error) }
            return create()
        case .record(let number):
            if let error { return undo(error, number) }
            return .done
        // An intent that the store could not drop makes nothing anybody's, and ends by itself.
        case .end(let reason): return .fail(reason)
        case .search, .removal, .creation, .membership, .undoing: return Self.misplaced
        }
    }

    /// Whether Harbor has made an administrator of the account nobody knows. That it has made the project is known, and
    /// that it was never asked to.
    mutating func recover(_ error: GatewayError) -> TranslationStep? {
        switch stage {
        case .membership(let number): undo(Self.ungranted(error), number)
        case .creation where error.isUnsent: forgo(error)
        case .creation, .search, .doubt, .removal, .intent, .record, .undoing, .end: nil
        }
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        guard case .undoing(let reason) = stage else { return nil }
        return .fail(Self.left(reason))
    }

    // MARK: Its steps

    private mutating func search(_ reply: UpstreamReply) -> TranslationStep {
        if reply.isHarborAbsence {
            stage = .intent
            return .keep(.intend(name: project.name.value))
        }
        do throws(GatewayError) {
            let found = try reply.harborValue(HarborProject.self)
            guard found.name.utf8.elementsEqual(project.name.value.utf8), found.id > 0 else {
                return .fail(GatewayError(.upstreamMalformed, detail: "harbor: another project than was asked for"))
            }
            guard let maker = grant.maker, let owner = found.owner, owner.utf8.elementsEqual(maker.utf8),
                found.repositoryCount == 0
            else { return .fail(NewHarborProject.taken(reply)) }
            stage = .doubt(found.id)
            return .keep(
                .reclaim(name: project.name.value, number: found.id, madeAt: found.created.unixSeconds))
        } catch {
            return .fail(error)
        }
    }

    private mutating func create() -> TranslationStep {
        stage = .creation
        return .call(project.call.asked(.administration))
    }

    private mutating func created(_ reply: UpstreamReply) -> TranslationStep {
        switch reply.status {
        case 201:
            guard let number = reply.harborNumber else {
                let error = GatewayError(.upstreamMalformed, detail: "harbor: a new project without a number")
                return undo(error, nil)
            }
            stage = .membership(number)
            return .call(own("/projects/\(number)/members", byName: false, method: "POST", json: membership))
        case 409: return forgo(NewHarborProject.taken(reply))
        case 400..<500: return forgo(reply.harborRefusal)
        // Whether it is made is not known.
        default: return .fail(reply.harborRefusal)
        }
    }

    private mutating func undo(_ reason: GatewayError, _ number: Int64?) -> TranslationStep {
        stage = .undoing(reason)
        guard let number else { return .call(own("/projects/\(project.name)", byName: true, method: "DELETE")) }
        return .call(own("/projects/\(number)", byName: false, method: "DELETE"))
    }

    private mutating func forgo(_ reason: GatewayError) -> TranslationStep {
        stage = .end(reason)
        return .keep(.forgo(name: project.name.value))
    }

    /// A call of the upstream's own account.
    private func own(_ path: String, byName: Bool, method: String = "GET", json: String? = nil) -> UpstreamCall {
        .harbor(path, byName: byName, method: method, json: json).asked(.administration)
    }

    /// 1 is the role of a project's administrator.
    private var membership: String {
        var json = JSONWriter(capacity: 64 + grant.account.utf8.count)
        json.raw(#"{"role_id":1,"member_user":{"username":"#)
        json.string(grant.account)
        json.raw("}}")
        return String(decoding: json.bytes, as: UTF8.self)
    }

    // MARK: What is told

    /// "Not there" and "is there" would be told of the project, and are about the account.
    private static func ungranted(_ error: GatewayError) -> GatewayError {
        let isAboutAccount = error.code == .notFound || error.code == .conflict
        let code: GatewayError.Code = isAboutAccount ? .refusedUpstream : error.code
        return GatewayError(
            code, message: "the project could not be given to your namespace: \(error.message ?? error.code.message)",
            detail: error.detail, retryAfter: error.retryAfter)
    }

    private static func left(_ error: GatewayError) -> GatewayError {
        GatewayError(
            error.code, message: "the project was created, but is not yours: \(error.message ?? error.code.message)",
            detail: "\(error.detail); harbor: the project could not be deleted again", retryAfter: error.retryAfter)
    }

    private static var misplaced: TranslationStep {
        .fail(GatewayError(.internal, detail: "harbor: a project is not at this step"))
    }
}
