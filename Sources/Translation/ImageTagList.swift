import Domain

/// `GET /v1/repository/image/tag` as calls to Harbor: the tags of one image, those of the artifact pushed last first.
///
/// Harbor pages artifacts, of which each may have several tags, so all of them are read and the tags are paged here.
/// `total` counts the tags of as many artifacts as the context's `ceiling` lets be read.
struct ImageTagList: Translator {
    private let harbor: HarborContext
    private let request: PageRequest
    private let image: RepositoryName
    private var pages: HarborPages<HarborArtifact>
    private var stage = Stage.artifacts

    private enum Stage {
        case artifacts
        /// After an empty list, which Harbor also gives for a repository that is not there.
        case repository
        /// After a 403, or for a project of others; with what to say when it is there.
        case existence(refusal: GatewayError)
    }

    init(query: String, harbor: HarborContext) throws(GatewayError) {
        let query = try QueryParameters(query, known: PageRequest.parameters.union(["imageName"]))
        request = try PageRequest(query, ceiling: harbor.ceiling)
        image = try RepositoryName(query.text("imageName") ?? "", field: "imageName")
        pages = HarborPages(PageRequest(page: 1, pageSize: 0), ceiling: harbor.ceiling)
        self.harbor = harbor
    }

    mutating func begin() -> TranslationStep {
        guard let scope = harbor.scope, !scope.holds(image.project.value) else { return artifacts() }
        stage = .existence(refusal: HarborScope.refusal(field: "imageName"))
        return .call(ProjectExistence.question(image.project))
    }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            return try advance(reply)
        } catch {
            return .fail(error)
        }
    }

    private mutating func advance(_ reply: UpstreamReply) throws(GatewayError) -> TranslationStep {
        switch (stage, reply.status) {
        case (.existence(let refusal), _):
            throw try ProjectExistence.isThere(reply) ? refusal : Self.imageUnknown
        case (_, 404):
            throw Self.imageUnknown
        case (_, 403):
            stage = .existence(refusal: reply.harborRefusal)
            return .call(ProjectExistence.question(image.project))
        case (.artifacts, _):
            if try pages.absorb(reply) { return artifacts() }
            guard pages.rows.isEmpty else { break }
            stage = .repository
            return .call(.harbor(image.harborPath, byName: true))
        case (.repository, _):
            _ = try reply.harborValue(HarborRepository.self)
        }
        return .answer(answer())
    }

    /// Of the artifacts only those with tags, and of each only what is needed: labels, scan reports and accessories
    /// would cost Harbor a query each.
    private func artifacts() -> TranslationStep {
        let query =
            [("q", "tags=*"), ("with_tag", "true")]
            + ["with_label", "with_scan_overview", "with_accessory"].map { ($0, "false") }
            + pages.query.map { ($0.name, $0.value) } + [("sort", "-push_time")]
        return .call(.harbor("\(image.harborPath)/artifacts", query: query, byName: true))
    }

    private func answer() -> TranslationAnswer {
        let address = "\(harbor.registryAddress)/\(image)"
        var rows: [TagRow] = []
        // A tag that is moved between two pages would show with both artifacts.
        var seen: Set<String> = []
        for artifact in pages.rows {
            for tag in artifact.tags where seen.insert(tag.name).inserted {
                rows.append(
                    TagRow(
                        tag: tag.name, imageAddress: address, createTime: artifact.pushed.unixSeconds,
                        updateTime: tag.pushed.unixSeconds))
            }
        }
        let page = rows[request.range(ceiling: harbor.ceiling).clamped(to: rows.indices)]
        return ListEnvelope(data: Array(page), total: rows.count).answer()
    }

    private static var imageUnknown: GatewayError {
        GatewayError(.notFound, message: "imageName: no such image")
    }
}
