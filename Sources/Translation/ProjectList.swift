import Domain

/// `GET /v1/repository/project` as calls to Harbor: the projects that the executor's account sees.
///
/// `projectName` finds projects whose name contains it, `public` those that are or are not public.
struct ProjectList: Translator {
    private let harbor: HarborContext
    private let namePart: String?
    private let isPublic: Bool?
    private var pages: HarborPages<HarborProject>
    private var stage = Stage.list

    private enum Stage {
        case credential, list
    }

    init(query: String, harbor: HarborContext) throws(GatewayError) {
        let query = try QueryParameters(query, known: PageRequest.parameters.union(["projectName", "public"]))
        let request = try PageRequest(query, ceiling: harbor.ceiling)
        self.harbor = harbor
        namePart = try query.namePart("projectName", slashes: false)
        isPublic = try query.flag("public")
        pages = HarborPages(request, ceiling: harbor.ceiling, accepts: Self.filter(namePart))
    }

    mutating func begin() -> TranslationStep {
        if harbor.credentialProven { return list() }
        stage = .credential
        return .call(.harborCurrentUser)
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            switch stage {
            case .credential:
                try reply.checkHarborCurrentUser()
                return list()
            case .list:
                return try pages.absorb(reply) ? list() : .answer(answer())
            }
        } catch {
            return .fail(error)
        }
    }

    /// Without `with_detail` Harbor leaves out the metadata, and with it whether a project is public.
    private mutating func list() -> TranslationStep {
        stage = .list
        var query = pages.query + [("with_detail", "true")]
        // Without it an account also gets the public projects of others.
        if let scope = harbor.scope { query.append(("owner", scope.owner)) }
        if let namePart { query.append(("name", namePart)) }
        if let isPublic { query.append(("public", String(isPublic))) }
        return .call(.harbor("/projects", query: query))
    }

    private static func filter(_ namePart: String?) -> (@Sendable (HarborProject) -> Bool)? {
        guard let namePart else { return nil }
        return { $0.name.contains(namePart) }
    }

    private func answer() throws(GatewayError) -> TranslationAnswer {
        if let owner = harbor.scope?.owner, pages.rows.contains(where: { $0.owner.map { $0 != owner } ?? false }) {
            throw GatewayError(.upstreamMalformed, detail: "harbor: a project of another owner")
        }
        return ListEnvelope(data: pages.rows.map(ProjectRow.init), total: pages.total).answer()
    }
}
