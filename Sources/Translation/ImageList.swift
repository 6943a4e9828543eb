import Domain

/// `GET /v1/repository/image` as calls to Harbor: the repositories of one project, or of all that the executor's
/// account sees. Those of a namespace alone are `OwnImageList`'s.
///
/// An image says whether it is public, which Harbor knows of projects only; so the project is asked for first, or,
/// without `projectName`, the projects that were met are looked up at the end.
struct ImageList: Translator {
    private let query: ImageQuery
    private let harbor: HarborContext
    private let project: ProjectName?
    private var pages: HarborPages<HarborRepository>
    private var visibility = ProjectVisibility(of: [])
    private var stage = Stage.list

    private enum Stage {
        case credential
        case project(ProjectName)
        /// After a 403, or for a project of others; with what to say when it is there.
        case existence(refusal: GatewayError)
        case list
        case visibility
    }

    init(_ query: ImageQuery, harbor: HarborContext) {
        self.query = query
        self.harbor = harbor
        project = query.project
        pages = HarborPages(query.page, ceiling: harbor.ceiling, accepts: query.filter)
    }

    mutating func begin() -> TranslationStep {
        if let project {
            // What is public elsewhere Harbor would show: it is not of this namespace all the same.
            if let scope = harbor.scope, !scope.holds(project.value) {
                stage = .existence(refusal: HarborScope.refusal(field: "projectName"))
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
        case .existence(let refusal):
            throw try ProjectExistence.isThere(reply) ? refusal : Self.projectUnknown
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
            stage = .existence(refusal: reply.harborRefusal)
            return .call(ProjectExistence.question(name))
        case 404: throw Self.projectUnknown
        default:
            let isPublic = try reply.harborValue(HarborProject.self).isPublic
            visibility = ProjectVisibility(known: name.value, isPublic: isPublic)
            return list()
        }
    }

    private mutating func list() -> TranslationStep {
        stage = .list
        let path = project.map { "/projects/\($0)/repositories" } ?? "/repositories"
        return .call(
            .harbor(path, query: pages.query + query.parameters, byName: project == nil ? nil : true))
    }

    private func answer() -> TranslationAnswer {
        let rows = pages.rows.map { repository in
            ImageRow(
                repository, isPublic: visibility.publicProjects.contains(repository.project),
                registryAddress: harbor.registryAddress)
        }
        return ListEnvelope(data: rows, total: pages.total).answer()
    }

    private static var projectUnknown: GatewayError {
        GatewayError(.notFound, message: "projectName: no such project")
    }
}
