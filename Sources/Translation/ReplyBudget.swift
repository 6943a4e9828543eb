import Domain

/// How many bytes of lists one translation still reads, over all their pages.
///
/// The size of one reply is the executor's to bound, and the number of pages the translation's. Without a bound on both
/// together, an upstream that fills every page would decide how much memory a request takes.
struct ReplyBudget: Sendable {
    /// 64 MiB. Of the 10,000 rows that a list has at most, each may have 6 KiB; what registries write has one to five.
    static let whole = 64 << 20

    private var rest: Int

    init(bytes: Int = whole) {
        rest = bytes
    }

    /// Counts a reply, before anything is made of it.
    /// - Throws: `.upstreamMalformed` when it is more than is left.
    mutating func take(_ reply: UpstreamReply) throws(GatewayError) {
        guard reply.body.count <= rest else {
            throw GatewayError(
                .upstreamMalformed, detail: "a list of too many bytes: \(reply.body.count), where \(rest) were left")
        }
        rest -= reply.body.count
    }
}
