import Domain

/// Deletes things in Harbor one after the other and tells what became of each: what the multi-item calls of `/v1`
/// share.
///
/// Each item is a call of its own, in the order of the request, and is all or nothing in Harbor. One that is gone
/// already counts as done, unless all are. One that fails does not keep the next from being tried; only what the next
/// would fail of as well, a refused credential or a lost connection, ends it early. What failed first is the error of
/// the whole.
struct ItemDeletion: Translator {
    struct Item: Sendable {
        let key: ItemOutcome.Key
        let call: UpstreamCall
        /// Asked for after a 403, to tell "not yours" from "not there"; `nil` when its name is not known.
        let project: ProjectName?
    }

    /// What is said of these items.
    struct Wording: Sendable {
        /// After a 412: what keeps one from being deleted.
        let kept: String
        /// None of them is there.
        let absent: String
    }

    private let items: [Item]
    private let wording: Wording
    /// Of the items so far; the next one is at work.
    private var outcomes: [ItemOutcome] = []
    private var absentCount = 0
    private var firstFailure: GatewayError?
    /// Whether projects are there, of those that Harbor would not speak about: each is asked for once.
    private var projects: [ProjectName: Bool] = [:]
    private var isAskingForProject = false

    /// - Parameter items: one or more, each of them once.
    init(_ items: [Item], wording: Wording) {
        self.items = items
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
        switch reply.status {
        case 200:
            return settle(item, code: 200, "success")
        case 404:
            return settleAbsent(item)
        case 403:
            guard let project = item.project else { return settle(item, reply.harborRefusal) }
            if let isThere = projects[project] { return settleHidden(item, isThere: isThere) }
            isAskingForProject = true
            return .call(ProjectExistence.question(project))
        case 412:
            return settle(item, GatewayError(.conflict, message: wording.kept, detail: "harbor: status 412"))
        default:
            return settle(item, reply.harborRefusal)
        }
    }

    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        guard let item = current else { return nil }
        return abandon(item, error)
    }

    private var current: Item? { outcomes.count < items.count ? items[outcomes.count] : nil }

    private func next() -> TranslationStep {
        if let current { .call(current.call) } else { end() }
    }

    private mutating func settle(_ item: Item, code: Int, _ message: String) -> TranslationStep {
        outcomes.append(ItemOutcome(key: item.key, code: code, message: message))
        return next()
    }

    private mutating func settleAbsent(_ item: Item) -> TranslationStep {
        absentCount += 1
        return settle(item, code: 200, "absent")
    }

    /// Nothing is there in a project that is not there.
    private mutating func settleHidden(_ item: Item, isThere: Bool) -> TranslationStep {
        isThere ? settle(item, UpstreamReply(status: 403).harborRefusal) : settleAbsent(item)
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
