import Domain

/// Deletes things in a registry one after the other and tells what became of each: what the multi-item calls of `/v1`
/// share.
///
/// Each item is a call of its own, in the order of the request, and is all or nothing in the registry. One that is gone
/// already counts as done, unless all are. One that fails does not keep the next from being tried; only what the next
/// would meet as well, a refused credential, a limit that is reached or a lost connection, ends it early. What failed
/// first is the error of the whole.
///
/// Where the caller is limited to some projects, it is made sure before the first item is touched that none is in
/// another one: that refuses all of them.
struct ItemDeletion: Translator {
    struct Item: Sendable {
        let key: ItemOutcome.Key
        /// Deletes it; `nil` for what is known not to be there.
        let call: UpstreamCall?
        /// The project that it is in, or is. Asked for after a 403, to tell "not yours" from "not there"; `nil` where
        /// nothing is hidden.
        let place: ProjectPlace?
        /// The organization that it is in, or is, as it was the caller's when the call began. The store is asked right
        /// before the item is deleted whether it is so still, since those before it may have taken long. `nil` where
        /// that does not matter.
        let held: KeptProject?
        /// What the gateway's own store has to learn when the item is deleted.
        let change: ProjectChange?
        /// What it has to learn when the registry itself says that the project is gone: an earlier answer may have been
        /// lost. `nil` where that is found out in another way.
        let absence: ProjectChange?

        init(
            key: ItemOutcome.Key, call: UpstreamCall?, place: ProjectPlace? = nil, held: KeptProject? = nil,
            change: ProjectChange? = nil, absence: ProjectChange? = nil
        ) {
            self.key = key
            self.call = call
            self.place = place
            self.held = held
            self.change = change
            self.absence = absence
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
    /// Of all places, before the first item; `nil` for a caller who may do everything, or was checked before.
    private var ownership: OwnershipCheck?
    /// Of the items so far; the next one is at work.
    private var outcomes: [ItemOutcome] = []
    private var absentCount = 0
    private var firstFailure: GatewayError?
    /// Whether projects are there, of those that the registry would not speak about: each is asked for once.
    private var places: [ProjectPlace: Bool] = [:]
    /// What the registry said of the item at work, while its place is asked for.
    private var doubted: GatewayError?
    /// What the store is asked, or is learning, of the item at work.
    private var keeping: Keeping?

    private enum Keeping {
        case affirmation, deletion, absence
    }

    /// - Parameter items: one or more, each of them once.
    init(_ items: [Item], on registry: Registry = .harbor, wording: Wording, ownership: OwnershipCheck? = nil) {
        self.items = items
        self.registry = registry
        self.wording = wording
        self.ownership = ownership
    }

    mutating func begin() -> TranslationStep { next() }

    mutating func receive(_ reply: UpstreamReply) -> TranslationStep {
        if ownership?.call != nil { return check(reply) }
        guard let item = current else { return end() }
        if let refusal = doubted, let place = item.place {
            doubted = nil
            do throws(GatewayError) {
                let isThere = try ProjectExistence.isThere(reply)
                places[place] = isThere
                return settleHidden(item, isThere: isThere, refusal)
            } catch {
                return settle(item, error)
            }
        }
        switch reply.status {
        case let status where registry.done.contains(status):
            guard let change = item.change else { return settle(item, code: 200, "success") }
            keeping = .deletion
            return .keep(change)
        case 404:
            guard let absence = item.absence, registry.isProjectAbsence(reply) else { return settleAbsent(item) }
            keeping = .absence
            return .keep(absence)
        case registry.kept:
            let detail = "\(registry.name): status \(reply.status)"
            return settle(item, GatewayError(.conflict, message: wording.kept, detail: detail))
        case 403:
            let refusal = registry.refusal(reply)
            guard let place = item.place else { return settle(item, refusal) }
            if let isThere = places[place] { return settleHidden(item, isThere: isThere, refusal) }
            doubted = refusal
            return .call(place.question)
        default:
            return settle(item, registry.refusal(reply))
        }
    }

    /// What the store cannot learn of this item it could not learn of the next.
    mutating func kept(_ error: GatewayError?) -> TranslationStep {
        guard let item = current, let keeping else { return end() }
        self.keeping = nil
        if keeping == .affirmation { return affirmed(item, error) }
        let isDeleted = keeping == .deletion
        guard let error else { return isDeleted ? settle(item, code: 200, "success") : settleAbsent(item) }
        let message = "\(isDeleted ? "deleted" : "absent"), but \(error.message ?? error.code.message)"
        return abandon(item, GatewayError(error.code, message: message, detail: error.detail))
    }

    /// What is another's by now is left alone; the next item may be of another organization.
    private mutating func affirmed(_ item: Item, _ error: GatewayError?) -> TranslationStep {
        if let error { return error.code == .targetRefused ? settle(item, error) : abandon(item, error) }
        guard let call = item.call else { return end() }
        return .call(call)
    }

    /// Before the first item there is nothing to tell of any.
    mutating func failed(_ error: GatewayError) -> TranslationStep? {
        guard ownership?.call == nil, let item = current else { return nil }
        return abandon(item, error)
    }

    private var current: Item? { outcomes.count < items.count ? items[outcomes.count] : nil }

    private mutating func check(_ reply: UpstreamReply) -> TranslationStep {
        do throws(GatewayError) {
            try ownership?.absorb(reply)
            return next()
        } catch {
            return .fail(error)
        }
    }

    private mutating func next() -> TranslationStep {
        if let call = ownership?.call { return .call(call) }
        while let item = current {
            if let call = item.call, !isAbsent(item) {
                guard let held = item.held else { return .call(call) }
                keeping = .affirmation
                return .keep(.affirm(held))
            }
            noteAbsent(item)
        }
        return end()
    }

    /// Known before the first item.
    private func isAbsent(_ item: Item) -> Bool {
        guard let ownership, let place = item.place else { return false }
        return ownership.absent.contains(place)
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
    private mutating func settleHidden(_ item: Item, isThere: Bool, _ refusal: GatewayError) -> TranslationStep {
        isThere ? settle(item, refusal) : settleAbsent(item)
    }

    private mutating func settle(_ item: Item, _ failure: GatewayError) -> TranslationStep {
        // A wrong password closes an account for a while, and so may a limit: asking on would only keep it closed.
        if [.upstreamCredential, .upstreamLimited].contains(failure.code) { return abandon(item, failure) }
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
