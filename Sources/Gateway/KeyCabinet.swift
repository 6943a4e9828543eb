import Synchronization
import Tokens

/// The key ring that the process works with at this moment: endpoints sign with it; event loops get a verifier each.
final class KeyCabinet: Sendable {
    private let held: Mutex<KeyRing>

    init(_ ring: KeyRing) {
        held = Mutex(ring)
    }

    var ring: KeyRing { held.withLock { $0 } }

    func replace(_ ring: KeyRing) {
        held.withLock { $0 = ring }
    }
}
