import Domain

/// `PATCH /api/users/{id}` of CVAT: one's own names, or for a system administrator whatever there is.
///
/// Oneself is the account with one's own name; it is looked up first, because the account that calls go with may change
/// everybody.
struct CVATUserUpdate: Translator {
    private let caller: CVATCaller
    private let id: Int64
    private let change: CVATUserChange
    private let links: CVATLinks
    private var isKnown: Bool

    init(_ request: TranslationRequest, _ cvat: CVATContext) throws(GatewayError) {
        caller = try CVATCaller(request.principal)
        id = try request.cvatUserID()
        change = try CVATUserChange(request, asAdministrator: caller.organization == nil)
        links = CVATLinks(cvat)
        isKnown = caller.organization == nil
    }

    mutating func begin() -> TranslationStep {
        .call(isKnown ? patch : caller.call("GET", "/api/users/\(id)"))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            let answer = try reply.cvatAnswer(links)
            guard !isKnown, answer.status < 300 else { return .answer(answer) }
            guard try reply.cvatUsername(of: id) == caller.principal.name else {
                return .fail(GatewayError(.targetRefused))
            }
            isKnown = true
            return .call(patch)
        } catch {
            return .fail(error)
        }
    }

    private var patch: UpstreamCall { caller.call("PATCH", "/api/users/\(id)", json: change.json) }
}
