import Domain

/// `PATCH /api/users/{id}` of CVAT: one's own names, or for a system administrator whatever there is.
///
/// Oneself is the member of one's organization with one's own name. Both are looked up first, because the account that
/// calls go with may change everybody.
struct CVATUserUpdate: Translator {
    private let caller: CVATCaller
    private let id: Int64
    private let change: CVATUserChange
    private let links: CVATLinks
    private var stage: Stage

    private enum Stage {
        case membership, name, change
    }

    init(_ request: TranslationRequest, _ cvat: CVATContext) throws(GatewayError) {
        caller = try CVATCaller(request.principal)
        id = try request.cvatUserID()
        change = try CVATUserChange(request, asAdministrator: caller.organization == nil)
        links = CVATLinks(cvat)
        stage = caller.organization == nil ? .change : .membership
    }

    mutating func begin() -> TranslationStep {
        .call(stage == .change ? patch : caller.membership(of: id))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            let answer = try reply.cvatAnswer(links)
            guard answer.status < 300 else { return .answer(answer) }
            switch stage {
            case .membership:
                guard try reply.cvatPage(has: id) else { return .fail(GatewayError(.notFound)) }
                stage = .name
                return .call(caller.call("GET", "/api/users/\(id)"))
            case .name:
                guard caller.isNamed(try reply.cvatUsername(of: id)) else {
                    return .fail(GatewayError(.targetRefused))
                }
                stage = .change
                return .call(patch)
            case .change:
                return .answer(answer)
            }
        } catch {
            return .fail(error)
        }
    }

    private var patch: UpstreamCall { caller.call("PATCH", "/api/users/\(id)", json: change.json) }
}
