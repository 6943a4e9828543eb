import Domain

/// `GET /v1/repository/project` as calls to SWR: the organizations that are the caller's, by name.
///
/// SWR knows neither times of organizations nor whether they are public: these are as the gateway keeps them, 0 and
/// `false` for one that it did not make. Filters and pages are made here, since SWR gives all in one piece.
///
/// Where it does not count the images, it is asked for the count of each organization that is shown. Of many, all
/// repositories are counted in one pass instead, the first 10,000 of the tenant.
///
/// What the gateway keeps and SWR does not list may have been deleted without its learning of it, and then the next one
/// of the name must not be taken for it. Or the gateway's account lost its permission there, and then it is still
/// somebody's: so SWR is asked by name, and only its own word that there is none counts, when it stays so for a day.
struct SWRProjectList: Translator {
    /// The most organizations that are asked for one by one.
    static let mostCounted = 20
    /// The most that are asked for because they are not listed. The others wait for a later list.
    static let mostMissed = 5

    private let swr: SWRContext
    private let request: PageRequest
    private let namePart: String?
    private let isPublic: Bool?
    private var shown: [SWRNamespace] = []
    private var total = 0
    /// Positions in `shown` of those without a count, with their names; the next one first.
    private var uncounted: [(position: Int, name: SWROrganizationName)] = []
    private var repositories: SWRPages<SWRRepository>
    /// Those that are kept and not listed, the next one first.
    private var missing: [(project: KeptProject, name: SWROrganizationName)] = []
    /// Those that were missing when they were last looked for, and are listed.
    private var seen: [KeptProject] = []
    private var stage = Stage.list

    private enum Stage {
        case list, countEach, countAll
        /// What there is to tell is known.
        case missing
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
            case .missing: if let project = vanished(reply) { return .keep(.miss(project)) }
            }
        } catch {
            return .fail(error)
        }
        return next()
    }

    /// The list is none the worse for it.
    mutating func failed(_ error: GatewayError) -> TranslationStep? { stage == .missing ? .answer(answer()) : nil }

    /// What the store cannot learn of this one it could not learn of the next.
    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        if error != nil { missing = [] }
        return next()
    }

    private mutating func next() -> TranslationStep {
        if let next = uncounted.first {
            if stage == .countAll { return .call(.swr("/repos", query: repositories.query)) }
            return .call(.swr("/repos", query: [("namespace", next.name.value), ("limit", "1"), ("offset", "0")]))
        }
        if !seen.isEmpty {
            defer { seen = [] }
            stage = .missing
            return .keep(.see(seen))
        }
        guard let next = missing.first else { return .answer(answer()) }
        stage = .missing
        return .call(.swr("/namespaces/\(next.name)"))
    }

    /// The one that was asked for, if there is none of its name.
    private mutating func vanished(_ reply: UpstreamReply) -> KeptProject? {
        let (project, _) = missing.removeFirst()
        if reply.isOrganizationAbsence { return project }
        // What SWR does not say of this one it would not say of the next.
        if reply.status != 200, reply.status != 403 { missing = [] }
        return nil
    }

    private mutating func list(_ namespaces: [SWRNamespace]) {
        let listed = Set(namespaces.map(\.name))
        seen = swr.projects.filter { $0.missingSince != 0 && listed.contains($0.name) }
        // Those that were not missed before come first, then those that were missed first: all have their turn.
        let unlisted = swr.projects.filter { !listed.contains($0.name) }.sorted { $0.missingSince < $1.missingSince }
        for project in unlisted where missing.count < Self.mostMissed {
            if let name = SWROrganizationName(project.name) { missing.append((project, name)) }
        }
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
