import Domain

/// Collects the rows of one page from as many calls to SWR as that takes. Bounded by what was asked for and by the bytes
/// of all replies, whatever SWR claims to have.
struct SWRPages<Row: SWRRow>: Sendable {
    /// The largest `limit` that SWR accepts.
    static var largestPage: Int { 1_000 }

    /// As positions in SWR's list.
    private let wanted: Range<Int>
    private var offset: Int
    private(set) var rows: [Row] = []
    /// Rows shift between two pages when somebody pushes meanwhile; this keeps them from showing twice.
    private var seen: Set<String> = []
    private var claimed = 0
    private var furthest = 0
    /// What is left for further lists of the same translation.
    private(set) var budget: ReplyBudget

    init(_ request: PageRequest, ceiling: Int, budget: ReplyBudget = ReplyBudget()) {
        self.budget = budget
        wanted = request.range(ceiling: ceiling)
        offset = wanted.lowerBound
    }

    /// Where nothing is wanted, one row is asked for all the same: with it comes the count.
    private var limit: Int { min(Self.largestPage, max(1, wanted.upperBound - offset)) }

    /// The paging parameters of the next call; SWR takes both or none.
    var query: [(name: String, value: String)] {
        [("limit", String(limit)), ("offset", String(offset))]
    }

    /// Takes the reply to the call made with `query`; `true` when another one is needed.
    mutating func absorb(_ reply: UpstreamReply) throws(GatewayError) -> Bool {
        try budget.take(reply)
        let page: [Row] = try reply.swrRows()
        let limit = limit
        guard page.count <= limit else {
            throw GatewayError(.upstreamMalformed, detail: "swr: \(page.count) rows on a page of \(limit)")
        }
        let total = reply.swrTotal ?? page.first?.listTotal
        claimed = max(0, total ?? 0)
        for (position, row) in zip(offset..., page) where wanted.contains(position) {
            if seen.insert(row.id).inserted { rows.append(row) }
        }
        offset += page.count
        if !page.isEmpty { furthest = offset }
        // Without a count, what is not full is the last page.
        return page.count == limit && wanted.contains(offset) && offset < total ?? Int.max
    }

    /// How many rows there are, as SWR says, but never fewer than it has shown.
    var total: Int { max(claimed, furthest) }
}
