import Domain

/// Deletes things in a registry one after the other and tells what became of each: what the multi-item calls of `/v1`
/// share.
///
/// Each item is a call of its own, in the order of the request, and is all or nothing in the registry. One that is gone
/// already counts as done, unless all are. One that fails does not keep the next from being tried; only what the next
/// would fail of as well, a refused credential or a lost connection, ends it early. What failed first is the error of
/// the whole.
struct ItemDeletion: Translator {
    struct Item: Sendable {
        let key: ItemOutcome.Key
        /// Deletes it, or asks whether it is there when it is foreign; `nil` for what is known not to be there.
        let call: UpstreamCall?
        /// Of another namespace, whatever the registry would allow.
        let isForeign: Bool
        /// Asked for after a 403, to tell "not yours" from "not there"; `nil` when its name is not known, or where a
        /// registry hides nothing.
        let project: ProjectName?
        /// What the gateway's own store has to learn when the item is deleted. Not when it was gone before: that may
        /// have been said by something that does not know it.
        let change: ProjectChange?

        init(
            key: ItemOutcome.Key, call: UpstreamCall?, isForeign: Bool = false, project: ProjectName? = nil,
            change: ProjectChange? = nil
        ) {
            self.key = key
            self.call = call
            self.isForeign = isForeign
            self.project = project
            self.change = change
        }
    }

    /// What is said of these items.
    struct Wording: Sendable {
        /// What keeps one from being deleted, where something does.
        let kept: String
        /// None of them is there.
        let absent: String
    }

    private let items: [Item]
    private let registry: Registry
    private let wording: Wording
    /// Of the items so far; the next one is at work.
    private var outcomes: [ItemOutcome] = []
    private var absentCount = 0
    private var firstFailure: GatewayError?
    /// Whether projects are there, of those that the registry would not speak about: each is asked for once.
    private var projects: [ProjectName: Bool] = [:]
    private var isAskingForProject = false
    /// The item at work is deleted, and the store is learning it.
    private var isKeeping = false

    /// - Parameter items: one or more, each of them once.
    init(_ items: [Item], on registry: Registry = .harbor, wording: Wording) {
        self.items = items
        self.registry = registry
        self.wording = wording
    }

    mutating func begin() -> TranslationStep { next() }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        guard let item = current else { return end() }
        if isAskingForProject, let project = item.project {
            isAskingForProject = false
            do throws(GatewayError) {
                let isThere = try ProjectExistence.isThere(reply)
                projects[project] = isThere
                return settleHidden(item, isThere: isThere)
            } catch {
                return settle(item, error)
            }
        }
        if item.isForeign, [200, 403].contains(reply.status) { return settleHidden(item, isThere: true) }
        switch reply.status {
        case let status where registry.done.contains(status):
            guard let change = item.change else { return settle(item, code: 200, "success") }
            isKeeping = true
            return .keep(change)
        case 404:
            return settleAbsent(item)
        case registry.kept:
            let detail = "\(registry.name): status \(reply.status)"
            return settle(item, GatewayError(.conflict, message: wording.kept, detail: detail))
        case 403:
            guard let project = item.project else { return settle(item, registry.refusal(reply)) }
            if let isThere = projects[project] { return settleHidden(item, isThere: isThere) }
            isAskingForProject = true
            return .call(ProjectExistence.question(project))
        default:
            return settle(item, registry.refusal(reply))
        }
    }

    /// What the store cannot learn of this item it could not learn of the next.
    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        guard let item = current, isKeeping else { return end() }
        isKeeping = false
        guard let error else { return settle(item, code: 200, "success") }
        let message = "deleted, but \(error.message ?? error.code.message)"
        return abandon(item, GatewayError(error.code, message: message, detail: error.detail))
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        guard let item = current else { return nil }
        return abandon(item, error)
    }

    private var current: Item? { outcomes.count < items.count ? items[outcomes.count] : nil }

    private mutating func next() -> TranslationStep {
        while let item = current {
            if let call = item.call { return .call(call) }
            noteAbsent(item)
        }
        return end()
    }

    private mutating func settle(_ item: Item, code: Int, _ message: String) -> TranslationStep {
        outcomes.append(ItemOutcome(key: item.key, code: code, message: message))
        return next()
    }

    private mutating func settleAbsent(_ item: Item) -> TranslationStep {
        noteAbsent(item)
        return next()
    }

    private mutating func noteAbsent(_ item: Item) {
        absentCount += 1
        outcomes.append(ItemOutcome(key: item.key, code: 200, message: "absent"))
    }

    /// Nothing is there in a project that is not there.
    private mutating func settleHidden(_ item: Item, isThere: Bool) -> TranslationStep {
        isThere ? settle(item, registry.refusal(UpstreamReply(status: 403))) : settleAbsent(item)
    }

    private mutating func settle(_ item: Item, _ failure: GatewayError) -> TranslationStep {
        // A wrong password closes an account for a while: asking on would only keep it closed.
        if failure.code == .upstreamCredential { return abandon(item, failure) }
        note(item, failure)
        return next()
    }

    private mutating func note(_ item: Item, _ failure: GatewayError) {
        if firstFailure == nil { firstFailure = failure }
        outcomes.append(
            ItemOutcome(
                key: item.key, code: failure.code.status, message: failure.message ?? failure.code.message))
    }

    /// Ends with this item. Those behind it have never been asked for, which the client may safely do.
    private mutating func abandon(_ item: Item, _ failure: GatewayError) -> TranslationStep {
        note(item, failure)
        outcomes += items.dropFirst(outcomes.count).map { item in
            ItemOutcome(
                key: item.key, code: GatewayError.Code.upstreamUnreachable.status, message: "not attempted")
        }
        return end()
    }

    private func end() -> TranslationStep {
        do throws(GatewayError) {
            if let firstFailure { return .partial(firstFailure, data: try TranslationAnswer.json(outcomes)) }
            if absentCount == items.count { return .fail(GatewayError(.notFound, message: wording.absent)) }
            return .answer(try TranslationAnswer(success: ItemEnvelope(data: outcomes)))
        } catch {
            return .fail(error)
        }
    }
}
