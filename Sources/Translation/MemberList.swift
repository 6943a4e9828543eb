import Domain

/// `GET /api/v2.0/projects/{project}/members` as a call to SWR: who may use the organization, by name. Filters and
/// pages are made here.
struct MemberList: Translator {
    private static let largestPage = 100

    private let place: MemberPlace
    private let namePart: String
    private let page: Int
    /// 0 is everything, as in Harbor.
    private let pageSize: Int

    init(_ request: TranslationRequest, swr: SWRContext) throws(GatewayError) {
        place = try MemberPlace(request, swr)
        let query = try QueryParameters(request.query, known: ["page", "page_size", "entityname"])
        namePart = query.text("entityname") ?? ""
        page = try query.integer("page", default: 1, in: 1...Int(Int32.max))
        pageSize = try query.integer("page_size", default: 10, in: 0...Self.largestPage)
    }

    mutating func begin() -> TranslationStep { .call(.swr(place.accessPath)) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            let access: SWRAccess = try reply.swrValue()
            let matches = access.grants.filter { namePart.isEmpty || $0.userName.contains(namePart) }
            let range = PageRequest(page: page, pageSize: pageSize).range(ceiling: matches.count)
            let rows = matches[range.clamped(to: matches.indices)]
                .map { MemberRow($0, organizationID: access.organizationID) }
            var fields = [("X-Total-Count", String(matches.count))]
            if let links = links(total: matches.count) { fields.append(("Link", links)) }
            return .answer(try TranslationAnswer(fields: fields, document: rows))
        } catch {
            return .fail(error)
        }
    }

    /// The pages before and after this one, which clients of Harbor follow.
    private func links(total: Int) -> String? {
        guard pageSize > 0 else { return nil }
        var links: [String] = []
        if page > 1 { links.append(link(page - 1, "prev")) }
        if page * pageSize < total { links.append(link(page + 1, "next")) }
        return links.isEmpty ? nil : links.joined(separator: " , ")
    }

    private func link(_ page: Int, _ relation: String) -> String {
        var query = [("page", String(page)), ("page_size", String(pageSize))]
        if !namePart.isEmpty { query.append(("entityname", namePart)) }
        let target = "/api/v2.0/projects/\(place.organization)/members\(PercentEncoding.query(query))"
        return "<\(target)>; rel=\"\(relation)\""
    }
}
