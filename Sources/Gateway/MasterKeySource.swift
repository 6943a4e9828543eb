import Cryptography
import Synchronization

/// The master key as the process has it at this moment. When something is sealed with another one, because a command
/// has changed the key, it is read anew from its file.
final class MasterKeySource: Sendable {
    /// Where the file is; `nil` when the key is a setting, which does not change while the process runs.
    private let stateDirectory: String?
    private let held: Mutex<Held>

    private struct Held {
        var current: MasterKey
        /// What was read from the store a moment before the key was changed is opened a moment after.
        var former: MasterKey?
    }

    init(_ key: MasterKey, stateDirectory: String? = nil) {
        self.stateDirectory = stateDirectory
        held = Mutex(Held(current: key))
    }

    /// What new secrets are sealed with.
    var current: MasterKey { held.withLock { $0.current } }

    /// The key of this name, which is the current one from then on if it was found in the file; `nil` when neither the
    /// process nor the file has it.
    func key(named id: String) -> MasterKey? {
        let known = held.withLock { held in [held.current, held.former].compactMap { $0 }.first { $0.id == id } }
        if let known { return known }
        guard let stateDirectory, let found = MasterKeyFile.key(named: id, in: stateDirectory) else { return nil }
        held.withLock { held in
            // Another thread may have been faster.
            if held.current.id != id { held = Held(current: found, former: held.current) }
        }
        return found
    }
}
