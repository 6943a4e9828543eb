import Domain

/// `DELETE /v1/repository/project` as calls to SWR: organizations that are empty.
///
/// SWR deletes by name, so the ids are looked up first. One id that belongs to somebody else refuses all, before
/// anything is touched.
struct SWRProjectDelete: Translator {
    private let ids: [Int64]
    private let swr: SWRContext
    /// `nil` while the ids are looked up.
    private var deletion: ItemDeletion?

    init(query: String, body: [UInt8], contentType: String?, swr: SWRContext) throws(GatewayError) {
        let fields = try CallFields(query: query, body: body, contentType: contentType, lists: ["projectId"])
        let ids = try fields.integers("projectId", in: 1...Int64(Int32.max))
        self.ids = try ItemDeletion.distinct(ids, field: "projectId")
        self.swr = swr
    }

    mutating func begin() -> TranslationStep { .call(SWRNamespaceList.call) }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        if let step = deletion?.receive(reply) { return step }
        do throws(GatewayError) {
            let namespaces = try reply.swrValue(SWRNamespaceList.self).namespaces
            var deletion = ItemDeletion(
                try items(namespaces), on: .swr,
                wording: ItemDeletion.Wording(kept: "project not empty", absent: "projectId: no such project"))
            let step = deletion.begin()
            self.deletion = deletion
            return step
        } catch {
            return .fail(error)
        }
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? { deletion?.failed(error) }

    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        deletion?.kept(error) ?? .fail(GatewayError(.internal, detail: "nothing was to be kept"))
    }

    private func items(_ namespaces: [SWRNamespace]) throws(GatewayError) -> [ItemDeletion.Item] {
        let kept = swr.kept
        let names = Dictionary(namespaces.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
        var items: [ItemDeletion.Item] = []
        for id in ids {
            guard let text = names[id] else {
                items.append(ItemDeletion.Item(key: .projectID(id), call: nil))
                continue
            }
            guard let name = SWROrganizationName(text) else {
                throw GatewayError(.upstreamMalformed, detail: "swr: not the name of an organization")
            }
            try swr.requireOwn(name, field: "projectId")
            items.append(
                ItemDeletion.Item(
                    key: .projectID(id), call: .swr("/namespaces/\(name)", method: "DELETE"),
                    held: swr.held(name), change: kept[name.value].map { .remove($0) },
                    absence: kept[name.value].map { .vanish($0) }))
        }
        return items
    }
}
