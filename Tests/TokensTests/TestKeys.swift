@testable import Tokens

/// Keys of each algorithm, made once for all tests because an RSA key takes 100 ms; immutable, so that no test can
/// disturb another.
enum TestKeys {
    private static let ours = Result { try makeAll() }
    private static let strangers = Result { try makeAll() }

    static func key(_ algorithm: Algorithm) throws -> SigningKey { try choose(algorithm, ours.get()) }

    /// Another key of the same kind under the first one's name.
    static func impostor(_ algorithm: Algorithm) throws -> SigningKey {
        let id = try key(algorithm).id
        let stranger = try choose(algorithm, strangers.get())
        return switch stranger.material {
        case .pair(let pair): try SigningKey(pair: pair, id: id)
        case .secret(let secret): SigningKey(secret: secret, id: id)
        }
    }

    private static func makeAll() throws -> [SigningKey] {
        try Algorithm.allCases.map { algorithm in try SigningKey.generate(algorithm) }
    }

    private static func choose(_ algorithm: Algorithm, _ keys: [SigningKey]) throws -> SigningKey {
        struct Missing: Error {}
        guard let key = keys.first(where: { $0.algorithm == algorithm }) else { throw Missing() }
        return key
    }
}
