package import Domain

/// Tokens that were verified a moment ago, so that a signature is worked out once per token and not once per request.
///
/// Belongs to one event loop and is not `Sendable`. Holds at most two generations: when the current one is full it
/// becomes the previous one, and what was previous and not asked for again is dropped. That is a use order good enough
/// for a cache, without the list that an exact one drags along.
///
/// Its answer is never other than what the verifier and the standing would say at that moment: an entry is found by every
/// byte of the token, judged by the clock each time, and judged anew by the standing whenever that has changed. Who
/// changes keys calls `removeAll()`. A hit takes some 0.15 µs and allocates nothing; dropping a full generation takes a millisecond, once
/// for 4,096 tokens that took 400 times that to verify.
package final class VerifiedTokenCache {
    /// With tokens of 500 bytes, two generations take some 8 MiB when full.
    package static let standardGeneration = 4096

    private let generation: Int
    private let digest: TokenDigest
    // Keyed by the hash alone: of two tokens with one hash, the later takes the place, which costs a verification.
    private var current: [UInt64: Entry] = [:]
    private var previous: [UInt64: Entry] = [:]

    private struct Entry {
        let token: VerifiedToken
        var standing: SessionStanding.Judgement
        var generation: UInt64
    }

    /// A token that counts, and as whom.
    package struct Admitted {
        package let token: VerifiedToken
        package let principal: Principal
        /// Exchanged for another, and its grace is over: good for nothing but to end its session.
        package let isSuperseded: Bool
    }

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

    /// What exactly these bytes stand for, or `nil` when they are not here or not good at `now` (unix seconds). Throws
    /// what the standing says against them.
    package func find(
        _ token: Span<UInt8>, now: Int64, standing: SessionStanding
    ) throws(TokenFault) -> Admitted? {
        let hash = digest(token)
        if let found = current[hash] {
            guard Self.accepts(found, token, now) else { return nil }
            if found.generation == standing.generation { return Self.admitted(found, now) }
        } else {
            guard let found = previous[hash], Self.accepts(found, token, now) else { return nil }
            previous[hash] = nil
            store(found, hash)
            if found.generation == standing.generation { return Self.admitted(found, now) }
        }
        // Something has changed since it was judged.
        guard var found = current[hash] else { return nil }
        found.standing = try standing.judge(found.token)
        found.generation = standing.generation
        current[hash] = found
        return Self.admitted(found, now)
    }

    /// Whose token these bytes are, if they are here, whether they still count or not: for the log of a refusal.
    package func claimant(_ token: Span<UInt8>) -> Principal? {
        let hash = digest(token)
        guard let found = current[hash] ?? previous[hash] else { return nil }
        let bytes = found.token.bytes
        return Self.areEqual(bytes.span, token) ? found.token.principal : nil
    }

    /// Keeps a token that was verified just now. Throws what the standing says against it.
    package func insert(
        _ token: VerifiedToken, now: Int64, standing: SessionStanding
    ) throws(TokenFault) -> Admitted {
        let judgement = try standing.judge(token)
        let entry = Entry(token: token, standing: judgement, generation: standing.generation)
        let bytes = token.bytes
        store(entry, digest(bytes.span))
        return Self.admitted(entry, now)
    }

    /// Forgets every token, keeping the memory.
    package func removeAll() {
        current.removeAll(keepingCapacity: true)
        previous.removeAll(keepingCapacity: true)
    }

    package var count: Int { current.count + previous.count }

    private func store(_ entry: Entry, _ hash: UInt64) {
        if current.count >= generation, current[hash] == nil {
            swap(&current, &previous)
            current.removeAll(keepingCapacity: true)
        }
        current[hash] = entry
    }

    private static func accepts(_ found: Entry, _ token: Span<UInt8>, _ now: Int64) -> Bool {
        let bytes = found.token.bytes
        return found.token.fault(at: now) == nil && areEqual(bytes.span, token)
    }

    private static func admitted(_ entry: Entry, _ now: Int64) -> Admitted {
        Admitted(
            token: entry.token, principal: entry.standing.principal, isSuperseded: now >= entry.standing.goodUntil)
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
