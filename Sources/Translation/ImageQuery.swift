import Domain

/// What a `GET /v1/repository/image` asks of Harbor.
struct ImageQuery: Sendable {
    let page: PageRequest
    /// `nil` for all projects.
    let project: ProjectName?
    let namePart: String?
    let order: RepositoryFields.Order

    /// - Parameter text: the query as received.
    init(_ text: String, ceiling: Int) throws(GatewayError) {
        let query = try QueryParameters(
            text, known: PageRequest.parameters.union(["projectName", "imageName", "orderBy", "order"]))
        page = try PageRequest(query, ceiling: ceiling)
        // A project is named whole here, so an empty name is a mistake and not "all projects".
        project = try query.text("projectName").map { text throws(GatewayError) in
            try ProjectName(text, field: "projectName")
        }
        _ = try query.choice(RepositoryFields.orderBy.name, default: RepositoryFields.OrderBy.id)
        order = try query.choice(RepositoryFields.order.name, default: .desc)
        namePart = try query.namePart("imageName", slashes: true)
    }

    func translator(_ harbor: HarborContext) -> any Translator {
        guard project == nil, let scope = harbor.scope else { return ImageList(self, harbor: harbor) }
        return OwnImageList(self, of: scope, harbor: harbor)
    }

    /// The parameters of Harbor's lists of repositories, without those of the page. `repository_id` is the key: Harbor
    /// ignores `sort=id` without a word.
    var parameters: [(name: String, value: String)] {
        var parameters = [(name: "sort", value: order == .asc ? "repository_id" : "-repository_id")]
        if let namePart { parameters.append(("q", "name=~\(namePart)")) }
        return parameters
    }

    /// The check to repeat on every row; `nil` where no name is looked for.
    ///
    /// Harbor searches the project's name as well, where `lib` would find everything in `library`. The whole name is
    /// accepted too, because that is what the answers show as `imageName`.
    var filter: (@Sendable (HarborRepository) -> Bool)? {
        guard let namePart else { return nil }
        return { $0.repository.contains(namePart) || $0.name == namePart }
    }
}
