import Domain

/// `GET /api/users` of CVAT: the members of the caller's organization, or everybody.
struct CVATUserList: Translator {
    private let caller: CVATCaller
    private let query: CVATQuery
    private let links: CVATLinks

    init(_ request: TranslationRequest, _ cvat: CVATContext) throws(GatewayError) {
        caller = try CVATCaller(request.principal)
        query = try CVATQuery(request.query)
        links = CVATLinks(cvat)
    }

    mutating func begin() -> TranslationStep {
        .call(caller.call("GET", "/api/users", query: query.text))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            let answer = try reply.cvatAnswer(links)
            guard let form = caller.shortForm else { return .answer(answer) }
            return .answer(try answer.cvatShort(form.page))
        } catch {
            return .fail(error)
        }
    }
}
