import Domain
import Logging
import Store
import Telemetry
import Tokens

/// What has to be done from time to time: look for changes by other processes, forget what is over, rotate keys.
struct Housekeeping: Sendable {
    let feed: IdentityFeed
    let store: any AccountStore
    let keys: TokenKeys
    /// Seconds; 0: never.
    let rotateEvery: Int64
    /// Seconds.
    let publishAhead: Int64
    let audit: AuditTrail
    let logger: Logger

    /// How long a change by another process may go unseen that does not say so on the control socket.
    private static let beat = Duration.seconds(1)
    /// Beats between two clearances.
    private static let clearance = 60
    /// How long a permission at a registry that nobody should have is left alone when it could not be taken back.
    private static let recall = Duration.seconds(180)

    /// Until cancelled. A permission that is being taken back by then is seen to its end.
    func run(_ front: ListenerGroup, _ registry: RegistryParts) async {
        // Beside the rest, which waits for no registry.
        async let recalls: Void = takeBackStrays(registry)
        await beat(front)
        await recalls
    }

    /// Soon after the start, and then from time to time.
    private func takeBackStrays(_ registry: RegistryParts) async {
        var pause = Self.beat
        while !Task.isCancelled {
            try? await Task.sleep(for: pause)
            guard !Task.isCancelled else { return }
            await registry.takeBackStrays()
            pause = Self.recall
        }
    }

    private func beat(_ front: ListenerGroup) async {
        var beats = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: Self.beat)
            guard !Task.isCancelled else { return }
            await feed.beat()
            beats += 1
            guard beats % Self.clearance == 0 else { continue }
            await clear(front)
        }
    }

    func clear(_ front: ListenerGroup) async {
        let now = Identity.now()
        // One life later than need be: a clock that runs ahead for a while does not bring back who was logged out.
        let past = now - keys.tokenLife
        await front.pruneIdentity(now: past)
        do throws(StoreError) {
            try await store.pruneChanges(now: past)
            for key in try await store.pruneKeys(now: now) { audit.note(.keyRemoved, target: key) }
        } catch {
            logger.error("the store cannot be cleared", metadata: ["error": "\(error)"])
        }
        guard rotateEvery > 0 else { return }
        do throws(StartupError) {
            guard let made = try await keys.rotateIfOlder(than: rotateEvery, ahead: publishAhead, now: now) else {
                return
            }
            audit.note(.keyAdded, target: made.text)
            await feed.beat()
        } catch {
            logger.error("the token keys cannot be rotated", metadata: ["error": "\(error)"])
        }
    }
}
