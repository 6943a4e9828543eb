import Domain

/// `GET /api/users/{id}` of CVAT: a member of the caller's organization, or for a system administrator anybody.
///
/// The organization of the call is not enough here: an administrator, which the account of the gateway is, reads
/// everybody in any organization. Of a list that is not so. So whom the caller asks for has to be in the list of his
/// organization, be he named as the caller or not: names are chosen here, and an account there may bear any.
struct CVATUserRead: Translator {
    private let caller: CVATCaller
    private let id: Int64
    private let links: CVATLinks
    private var isKnown: Bool

    init(_ request: TranslationRequest, _ cvat: CVATContext) throws(GatewayError) {
        caller = try CVATCaller(request.principal)
        id = try request.cvatUserID()
        links = CVATLinks(cvat)
        isKnown = caller.organization == nil
    }

    mutating func begin() -> TranslationStep {
        .call(isKnown ? account : caller.membership(of: id))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            let answer = try reply.cvatAnswer(links)
            guard answer.status < 300 else { return .answer(answer) }
            guard isKnown else {
                guard try reply.cvatPage(has: id) else { return .fail(GatewayError(.notFound)) }
                isKnown = true
                return .call(account)
            }
            _ = try reply.cvatUsername(of: id)
            guard let form = caller.shortForm else { return .answer(answer) }
            return .answer(try answer.cvatShort(form.user))
        } catch {
            return .fail(error)
        }
    }

    private var account: UpstreamCall { caller.call("GET", "/api/users/\(id)") }
}
