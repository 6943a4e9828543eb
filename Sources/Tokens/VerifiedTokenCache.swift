/// Tokens that were verified a moment ago, so that a signature is worked out once per token and not once per request.
///
/// Belongs to one event loop and is not `Sendable`. Holds at most two generations: when the current one is full it
/// becomes the previous one, and what was previous and not asked for again is dropped. That is a use order good enough
/// for a cache, without the list that an exact one drags along.
///
/// Its answer is never other than what the verifier would say at that moment with the same keys: an entry is found by
/// every byte of the token, and judged by the clock each time. Who changes keys or withdraws a session calls
/// `removeAll()`. A hit takes some 0.15 µs and allocates nothing; dropping a full generation takes a millisecond, once
/// for 4,096 tokens that took 400 times that to verify.
package final class VerifiedTokenCache {
    /// With tokens of 500 bytes, two generations take some 8 MiB when full.
    package static let standardGeneration = 4096

    private let generation: Int
    private let digest: TokenDigest
    // Keyed by the hash alone: of two tokens with one hash, the later takes the place, which costs a verification.
    private var current: [UInt64: VerifiedToken] = [:]
    private var previous: [UInt64: VerifiedToken] = [:]

    /// `generation` is how many tokens one of the two generations holds, 1 or more.
    package convenience init(generation: Int = standardGeneration) {
        self.init(generation: generation, digest: TokenDigest(seed: .random(in: .min ... .max)))
    }

    init(generation: Int, digest: TokenDigest) {
        self.generation = max(1, generation)
        self.digest = digest
        // All at once, so that no request pays for a table that grows; pages that are never used cost nothing.
        current.reserveCapacity(self.generation)
        previous.reserveCapacity(self.generation)
    }

    /// The verified form of exactly these bytes, or `nil` when it is not here or not good at `now` (unix seconds).
    package func find(_ token: Span<UInt8>, now: Int64) -> VerifiedToken? {
        let hash = digest(token)
        if let found = current[hash] {
            return Self.accept(found, token, now)
        }
        guard let found = previous[hash], let accepted = Self.accept(found, token, now) else { return nil }
        previous[hash] = nil
        store(accepted, hash)
        return accepted
    }

    package func insert(_ token: VerifiedToken) {
        let bytes = token.bytes
        store(token, digest(bytes.span))
    }

    /// Forgets every token, keeping the memory.
    package func removeAll() {
        current.removeAll(keepingCapacity: true)
        previous.removeAll(keepingCapacity: true)
    }

    package var count: Int { current.count + previous.count }

    private func store(_ token: VerifiedToken, _ hash: UInt64) {
        if current.count >= generation, current[hash] == nil {
            swap(&current, &previous)
            current.removeAll(keepingCapacity: true)
        }
        current[hash] = token
    }

    private static func accept(_ found: VerifiedToken, _ token: Span<UInt8>, _ now: Int64) -> VerifiedToken? {
        let bytes = found.bytes
        return found.fault(at: now) == nil && areEqual(bytes.span, token) ? found : nil
    }

    /// Not in constant time, and need not be: only bytes whose keyed 64-bit hash matches come here.
    private static func areEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        let count = one.count
        guard other.count == count else { return false }
        let (one, other) = (one.bytes, other.bytes)
        var offset = 0
        while offset + 8 <= count {
            let left = one.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard left == other.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
            offset += 8
        }
        while offset < count {
            let left = one.unsafeLoad(fromByteOffset: offset, as: UInt8.self)
            guard left == other.unsafeLoad(fromByteOffset: offset, as: UInt8.self) else { return false }
            offset += 1
        }
        return true
    }
}
