import Domain

/// `DELETE /api/users/{id}` of CVAT, for system administrators: anybody but oneself.
struct CVATUserDelete: Translator {
    private let caller: CVATCaller
    private let id: Int64
    private let links: CVATLinks
    private var isKnown = false

    /// - Throws: `.roleRefused` for others, whatever the policy says: the account that calls go with may delete
    ///   everybody, and no organization would hold it back.
    init(_ request: TranslationRequest, _ cvat: CVATContext) throws(GatewayError) {
        caller = try CVATCaller(request.principal)
        guard caller.organization == nil else { throw GatewayError(.roleRefused) }
        id = try request.cvatUserID()
        links = CVATLinks(cvat)
    }

    mutating func begin() -> TranslationStep {
        .call(caller.call("GET", "/api/users/\(id)"))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            let answer = try reply.cvatAnswer(links)
            guard !isKnown, answer.status < 300 else { return .answer(answer) }
            guard try !caller.isNamed(reply.cvatUsername(of: id)) else {
                return .fail(GatewayError(.targetRefused))
            }
            isKnown = true
            return .call(caller.call("DELETE", "/api/users/\(id)"))
        } catch {
            return .fail(error)
        }
    }
}
