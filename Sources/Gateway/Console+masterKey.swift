import Cryptography
package import Domain
import Store
import Telemetry

extension Console {
    /// Seals all secrets of the store with another master key: the one in the file `newKey`, or without it a new one.
    ///
    /// A running gateway goes on: it reads the key anew from the file. Where the key is a setting nothing but a restart
    /// gives a gateway another one, so none may run then, and the new key has to come from outside.
    package func rotateMasterKey(newKey: String?) async throws(StartupError) -> (id: String, secrets: Int) {
        var given: MasterKey?
        if let newKey { given = try MasterKeyFile.read(newKey) }
        let done: (key: MasterKey, count: Int)
        if settings.masterKey != nil {
            done = try await rotateSetting(to: given)
        } else {
            let rotated = try await MasterKeyFile.rotate(
                in: settings.stateDirectory, to: given,
                sealingKeys: { () async throws(StartupError) in try await IdentityFiles.sealingKeys(of: store) },
                reseal: { old, new async throws(StartupError) in try await reseal(from: old, to: new) })
            guard let rotated else {
                throw StartupError(
                    MasterKeyFile.path(in: settings.stateDirectory), "another process is changing the master key",
                    remedy: "try again")
            }
            done = rotated
        }
        audit.note(.keyAdded, target: "master key \(done.key.id)", detail: "re-encrypted \(done.count) secrets")
        return (done.key.id, done.count)
    }

    /// Whether the master key is a setting, which is somebody else's to change.
    package var hasMasterKeySetting: Bool { settings.masterKey != nil }

    private func rotateSetting(to given: MasterKey?) async throws(StartupError) -> (key: MasterKey, count: Int) {
        let old = try MasterKeyFile.load(settings.masterKey, stateDirectory: settings.stateDirectory, mayMake: false)
        guard let given else {
            throw StartupError(
                "masterKey", "the master key is a setting, which this command cannot change",
                remedy: "make one with `(umask 077; openssl rand -hex 32 > FILE)`, stop the gateway, give this command "
                    + "--new-key FILE, and start the gateway with that key in BREAKWATER_MASTER_KEY")
        }
        guard ControlSocket.tell(settings.stateDirectory) == .nobody else {
            throw StartupError(
                "masterKey", "a gateway runs that has its master key from a setting, and would be left without",
                remedy: "stop it first, and start it with the new key")
        }
        return (given, try await reseal(from: old, to: given))
    }

    private func reseal(from old: MasterKey, to new: MasterKey) async throws(StartupError) -> Int {
        let used = try await IdentityFiles.sealingKeys(of: store).subtracting([old.id, new.id])
        if let other = used.min() {
            throw StartupError(
                "masterKey", "the secrets in the store are sealed with master key \(other), and this is \(old.id)",
                remedy: "give this command the master key that the gateway has (BREAKWATER_MASTER_KEY or master.key)")
        }
        return try await stored { store throws(StoreError) in
            try await store.reseal { record, box throws(StoreError) in
                // Of a change that was made already.
                guard box.keyID != new.id else { return box }
                do {
                    return try new.seal(try old.open(box, for: record.name), for: record.name)
                } catch {
                    throw .corrupt("\(record.name) cannot be opened: \(error)")
                }
            }
        }
    }
}
