import Domain
import Testing

@testable import Tokens

@Suite struct VerifiedTokenCacheTests {
    /// A token as the verifier would make it, valid from second 1000 to `expiry`.
    private func token(_ text: String, expiry: Int64 = 2000) throws -> VerifiedToken {
        let claims = try #require(
            TokenClaims([
                "iss": .string("i"), "aud": .string("a"), "sub": .string("1"), "name": .string(text),
                "role": .integer(2), "ns": .string(""), "sid": .string("s"), "jti": .string("j"), "ver": .integer(1),
                "iat": .integer(1000), "nbf": .integer(1000), "exp": .integer(expiry), "auth_time": .integer(1000),
            ]))
        return VerifiedToken(claims, bytes: Array(text.utf8))
    }

    private func find(_ cache: VerifiedTokenCache, _ text: String, now: Int64 = 1500) -> String? {
        let bytes = Array(text.utf8)
        return cache.find(bytes.span, now: now)?.principal.name
    }

    @Test("finds exactly the bytes that went in, at every length around the word size")
    func exact() throws {
        for length in 1...40 {
            let cache = VerifiedTokenCache()
            let text = String(repeating: "a", count: length)
            cache.insert(try token(text))
            #expect(find(cache, text) == text)
            #expect(find(cache, text + "a") == nil)
            #expect(find(cache, String(text.dropLast())) == nil)
            for position in 0..<length {
                var bytes = Array(text.utf8)
                bytes[position] ^= 1
                #expect(cache.find(bytes.span, now: 1500) == nil)
            }
        }
    }

    @Test("compares the bytes even when every hash is the same, and the later token takes the place")
    func collisions() throws {
        let cache = VerifiedTokenCache(generation: 8, digest: TokenDigest(seed: 1, mask: 0))
        cache.insert(try token("first-token"))
        #expect(find(cache, "first-tokem") == nil)
        #expect(find(cache, "second-token") == nil)
        #expect(find(cache, "first-token") == "first-token")
        cache.insert(try token("second-token"))
        #expect(find(cache, "second-token") == "second-token")
        #expect(find(cache, "first-token") == nil)
        #expect(cache.count == 1)
    }

    @Test("never returns a token at or past its end, nor one whose time has not come")
    func time() throws {
        let cache = VerifiedTokenCache()
        cache.insert(try token("t", expiry: 2000))
        #expect(find(cache, "t", now: 1999) == "t")
        #expect(find(cache, "t", now: 2000) == nil)
        #expect(find(cache, "t", now: .max) == nil)
        // The clock stepped back: the same answer as a fresh verification at that second.
        #expect(find(cache, "t", now: 1500) == "t")
        #expect(find(cache, "t", now: 940) == "t")
        #expect(find(cache, "t", now: 939) == nil)
        #expect(find(cache, "t", now: .min) == nil)
    }

    @Test("an expired token in the older generation is not found and not moved up")
    func expiredInPrevious() throws {
        let cache = VerifiedTokenCache(generation: 1)
        cache.insert(try token("old", expiry: 1600))
        cache.insert(try token("new"))
        #expect(find(cache, "old", now: 1600) == nil)
        #expect(find(cache, "new") == "new")
        #expect(find(cache, "old", now: 1599) == "old")
    }

    @Test("holds two generations at most and drops what was not asked for")
    func eviction() throws {
        let cache = VerifiedTokenCache(generation: 4)
        for index in 0..<100 {
            cache.insert(try token("token-\(index)"))
            #expect(cache.count <= 8)
            #expect(find(cache, "token-\(index)") != nil)
        }
        #expect(find(cache, "token-0") == nil)
        #expect(find(cache, "token-99") != nil)
    }

    @Test("a token in use survives any number of others")
    func promotion() throws {
        let cache = VerifiedTokenCache(generation: 4)
        cache.insert(try token("hot"))
        for index in 0..<100 {
            cache.insert(try token("token-\(index)"))
            #expect(find(cache, "hot") == "hot")
        }
    }

    @Test("inserting a token again neither grows the cache nor turns a generation")
    func repeated() throws {
        let cache = VerifiedTokenCache(generation: 2)
        cache.insert(try token("a"))
        cache.insert(try token("b"))
        for _ in 0..<10 { cache.insert(try token("b")) }
        #expect(cache.count == 2)
        #expect(find(cache, "a") == "a")
    }

    @Test("forgets everything when told to")
    func removal() throws {
        let cache = VerifiedTokenCache(generation: 1)
        cache.insert(try token("a"))
        cache.insert(try token("b"))
        cache.removeAll()
        #expect(cache.count == 0)
        #expect(find(cache, "a") == nil)
        #expect(find(cache, "b") == nil)
    }

    @Test("the hash depends on the seed, the length and every byte")
    func digest() {
        func hash(_ bytes: [UInt8], seed: UInt64 = 7) -> UInt64 { TokenDigest(seed: seed)(bytes.span) }
        for length in [0, 1, 7, 8, 9, 15, 16, 17, 31, 32, 33, 450] {
            let bytes = [UInt8](repeating: 0, count: length)
            var seen: Set<UInt64> = [hash(bytes), hash(bytes, seed: 8), hash(bytes + [0])]
            for position in 0..<length {
                var changed = bytes
                changed[position] = 1
                seen.insert(hash(changed))
            }
            #expect(seen.count == length + 3)
        }
    }
}
