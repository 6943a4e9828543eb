import Domain

/// `GET /api/users/{id}` of CVAT: oneself, or a member of the caller's organization, or anybody.
///
/// The organization of the call is not enough here: an administrator, which the account of the gateway is, reads
/// everybody in any organization. Of a list that is not so. So whom the caller asks for, when it is not himself, has to
/// be in the list of his organization.
struct CVATUserRead: Translator {
    private let caller: CVATCaller
    private let id: Int64
    private let links: CVATLinks
    /// Kept back until the account is known to be one that the caller may see.
    private var answer: TranslationAnswer?

    init(_ request: TranslationRequest, _ cvat: CVATContext) throws(GatewayError) {
        caller = try CVATCaller(request.principal)
        id = try request.cvatUserID()
        links = CVATLinks(cvat)
    }

    mutating func begin() -> TranslationStep {
        .call(caller.call("GET", "/api/users/\(id)"))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            if let answer { return try check(answer, reply) }
            let answer = try reply.cvatAnswer(links)
            guard caller.organization != nil, answer.status < 300 else { return .answer(answer) }
            guard try reply.cvatUsername(of: id) != caller.principal.name else { return .answer(answer) }
            self.answer = answer
            return .call(caller.call("GET", "/api/users", query: CVATQuery(accountID: id).text))
        } catch {
            return .fail(error)
        }
    }

    /// Somebody of another organization is as good as not there.
    private func check(_ answer: TranslationAnswer, _ reply: UpstreamReply) throws(GatewayError) -> TranslationStep {
        let page = try reply.cvatAnswer(links)
        guard page.status < 300 else { return .answer(page) }
        return try reply.cvatPage(has: id) ? .answer(answer) : .fail(GatewayError(.notFound))
    }
}
