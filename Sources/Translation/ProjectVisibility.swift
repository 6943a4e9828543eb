import Domain

/// Finds out which of some projects are public, in few calls.
///
/// One project is asked for by name. With more, the list of all projects is read; after its first page it is known how
/// many pages are left, and when fewer names than pages are, these are asked for one by one instead. A project that
/// Harbor does not show (deleted meanwhile, or beyond `pageLimit`) counts as not public.
struct ProjectVisibility: Sendable {
    /// 10,000 projects.
    static let pageLimit = 100
    private static let pageSize = 100

    private(set) var publicProjects: Set<String> = []
    private let owner: String?
    private var unknown: Set<String>
    private var question: Question
    private var budget = ReplyBudget()

    private enum Question {
        case page(Int)
        case project(ProjectName)
        case none
    }

    /// - Parameter owner: the account that owns all of them, if there is one: then no others are listed.
    init(of projects: Set<String>, owner: String? = nil) {
        self.owner = owner
        unknown = projects
        question = .page(1)
        if projects.count <= 1 { askByName() }
    }

    /// Nothing to find out: the one project is known already.
    init(known project: String, isPublic: Bool) {
        self.init(of: [])
        if isPublic { publicProjects = [project] }
    }

    /// The next call; `nil` when everything is known.
    var call: UpstreamCall? {
        switch question {
        case .page(let page): .harbor("/projects", query: query(page))
        case .project(let name): .harbor("/projects/\(name)", byName: true)
        case .none: nil
        }
    }

    private func query(_ page: Int) -> [(name: String, value: String)] {
        var query: [(name: String, value: String)] = [
            ("page", String(page)), ("page_size", String(Self.pageSize)), ("with_detail", "true"),
        ]
        if let owner { query.append(("owner", owner)) }
        return query
    }

    /// Takes the reply to `call`.
    mutating func absorb(_ reply: UpstreamReply) throws(GatewayError) {
        try budget.take(reply)
        switch question {
        case .page(let page):
            let (projects, total) = try reply.harborPage(of: HarborProject.self, atMost: Self.pageSize)
            projects.forEach { learn($0) }
            // Cut before adding: the count is whatever the upstream wrote.
            let lastPage = (min(total, Self.pageLimit * Self.pageSize) + Self.pageSize - 1) / Self.pageSize
            if unknown.isEmpty || projects.count < Self.pageSize || page >= lastPage {
                question = .none
            } else if unknown.count <= lastPage - page {
                askByName()
            } else {
                question = .page(page + 1)
            }
        case .project(let name):
            // Of what is not there Harbor tells an administrator alone.
            if ![403, 404].contains(reply.status), try reply.harborValue(HarborProject.self).isPublic {
                publicProjects.insert(name.value)
            }
            askByName()
        case .none: break
        }
    }

    private mutating func learn(_ project: HarborProject) {
        guard unknown.remove(project.name) != nil, project.isPublic else { return }
        publicProjects.insert(project.name)
    }

    /// Takes each name out before asking, so that no answer can make it be asked again.
    private mutating func askByName() {
        question = .none
        while let name = unknown.min() {
            unknown.remove(name)
            if let project = ProjectName(name) {
                question = .project(project)
                return
            }
        }
    }
}
