import Cryptography
import Domain
import Foundation

/// How the key in the file becomes another one without a moment at which nothing opens the store:
///
/// 1. The new key is written beside the old one, as `master.key.next`.
/// 2. The store is sealed with it, in one transaction.
/// 3. The file takes the old one's name.
///
/// Whoever finds a secret that the key in `master.key` does not open looks into the other file. A rotation that ended
/// after its second step is completed by the next start or command; one that ended before changed nothing.
extension MasterKeyFile {
    static func path(in stateDirectory: String) -> String { "\(stateDirectory)/master.key" }
    static func nextPath(in stateDirectory: String) -> String { "\(stateDirectory)/master.key.next" }

    /// The key of this name in either file.
    static func key(named id: String, in stateDirectory: String) -> MasterKey? {
        // The next one first: what is renamed in between has the other name by then.
        for path in [nextPath(in: stateDirectory), path(in: stateDirectory)] {
            if let key = try? read(path), key.id == id { return key }
        }
        return nil
    }

    /// Completes a rotation that was interrupted. Leaves it alone when it is at work.
    /// - Parameter sealingKeys: names of the keys that the store is sealed with.
    static func settle(
        in stateDirectory: String, sealingKeys: () async throws(StartupError) -> Set<String>
    ) async throws(StartupError) {
        guard FileManager.default.fileExists(atPath: nextPath(in: stateDirectory)) else { return }
        _ = try await alone(in: stateDirectory) { () async throws(StartupError) in
            try await complete(in: stateDirectory, sealingKeys)
        }
    }

    /// Changes the key in the file. `nil`, with nothing done, while another process does.
    /// - Parameters:
    ///   - given: the new key; `nil` makes one.
    ///   - reseal: seals the store anew, from the one key to the other, wholly or not at all.
    static func rotate(
        in stateDirectory: String, to given: MasterKey?,
        sealingKeys: () async throws(StartupError) -> Set<String>,
        reseal: (MasterKey, MasterKey) async throws(StartupError) -> Int
    ) async throws(StartupError) -> (key: MasterKey, count: Int)? {
        try await alone(in: stateDirectory) { () async throws(StartupError) -> (key: MasterKey, count: Int) in
            try await complete(in: stateDirectory, sealingKeys)
            let path = path(in: stateDirectory)
            let nextPath = nextPath(in: stateDirectory)
            let old = try load(nil, stateDirectory: stateDirectory, mayMake: false)
            let new = if let given { given } else { try make(nextPath) }
            guard new.id != old.id else { return (new, try await reseal(old, new)) }
            // Of a rotation that ended before it changed anything.
            unlink(nextPath)
            guard try PrivateFile.create(text(of: new), at: nextPath) else {
                throw StartupError(nextPath, "the file cannot be put there")
            }
            let count = try await reseal(old, new)
            try PrivateFile.move(nextPath, over: path)
            return (new, count)
        }
    }

    private static func complete(
        in stateDirectory: String, _ sealingKeys: () async throws(StartupError) -> Set<String>
    ) async throws(StartupError) {
        let nextPath = nextPath(in: stateDirectory)
        guard FileManager.default.fileExists(atPath: nextPath) else { return }
        let next = try read(nextPath)
        if try await sealingKeys().contains(next.id) {
            try PrivateFile.move(nextPath, over: path(in: stateDirectory))
        }
    }

    /// Runs `body` while no other process may rename these files; `nil` when one is at it.
    private static func alone<Value>(
        in stateDirectory: String, _ body: () async throws(StartupError) -> Value
    ) async throws(StartupError) -> Value? {
        let folder = open(stateDirectory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(stateDirectory) }
        // The end of the process gives it free as well, however that comes. Closing alone would not: a child that another
        // thread is starting may hold the descriptor for a moment more.
        defer {
            flock(folder, LOCK_UN)
            close(folder)
        }
        guard flock(folder, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw failure(stateDirectory) }
            return nil
        }
        return try await body()
    }

    private static func failure(_ path: String) -> StartupError {
        StartupError(path, "the folder of the master key cannot be used: \(String(cString: strerror(errno)))")
    }
}
