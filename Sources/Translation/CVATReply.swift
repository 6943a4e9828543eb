import Domain

extension UpstreamReply {
    /// The most bytes of an error, or of one account, that are looked at. An account with all its groups has one or two
    /// KiB.
    private static let smallDocument = 64 << 10

    /// What the client gets of this reply: its clients are CVAT's own, so they get CVAT's words, errors included, with
    /// its links rewritten and without its cookies.
    /// - Throws: `.upstreamCredential` for a 401, which is about the gateway's account and no business of the client;
    ///   `.upstreamLimited` for a throttle that is told in HTML; `.upstreamMalformed` for everything else that is not
    ///   an answer of CVAT's API.
    func cvatAnswer(_ links: CVATLinks) throws(GatewayError) -> TranslationAnswer {
        switch status {
        case 204:
            return TranslationAnswer(status: status, contentType: CVATMedia.type, body: [])
        case 200..<300:
            return try cvatDocument(links)
        case 400, 403, 404, 409:
            guard body.count <= Self.smallDocument else { throw cvatMalformed("a large error") }
            return try cvatDocument(links)
        case 401:
            throw GatewayError(.upstreamCredential, detail: "cvat: status 401")
        case 429:
            let wait = field("Retry-After")
            guard body.count <= Self.smallDocument, let answer = try? cvatDocument(links) else {
                throw GatewayError(.upstreamLimited, detail: "cvat: status 429", retryAfter: wait)
            }
            return TranslationAnswer(
                status: answer.status, contentType: answer.contentType,
                fields: Self.retryAfter(wait).map { [("Retry-After", $0)] } ?? [], body: answer.body)
        default:
            throw cvatMalformed("no answer of its API")
        }
    }

    private func cvatDocument(_ links: CVATLinks) throws(GatewayError) -> TranslationAnswer {
        guard let type = field("Content-Type"), CVATMedia.isJSON(type) else { throw cvatMalformed("not JSON") }
        guard let body = links.rewritten(body) else { throw cvatMalformed("not the JSON that it says") }
        return TranslationAnswer(status: status, contentType: type, body: body)
    }

    /// The name of the account that this 200 is about.
    /// - Throws: `.upstreamMalformed` when it is about another one than was asked for.
    func cvatUsername(of id: Int64) throws(GatewayError) -> String {
        guard status == 200, let members = cvatMembers, case .string(let name)? = members["username"],
            members["id"] == .integer(id)
        else { throw cvatMalformed("not the account that was asked for") }
        return name
    }

    /// Whether a page of accounts has this one.
    func cvatPage(has id: Int64) throws(GatewayError) -> Bool {
        guard status == 200, case .array(let rows)? = cvatMembers?["results"] else {
            throw cvatMalformed("not a page of accounts")
        }
        return rows.contains { row in
            guard case .object(let members) = row else { return false }
            return members["id"] == .integer(id)
        }
    }

    private var cvatMembers: [String: JSONValue]? {
        body.count <= Self.smallDocument ? JSONValue.members(of: body) : nil
    }

    private func cvatMalformed(_ what: String) -> GatewayError {
        GatewayError(.upstreamMalformed, detail: "cvat: status \(status): \(what)")
    }

    /// Seconds; the other form (RFC 9110 §10.2.3), a date, CVAT does not use.
    private static func retryAfter(_ text: String?) -> String? {
        guard let text, text.utf8.count <= 9, let seconds = QueryParameters.integer(text) else { return nil }
        return String(seconds)
    }
}
