import Domain

/// `GET /v1/repository/image` as calls to Harbor: the repositories of one project, or of all that the executor's
/// account sees.
///
/// An image says whether it is public, which Harbor knows of projects only; so the project is asked for first, or,
/// without `projectName`, the projects that were met are looked up at the end.
struct ImageList: Translator {
    private let harbor: HarborContext
    private let project: ProjectName?
    private let namePart: String?
    private let order: RepositoryFields.Order
    private var pages: HarborPages<HarborRepository>
    private var visibility = ProjectVisibility(of: [])
    private var stage = Stage.list

    private enum Stage {
        case credential
        case project(ProjectName)
        /// After a 403.
        case existence
        case list
        case visibility
    }

    init(query: String, harbor: HarborContext) throws(GatewayError) {
        let query = try QueryParameters(
            query, known: PageRequest.parameters.union(["projectName", "imageName", "orderBy", "order"]))
        let request = try PageRequest(query, ceiling: harbor.ceiling)
        self.harbor = harbor
        // A project is named whole here, so an empty name is a mistake and not "all projects".
        project = try query.text("projectName").map { text throws(GatewayError) in
            try ProjectName(text, field: "projectName")
        }
        _ = try query.choice(RepositoryFields.orderBy.name, default: RepositoryFields.OrderBy.id)
        order = try query.choice(RepositoryFields.order.name, default: .desc)
        namePart = try query.namePart("imageName", slashes: true)
        pages = HarborPages(
            request, ceiling: harbor.ceiling, accepts: Self.filter(namePart, scope: project == nil ? harbor.scope : nil)
        )
    }

    mutating func begin() -> TranslationStep {
        if let project {
            // What is public elsewhere Harbor would show: it is not of this namespace all the same.
            if let scope = harbor.scope, !scope.holds(project.value) {
                stage = .existence
                return .call(ProjectExistence.question(project))
            }
            stage = .project(project)
            return .call(.harbor("/projects/\(project)", byName: true))
        }
        if harbor.credentialProven { return list() }
        stage = .credential
        return .call(.harborCurrentUser)
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            return try advance(reply)
        } catch {
            return .fail(error)
        }
    }

    private mutating func advance(_ reply: UpstreamReply) throws(GatewayError) -> TranslationStep {
        switch stage {
        case .credential:
            try reply.checkHarborCurrentUser()
            return list()
        case .project(let name):
            return try receiveProject(name, reply)
        case .existence:
            throw try ProjectExistence.isThere(reply) ? UpstreamReply(status: 403).harborRefusal : Self.projectUnknown
        case .list:
            if try pages.absorb(reply) { return list() }
            if let project {
                guard pages.rows.allSatisfy({ $0.project == project.value }) else {
                    throw GatewayError(.upstreamMalformed, detail: "harbor: a repository of another project")
                }
                return .answer(answer())
            }
            stage = .visibility
            visibility = ProjectVisibility(of: Set(pages.rows.map(\.project)))
        case .visibility:
            try visibility.absorb(reply)
        }
        if let call = visibility.call { return .call(call) }
        return .answer(answer())
    }

    private mutating func receiveProject(_ name: ProjectName, _ reply: UpstreamReply) throws(GatewayError)
        -> TranslationStep
    {
        switch reply.status {
        case 403:
            stage = .existence
            return .call(ProjectExistence.question(name))
        case 404: throw Self.projectUnknown
        default:
            let isPublic = try reply.harborValue(HarborProject.self).isPublic
            visibility = ProjectVisibility(known: name.value, isPublic: isPublic)
            return list()
        }
    }

    /// `repository_id` is the key: Harbor ignores `sort=id` without a word.
    private mutating func list() -> TranslationStep {
        stage = .list
        var query = pages.query + [("sort", order == .asc ? "repository_id" : "-repository_id")]
        if let namePart { query.append(("q", "name=~\(namePart)")) }
        let path = project.map { "/projects/\($0)/repositories" } ?? "/repositories"
        return .call(.harbor(path, query: query, byName: project == nil ? nil : true))
    }

    /// Harbor searches the project's name as well, where `lib` would find everything in `library`. The whole name is
    /// accepted too, because that is what the answers show as `imageName`.
    ///
    /// - Parameter scope: Harbor lists what is public as well.
    private static func filter(
        _ namePart: String?, scope: HarborScope?
    ) -> (@Sendable (HarborRepository) -> Bool)? {
        if namePart == nil, scope == nil { return nil }
        return { repository in
            guard scope?.holds(repository.project) ?? true else { return false }
            guard let namePart else { return true }
            return repository.repository.contains(namePart) || repository.name == namePart
        }
    }

    private func answer() -> TranslationAnswer {
        let rows = pages.rows.map { repository in
            ImageRow(
                projectName: repository.project, isPublic: visibility.publicProjects.contains(repository.project),
                imageName: repository.name, address: (harbor.registryAddress + "/", repository.name),
                createTime: repository.created.unixSeconds, updateTime: repository.updated.unixSeconds)
        }
        return ListEnvelope(data: rows, total: pages.total).answer()
    }

    private static var projectUnknown: GatewayError {
        GatewayError(.notFound, message: "projectName: no such project")
    }
}
