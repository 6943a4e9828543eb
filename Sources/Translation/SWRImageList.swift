import Domain

/// `GET /v1/repository/image` as calls to SWR: the repositories of one organization, or of all that are the caller's.
///
/// SWR has neither ids nor an order by age, so all of them are read, up to the context's `ceiling`, then put in order
/// by their creation, those of the same second by name, and paged here. `total` counts what was read and matches.
///
/// A project that is public is so by the gateway's word alone: SWR knows it of repositories only. So those that are
/// shown and are not public yet, because they were pushed since, are made public on the way.
struct SWRImageList: Translator {
    /// The most that one request makes public; the next one goes on.
    static let mostPublished = 20

    private let swr: SWRContext
    private let request: PageRequest
    private let isOneProject: Bool
    private let namePart: String?
    private let order: RepositoryFields.Order
    /// Still to be read, the next one first; `nil` stands for all there are.
    private var organizations: [SWROrganizationName?]
    private var pages: SWRPages<SWRRepository>
    /// Rows that SWR has shown, whether they match or not.
    private var readCount = 0
    private var matches: [SWRRepository] = []
    private var shown: [SWRRepository] = []
    /// Positions in `shown`, with the repository's name, of what is to be made public; the next one first.
    private var unpublished: [(position: Int, name: SWRImageName)] = []
    private var isPublishing = false

    /// - Parameter budget: for all organizations together.
    init(query: String, swr: SWRContext, budget: ReplyBudget = ReplyBudget()) throws(GatewayError) {
        let query = try QueryParameters(
            query, known: PageRequest.parameters.union(["projectName", "imageName", "orderBy", "order"]))
        request = try PageRequest(query, ceiling: swr.ceiling)
        let project = try query.text("projectName").map { text throws(GatewayError) in
            try SWROrganizationName(text, field: "projectName")
        }
        if let project { try swr.requireOwn(project, field: "projectName") }
        _ = try query.choice(RepositoryFields.orderBy.name, default: RepositoryFields.OrderBy.id)
        order = try query.choice(RepositoryFields.order.name, default: .desc)
        namePart = try query.namePart("imageName", slashes: true)
        self.swr = swr
        isOneProject = project != nil
        organizations =
            if let project { [project] } else if swr.seesAll { [nil] } else {
                swr.projects.compactMap { SWROrganizationName($0.name) }
            }
        pages = SWRPages(PageRequest(page: 1, pageSize: 0), ceiling: swr.ceiling, budget: budget)
    }

    mutating func begin() -> TranslationStep { next() }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            return isPublishing ? published(reply) : try list(reply)
        } catch {
            return .fail(error)
        }
    }

    /// What was to be made public is not what was asked for: the list is there.
    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        isPublishing ? publishingEnd() : nil
    }

    private mutating func list(_ reply: UpstreamReply) throws(GatewayError) -> TranslationStep {
        if reply.status == 404, organizations.first ?? nil != nil {
            // One that is gone is empty, unless it alone was asked for.
            guard isOneProject else { return nextOrganization() }
            throw GatewayError(.notFound, message: "projectName: no such project", detail: "swr: status 404")
        }
        return try pages.absorb(reply) ? call() : nextOrganization()
    }

    private mutating func nextOrganization() -> TranslationStep {
        readCount += pages.rows.count
        // Said once more: what SWR takes for part of a name must not show what belongs to others.
        let organization = organizations.removeFirst()
        matches += pages.rows.filter { row in
            (organization.map { $0.value == row.namespace } ?? true) && isWanted(row)
        }
        return next()
    }

    private func isWanted(_ row: SWRRepository) -> Bool {
        guard let namePart else { return true }
        return row.name.contains(namePart) || row.id == namePart
    }

    private mutating func next() -> TranslationStep {
        guard !organizations.isEmpty, readCount < swr.ceiling else { return show() }
        pages = SWRPages(
            PageRequest(page: 1, pageSize: 0), ceiling: swr.ceiling - readCount, budget: pages.budget)
        return call()
    }

    private func call() -> TranslationStep {
        var query = pages.query
        if let organization = organizations.first ?? nil { query.append(("namespace", organization.value)) }
        return .call(.swr("/repos", query: query))
    }

    private mutating func show() -> TranslationStep {
        matches.sort { one, other in
            let (first, second) = order == .asc ? (one, other) : (other, one)
            return first.created.unixSeconds == second.created.unixSeconds
                ? first.id < second.id : first.created.unixSeconds < second.created.unixSeconds
        }
        shown = Array(matches[request.range(ceiling: swr.ceiling).clamped(to: matches.indices)])
        let publicProjects = Set(swr.projects.filter(\.isPublic).map(\.name))
        for (position, row) in shown.enumerated() where !row.isPublic && publicProjects.contains(row.namespace) {
            guard unpublished.count < Self.mostPublished else { break }
            if let name = SWRImageName(row.id) { unpublished.append((position, name)) }
        }
        isPublishing = true
        return publish()
    }

    private func publish() -> TranslationStep {
        guard let next = unpublished.first else { return publishingEnd() }
        return .call(.swr(next.name.path, method: "PATCH", json: Array(#"{"is_public":true}"#.utf8)))
    }

    /// Where SWR does not let one be made public, it would not let the next either.
    private mutating func published(_ reply: UpstreamReply) -> TranslationStep {
        guard reply.isSWRSuccess, !unpublished.isEmpty else { return publishingEnd() }
        shown[unpublished.removeFirst().position].isPublic = true
        return publish()
    }

    private func publishingEnd() -> TranslationStep {
        let rows = shown.map { repository in
            ImageRow(
                projectName: repository.namespace, isPublic: repository.isPublic, imageName: repository.id,
                address: (repository.path, ""), createTime: repository.created.unixSeconds,
                updateTime: repository.updated.unixSeconds)
        }
        return .answer(ListEnvelope(data: rows, total: matches.count).answer())
    }
}
