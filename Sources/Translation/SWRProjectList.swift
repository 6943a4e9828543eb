import Domain

/// `GET /v1/repository/project` as calls to SWR: the organizations that are the caller's, by name.
///
/// SWR knows neither times of organizations nor whether they are public: these are as the gateway keeps them, 0 and
/// `false` for one that it did not make. Filters and pages are made here, since SWR gives all in one piece.
///
/// Where it does not count the images, it is asked for the count of each organization that is shown. Of many, all
/// repositories are counted in one pass instead, the first 10,000 of the tenant.
struct SWRProjectList: Translator {
    /// The most organizations that are asked for one by one.
    static let mostCounted = 20

    private let swr: SWRContext
    private let request: PageRequest
    private let namePart: String?
    private let isPublic: Bool?
    private var shown: [SWRNamespace] = []
    private var total = 0
    /// Positions in `shown` of those without a count, with their names; the next one first.
    private var uncounted: [(position: Int, name: SWROrganizationName)] = []
    private var repositories: SWRPages<SWRRepository>
    private var stage = Stage.list

    private enum Stage {
        case list, countEach, countAll
    }

    init(query: String, swr: SWRContext, budget: ReplyBudget = ReplyBudget()) throws(GatewayError) {
        let query = try QueryParameters(query, known: PageRequest.parameters.union(["projectName", "public"]))
        request = try PageRequest(query, ceiling: swr.ceiling)
        self.swr = swr
        namePart = try query.namePart("projectName", slashes: false)
        isPublic = try query.flag("public")
        repositories = SWRPages(PageRequest(page: 1, pageSize: 0), ceiling: PageRequest.ceiling, budget: budget)
    }

    mutating func begin() -> TranslationStep { .call(SWRNamespaceList.call) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            switch stage {
            case .list:
                list(try reply.swrValue(SWRNamespaceList.self).namespaces)
                stage = uncounted.count > Self.mostCounted ? .countAll : .countEach
            case .countEach: try count(reply)
            case .countAll: if try !repositories.absorb(reply) { countAll() }
            }
        } catch {
            return .fail(error)
        }
        guard let next = uncounted.first else { return .answer(answer()) }
        if stage == .countAll { return .call(.swr("/repos", query: repositories.query)) }
        return .call(.swr("/repos", query: [("namespace", next.name.value), ("limit", "1"), ("offset", "0")]))
    }

    private mutating func list(_ namespaces: [SWRNamespace]) {
        let kept = swr.kept
        let matches = namespaces.filter { namespace in
            let project = kept[namespace.name]
            return (swr.seesAll || project != nil)
                && namePart.map { namespace.name.contains($0) } ?? true
                && isPublic.map { (project?.isPublic ?? false) == $0 } ?? true
        }
        .sorted { $0.name < $1.name }
        total = matches.count
        shown = Array(matches[request.range(ceiling: swr.ceiling).clamped(to: matches.indices)])
        for (position, namespace) in shown.enumerated() where namespace.repositoryCount == nil {
            if let name = SWROrganizationName(namespace.name) { uncounted.append((position, name)) }
        }
    }

    private mutating func count(_ reply: UpstreamReply) throws(GatewayError) {
        let position = uncounted.removeFirst().position
        // Deleted since the list was made.
        if reply.status == 404 { return }
        var pages = SWRPages<SWRRepository>(PageRequest(page: 1, pageSize: 1), ceiling: 1)
        _ = try pages.absorb(reply)
        shown[position].repositoryCount = Int64(pages.total)
    }

    private mutating func countAll() {
        var counts: [String: Int64] = [:]
        for repository in repositories.rows { counts[repository.namespace, default: 0] += 1 }
        for (position, name) in uncounted { shown[position].repositoryCount = counts[name.value] ?? 0 }
        uncounted = []
    }

    private func answer() -> TranslationAnswer {
        let kept = swr.kept
        let rows = shown.map { namespace in
            let project = kept[namespace.name]
            return ProjectRow(
                projectId: namespace.id, projectName: namespace.name, createTime: project?.createdAt ?? 0,
                updateTime: project?.updatedAt ?? 0, isPublic: project?.isPublic ?? false,
                imageCount: namespace.repositoryCount ?? 0)
        }
        return ListEnvelope(data: rows, total: total).answer()
    }
}
