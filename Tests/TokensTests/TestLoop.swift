@testable import Tokens

/// What one event loop has for tokens, asked as its gatekeeper asks: the cache together with the standing.
struct TestLoop {
    let cache: VerifiedTokenCache
    let standing = SessionStanding()

    init(_ cache: VerifiedTokenCache = VerifiedTokenCache()) {
        self.cache = cache
    }

    @discardableResult
    func insert(_ token: VerifiedToken, now: Int64 = 1500) throws -> VerifiedTokenCache.Admitted {
        try cache.insert(token, now: now, standing: standing)
    }

    func find(_ bytes: [UInt8], now: Int64 = 1500) throws -> VerifiedTokenCache.Admitted? {
        try cache.find(bytes.span, now: now, standing: standing)
    }

    func find(_ text: String, now: Int64 = 1500) throws -> VerifiedTokenCache.Admitted? {
        try find(Array(text.utf8), now: now)
    }

    /// Whether these very bytes are there and count.
    func has(_ text: String, now: Int64 = 1500) throws -> Bool {
        guard let found = try find(text, now: now) else { return false }
        return found.token.bytes == Array(text.utf8)
    }
}
