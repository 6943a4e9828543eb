import Domain

/// `GET /v1/repository/image/tag` as calls to SWR, which pages tags itself: the one changed last first.
struct SWRImageTagList: Translator {
    private let image: SWRImageName
    private var pages: SWRPages<SWRTag>

    init(query: String, swr: SWRContext) throws(GatewayError) {
        let query = try QueryParameters(query, known: PageRequest.parameters.union(["imageName"]))
        pages = SWRPages(try PageRequest(query, ceiling: swr.ceiling), ceiling: swr.ceiling)
        image = try SWRImageName(query.text("imageName") ?? "", field: "imageName")
        try swr.requireOwn(image.organization, field: "imageName")
    }

    mutating func begin() -> TranslationStep { call() }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            if reply.status == 404 {
                throw GatewayError(.notFound, message: "imageName: no such image", detail: "swr: status 404")
            }
            if try pages.absorb(reply) { return call() }
            let rows = pages.rows.map { tag in
                TagRow(
                    tag: tag.name, imageAddress: tag.path, createTime: tag.created.unixSeconds,
                    updateTime: tag.updated.unixSeconds)
            }
            return .answer(ListEnvelope(data: rows, total: pages.total).answer())
        } catch {
            return .fail(error)
        }
    }

    private func call() -> TranslationStep {
        let query = pages.query + [("order_column", "updated_at"), ("order_type", "desc")]
        return .call(.swr("\(image.path)/tags", query: query))
    }
}
