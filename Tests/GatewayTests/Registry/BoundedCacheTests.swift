import Testing

@testable import Gateway

@Suite("Bounded caches")
struct BoundedCacheTests {
    @Test("never holds more than its limit, and forgets what was not used for longest")
    func limit() {
        var cache = BoundedCache<Int, Int>(limit: 16)
        for key in 0..<16 { cache[key] = key }
        #expect(cache.count == 16)
        #expect(cache[0] == 0)
        cache[16] = 16
        #expect(cache.count <= 16)
        #expect(cache[0] == 0 && cache[16] == 16)
        #expect(cache[1] == nil)
        for key in 17..<10_000 {
            cache[key] = key
            #expect(cache.count <= 16)
        }
    }

    @Test("weighs values, again when they change, and keeps none that is heavier than all may be together")
    func weights() {
        var cache = BoundedCache<String, [Int]>(limit: 100) { $0.count }
        cache["a"] = Array(0..<60)
        cache["b"] = Array(0..<30)
        cache["a"] = []
        cache["c"] = Array(0..<60)
        #expect(cache["b"]?.count == 30)
        cache["d"] = Array(0..<40)
        #expect(cache["a"] == nil, "used longest ago")
        #expect(cache["d"]?.count == 40)
        cache["e"] = Array(0..<101)
        #expect(cache["e"] == nil)
    }

    @Test("what is removed weighs nothing")
    func removal() {
        var cache = BoundedCache<Int, Int>(limit: 8)
        for key in 0..<8 { cache[key] = key }
        cache[0] = nil
        cache[0] = nil
        cache.removeAll { $0 > 3 }
        #expect(cache.count == 3)
        for key in 10..<15 { cache[key] = key }
        #expect(cache.count == 8)
    }
}
