import Domain

/// `GET /v1/repository/project` as calls to Harbor: the projects that the executor's account sees; for a caller who is
/// limited those of his namespace.
///
/// Where the namespace has projects that its account does not own, Harbor cannot pick them out. While they are few, each
/// is asked for, and put among those that the account owns. Of many, all that the account sees is read, and picked from
/// here.
///
/// `projectName` finds projects whose name contains it, `public` those that are or are not public.
struct ProjectList: Translator {
    /// The most projects of another owner that are asked for one by one.
    static let mostAsked = 20

    private let harbor: HarborContext
    private let request: PageRequest
    private let namePart: String?
    private let isPublic: Bool?
    private let way: Way
    private var pages: HarborPages<HarborProject>
    /// Numbers of those that are asked for one by one, the next one last.
    private var unasked: [Int64] = []
    /// Those of them that are there.
    private var found: [HarborProject] = []
    private var budget = ReplyBudget()
    private var stage = Stage.list

    private enum Stage {
        case credential, list, granted
    }

    private enum Way {
        /// Harbor picks and counts.
        case asHarborLists
        /// What the account owns is listed, and the others are asked for.
        case apart
        /// All that the account sees is listed.
        case everything
    }

    init(query: String, harbor: HarborContext) throws(GatewayError) {
        let query = try QueryParameters(query, known: PageRequest.parameters.union(["projectName", "public"]))
        request = try PageRequest(query, ceiling: harbor.ceiling)
        self.harbor = harbor
        let namePart = try query.namePart("projectName", slashes: false)
        self.namePart = namePart
        isPublic = try query.flag("public")
        let granted = harbor.scope?.granted ?? [:]
        let numbers = granted.filter { Self.matches($0.value, namePart) }.keys
        way = granted.isEmpty ? .asHarborLists : numbers.count > Self.mostAsked ? .everything : .apart
        if way == .apart { unasked = numbers.sorted(by: >) }
        pages = HarborPages(
            way == .asHarborLists ? request : PageRequest(page: 1, pageSize: 0), ceiling: harbor.ceiling,
            accepts: Self.filter(namePart, way == .everything ? harbor.scope : nil))
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
                if try pages.absorb(reply), !isComplete { return list() }
                budget = pages.budget
                return try next()
            case .granted:
                try learn(reply)
                return try next()
            }
        } catch {
            return .fail(error)
        }
    }

    private mutating func next() throws(GatewayError) -> TranslationStep {
        guard let number = unasked.last else { return .answer(try answer()) }
        stage = .granted
        return .call(.harbor("/projects/\(number)", byName: false))
    }

    /// Takes the reply about the next of those that are asked for one by one.
    private mutating func learn(_ reply: UpstreamReply) throws(GatewayError) {
        try budget.take(reply)
        guard let number = unasked.popLast() else { return }
        // To the namespace's account what is gone looks like what it may not see.
        if reply.status == 403 || reply.isHarborAbsence { return }
        let project = try reply.harborValue(HarborProject.self)
        guard project.id == number else {
            throw GatewayError(.upstreamMalformed, detail: "harbor: another project than was asked for")
        }
        if harbor.scope?.owns(project) ?? false { found.append(project) }
    }

    /// Without `with_detail` Harbor leaves out the metadata, and with it whether a project is public.
    private mutating func list() -> TranslationStep {
        stage = .list
        var query = pages.query + [("with_detail", "true")]
        // Without it an account also gets the public projects of others.
        if let owner { query.append(("owner", owner)) }
        if let namePart { query.append(("name", namePart)) }
        // Where all is read, what is public at Harbor may be far more than what there is to be found.
        if let isPublic, way != .everything || !isPublic { query.append(("public", String(isPublic))) }
        return .call(.harbor("/projects", query: query))
    }

    /// Who owns all that is listed; `nil` where that is not one account.
    private var owner: String? { way == .everything ? nil : harbor.scope?.owner }

    /// Whether all that is known of the namespace has been found, however much Harbor goes on to show. By name, each
    /// that the filter leaves: a count would take one that was made since for one that is still to come. Where Harbor
    /// leaves out public ones, these never come, and what is private is not much.
    private var isComplete: Bool {
        guard way == .everything, isPublic != false, let scope = harbor.scope else { return false }
        let sought = scope.names.union(scope.granted.values).filter { Self.matches($0, namePart) }
        return sought.isSubset(of: pages.rows.map(\.name))
    }

    private static func matches(_ name: String, _ part: String?) -> Bool { part.map { name.contains($0) } ?? true }

    private static func filter(_ namePart: String?, _ scope: HarborScope?) -> (@Sendable (HarborProject) -> Bool)? {
        if namePart == nil, scope == nil { return nil }
        return { project in
            Self.matches(project.name, namePart)
                && (scope.map { $0.numbers.contains(project.id) || $0.owns(project) } ?? true)
        }
    }

    private func answer() throws(GatewayError) -> TranslationAnswer {
        if let owner, pages.rows.contains(where: { $0.owner.map { $0 != owner } ?? false }) {
            throw GatewayError(.upstreamMalformed, detail: "harbor: a project of another owner")
        }
        if way == .asHarborLists {
            return ListEnvelope(data: pages.rows.map(ProjectRow.init), total: pages.total).answer()
        }
        let rows = all
        let shown = rows[request.range(ceiling: harbor.ceiling).clamped(to: rows.indices)]
        return ListEnvelope(data: shown.map(ProjectRow.init), total: rows.count).answer()
    }

    /// All that the filters leave, in Harbor's order, which is by name.
    private var all: [HarborProject] {
        let listed = pages.rows
        let numbers = Set(listed.map(\.id))
        let others = found.filter { !numbers.contains($0.id) }
        let rows = (listed + others).filter { project in isPublic.map { project.isPublic == $0 } ?? true }
        return others.isEmpty ? rows : rows.sorted { $0.name < $1.name }
    }
}
