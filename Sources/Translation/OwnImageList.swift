import Domain

/// `GET /v1/repository/image` of all projects, as calls to Harbor for a caller who is limited to those of his namespace:
/// the repositories of each of them, one project after the other.
///
/// Harbor's one list of all repositories holds whatever is public elsewhere too, and may have no end that is worth
/// waiting for. What is read here, up to the context's `ceiling`, is put in order and paged here; `total` counts what
/// was read and matches. A project that is gone by now, or refused, is left out.
struct OwnImageList: Translator {
    private let query: ImageQuery
    private let harbor: HarborContext
    /// Of all projects; `nil` where some of them have another one.
    private let owner: String?
    /// Still to be read, the next one last.
    private var projects: [ProjectName]
    private var pages: HarborPages<HarborRepository>
    /// Rows that Harbor has shown, whether they match or not.
    private var readCount = 0
    private var matches: [HarborRepository] = []
    private var shown: [HarborRepository] = []
    private var visibility = ProjectVisibility(of: [])
    private var stage = Stage.list

    private enum Stage {
        case credential, list, visibility
    }

    init(
        _ query: ImageQuery, of scope: HarborScope, harbor: HarborContext, budget: ReplyBudget = ReplyBudget()
    ) {
        self.query = query
        self.harbor = harbor
        owner = scope.granted.isEmpty ? scope.owner : nil
        // By name, so that the ceiling cuts the same ones each time.
        projects = scope.names.compactMap { ProjectName($0) }.sorted { $0.value > $1.value }
        pages = HarborPages(Self.all, ceiling: harbor.ceiling, budget: budget)
    }

    private static let all = PageRequest(page: 1, pageSize: 0)

    /// Each is a call of its own, one after the other.
    private static let mostProjects = 300

    mutating func begin() -> TranslationStep {
        guard projects.count <= Self.mostProjects else {
            return .fail(
                GatewayError(
                    .fieldInvalid,
                    message: "projectName: your namespace has more than \(Self.mostProjects) projects: name one"))
        }
        if harbor.credentialProven { return next() }
        stage = .credential
        return .call(.harborCurrentUser)
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            switch stage {
            case .credential:
                try reply.checkHarborCurrentUser()
                return next()
            case .list:
                return try list(reply)
            case .visibility:
                try visibility.absorb(reply)
                return look()
            }
        } catch {
            return .fail(error)
        }
    }

    private mutating func list(_ reply: UpstreamReply) throws(GatewayError) -> TranslationStep {
        // Deleted since the scope was made: 404 for an administrator, 403 for anybody else.
        if reply.status == 403 || reply.status == 404 {
            _ = projects.popLast()
            return next()
        }
        if try pages.absorb(reply) { return call() }
        let (project, rows) = (projects.popLast(), pages.rows)
        guard rows.allSatisfy({ $0.project == project?.value }) else {
            throw GatewayError(.upstreamMalformed, detail: "harbor: a repository of another project")
        }
        readCount += rows.count
        matches += query.filter.map { rows.filter($0) } ?? rows
        return next()
    }

    private mutating func next() -> TranslationStep {
        guard !projects.isEmpty, readCount < harbor.ceiling else { return show() }
        pages = HarborPages(Self.all, ceiling: harbor.ceiling - readCount, budget: pages.budget)
        return call()
    }

    private mutating func call() -> TranslationStep {
        guard let project = projects.last else { return show() }
        stage = .list
        return .call(.harbor("/projects/\(project)/repositories", query: pages.query + query.parameters, byName: true))
    }

    private mutating func show() -> TranslationStep {
        matches.sort { query.order == .asc ? $0.id < $1.id : $0.id > $1.id }
        shown = Array(matches[query.page.range(ceiling: harbor.ceiling).clamped(to: matches.indices)])
        stage = .visibility
        visibility = ProjectVisibility(of: Set(shown.map(\.project)), owner: owner)
        return look()
    }

    private func look() -> TranslationStep {
        if let call = visibility.call { return .call(call) }
        let rows = shown.map { repository in
            ImageRow(
                repository, isPublic: visibility.publicProjects.contains(repository.project),
                registryAddress: harbor.registryAddress)
        }
        return .answer(ListEnvelope(data: rows, total: matches.count).answer())
    }
}
