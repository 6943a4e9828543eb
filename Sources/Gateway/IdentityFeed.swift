import Domain
import Logging
import Store
import Telemetry
import Tokens

/// Brings what happened to accounts, sessions and keys from the store to every event loop.
///
/// Whoever changes the store calls `catchUp()` before he answers: when it returns, no loop judges a token without the
/// change. So within one process nothing is stale, ever. Another process that works on the same store says so on the
/// control socket; one that cannot is found within a second.
actor IdentityFeed {
    private let store: any SessionStore
    private let keys: TokenKeys
    private let cabinet: KeyCabinet
    private let makeVerifier: @Sendable (KeyRing) -> TokenVerifier
    private let logger: Logger
    private var front: ListenerGroup?
    private var cursor: Int64
    private var keysAreStale = false
    private var isFailing = false
    private var isBusy = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    /// - Parameter cursor: where the changes that the loops begin with ended.
    init(
        store: any SessionStore, keys: TokenKeys, cabinet: KeyCabinet, cursor: Int64, logger: Logger,
        makeVerifier: @escaping @Sendable (KeyRing) -> TokenVerifier
    ) {
        self.store = store
        self.keys = keys
        self.cabinet = cabinet
        self.cursor = cursor
        self.logger = logger
        self.makeVerifier = makeVerifier
    }

    /// From now on changes go to these loops.
    func attach(_ front: ListenerGroup) {
        self.front = front
    }

    /// The loops are about to end: waits for what is on its way to them, and sends nothing more.
    func detach() async {
        await enter()
        front = nil
        leave()
    }

    /// Whether a key in the store cannot be opened, so that the keys are not wholly those of the store.
    var lacksKeys: Bool { keysAreStale }

    /// Returns when every loop knows what the store knew at the time of the call. Throws when the store gave no answer,
    /// and before the loops are there; what was missed then comes with the next call.
    func catchUp() async throws(StoreError) {
        // One at a time: of two key rings the one that was read later must stay.
        await enter()
        defer { leave() }
        guard let front else { throw .unavailable("the event loops are not there") }
        let page = try await store.changes(after: cursor)
        if !page.changes.isEmpty { await front.apply(page.changes) }
        if page.keysChanged || keysAreStale { await renewKeys(front) }
        // Last: what is before it, the loops have. A lower one is that of a store that was restored from a copy.
        cursor = page.cursor
    }

    private func enter() async {
        guard isBusy else {
            isBusy = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Lets the next one in, or nobody.
    private func leave() {
        if waiting.isEmpty { isBusy = false } else { waiting.removeFirst().resume() }
    }

    /// The same for the clock: what fails is logged once, and tried again at the next beat.
    func beat() async {
        do throws(StoreError) {
            try await catchUp()
            isFailing = false
        } catch {
            if !isFailing { logger.error("the store cannot be asked for changes", metadata: ["error": "\(error)"]) }
            isFailing = true
        }
    }

    /// Takes over every key that can be opened: one that cannot must not keep a retired one alive.
    private func renewKeys(_ front: ListenerGroup) async {
        let fault: StartupError?
        do throws(StartupError) {
            let opened = try await keys.ring()
            cabinet.replace(opened.ring)
            await front.verify(with: makeVerifier(opened.ring))
            fault = opened.faults.first
        } catch {
            fault = error
        }
        if let fault, !keysAreStale {
            logger.error("a token key cannot be taken over", metadata: ["error": "\(fault)"])
        }
        keysAreStale = fault != nil
    }
}
