import Domain
import Testing

@testable import Tokens

@Suite struct VerifiedTokenCacheTests {
    @Test("finds exactly the bytes that went in, at every length around the word size")
    func exact() throws {
        for length in 1...40 {
            let loop = TestLoop()
            let text = String(repeating: "a", count: length)
            try loop.insert(TestToken.make(text))
            #expect(try loop.has(text))
            #expect(try !loop.has(text + "a"))
            #expect(try !loop.has(String(text.dropLast())))
            for position in 0..<length {
                var bytes = Array(text.utf8)
                bytes[position] ^= 1
                #expect(try loop.find(bytes) == nil)
            }
        }
    }

    @Test("compares the bytes even when every hash is the same, and the later token takes the place")
    func collisions() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 8, digest: TokenDigest(seed: 1, mask: 0)))
        try loop.insert(TestToken.make("first-token"))
        #expect(try loop.find("first-tokem") == nil)
        #expect(try loop.find("second-token") == nil)
        #expect(try loop.has("first-token"))
        try loop.insert(TestToken.make("second-token"))
        #expect(try loop.has("second-token"))
        #expect(try loop.find("first-token") == nil)
        #expect(loop.cache.count == 1)
    }

    @Test("never returns a token at or past its end, nor one whose time has not come")
    func time() throws {
        let loop = TestLoop()
        try loop.insert(TestToken.make("t", expiry: 2000))
        #expect(try loop.has("t", now: 1999))
        #expect(try loop.find("t", now: 2000) == nil)
        #expect(try loop.find("t", now: .max) == nil)
        // The clock stepped back: the same answer as a fresh verification at that second.
        #expect(try loop.has("t", now: 1500))
        #expect(try loop.has("t", now: 940))
        #expect(try loop.find("t", now: 939) == nil)
        #expect(try loop.find("t", now: .min) == nil)
    }

    @Test("an expired token in the older generation is not found and not moved up")
    func expiredInPrevious() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 1))
        try loop.insert(TestToken.make("old", expiry: 1600))
        try loop.insert(TestToken.make("new"))
        #expect(try loop.find("old", now: 1600) == nil)
        #expect(try loop.has("new"))
        #expect(try loop.has("old", now: 1599))
    }

    @Test("holds two generations at most and drops what was not asked for")
    func eviction() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 4))
        for index in 0..<100 {
            try loop.insert(TestToken.make("token-\(index)"))
            #expect(loop.cache.count <= 8)
            #expect(try loop.has("token-\(index)"))
        }
        #expect(try loop.find("token-0") == nil)
        #expect(try loop.has("token-99"))
    }

    @Test("a token in use survives any number of others")
    func promotion() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 4))
        try loop.insert(TestToken.make("hot"))
        for index in 0..<100 {
            try loop.insert(TestToken.make("token-\(index)"))
            #expect(try loop.has("hot"))
        }
    }

    @Test("inserting a token again neither grows the cache nor turns a generation")
    func repeated() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 2))
        try loop.insert(TestToken.make("a"))
        try loop.insert(TestToken.make("b"))
        for _ in 0..<10 { try loop.insert(TestToken.make("b")) }
        #expect(loop.cache.count == 2)
        #expect(try loop.has("a"))
    }

    @Test("forgets everything when told to")
    func removal() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 1))
        try loop.insert(TestToken.make("a"))
        try loop.insert(TestToken.make("b"))
        loop.cache.removeAll()
        #expect(loop.cache.count == 0)
        #expect(try loop.find("a") == nil)
        #expect(try loop.find("b") == nil)
    }

    @Test("knows whose token a refused one is, from its exact bytes, in either generation")
    func claimant() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 1))
        try loop.insert(TestToken.make("ann's", user: 7, name: "ann", expiry: 1600))
        try loop.insert(TestToken.make("bob's", user: 8, name: "bob"))
        func name(_ text: String) -> String? {
            let bytes = Array(text.utf8)
            return loop.cache.claimant(bytes.span)?.name
        }
        #expect(try loop.find("ann's", now: 1600) == nil)
        #expect(name("ann's") == "ann")
        #expect(name("bob's") == "bob")
        #expect(name("ann't") == nil)
        #expect(name("") == nil)
        loop.cache.removeAll()
        #expect(name("ann's") == nil)
    }

    @Test("two tokens of one hash are not each other's claimant")
    func claimantOfCollision() throws {
        let loop = TestLoop(VerifiedTokenCache(generation: 8, digest: TokenDigest(seed: 1, mask: 0)))
        try loop.insert(TestToken.make("first", name: "ann"))
        let other = Array("other".utf8)
        let claimant = loop.cache.claimant(other.span)
        #expect(claimant == nil)
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
