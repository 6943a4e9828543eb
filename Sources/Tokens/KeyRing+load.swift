package import Domain
internal import Cryptography

extension KeyRing {
    /// The ring of a state directory: all keys in `<stateDirectory>/keys` verify, and the newest one of `algorithm`
    /// signs. Where there is none, one is made and kept: at the first start, and when the algorithm setting changes,
    /// so that older tokens stay good until they expire.
    ///
    /// Blocks; for the start of the process. The error names the file and says how to mend it.
    package static func load(stateDirectory: String, algorithm: Algorithm) throws(StartupError) -> KeyRing {
        let directory = try KeyDirectory("\(stateDirectory)/keys")
        return try directory.exclusively { () throws(StartupError) -> KeyRing in
            let keys = try directory.keys()
            if let signing = keys.first(where: { $0.algorithm == algorithm }) {
                return KeyRing(signing: signing, verifying: keys.map(\.verificationKey))
            }
            let made: SigningKey
            do {
                made = try SigningKey.generate(algorithm)
            } catch {
                throw StartupError("token.algorithm", "a new \(algorithm.rawValue) key cannot be made: \(error)")
            }
            try directory.add(made)
            return KeyRing(signing: made, verifying: keys.map(\.verificationKey))
        }
    }
}
