import Domain

/// Collects the rows of one `/v1` page from as many Harbor pages as that takes.
///
/// Harbor gives at most 100 rows a page. A client's page of up to 100 is one Harbor page; a larger one is cut from
/// several; and when rows have to be checked here, because Harbor's search is looser than ours, everything that Harbor
/// finds is read and then paged locally. Bounded by its plan and by the bytes of all its pages, whatever
/// `X-Total-Count` claims.
struct HarborPages<Row: HarborRow>: Sendable {
    /// The largest `page_size` that Harbor accepts; over it is 422.
    static var largestPage: Int { 100 }

    private let request: PageRequest
    private let ceiling: Int
    private let accepts: (@Sendable (Row) -> Bool)?
    private let size: Int
    private let lastPage: Int
    /// The rows wanted, as positions in Harbor's list.
    private let wanted: Range<Int>
    private var page: Int
    private var collected: [Row] = []
    /// Rows shift between two pages when somebody pushes meanwhile; this keeps them from showing twice.
    private var seen: Set<Int64> = []
    private var claimed = 0
    private var furthest = 0
    /// What is left for further lists of the same translation.
    private(set) var budget: ReplyBudget

    /// - Parameters:
    ///   - accepts: the check to repeat on every row; `nil` takes Harbor's word and its count.
    ///   - budget: what may be read.
    init(
        _ request: PageRequest, ceiling: Int, accepts: (@Sendable (Row) -> Bool)? = nil,
        budget: ReplyBudget = ReplyBudget()
    ) {
        self.budget = budget
        self.request = request
        self.ceiling = ceiling
        self.accepts = accepts
        let range = request.range(ceiling: ceiling)
        if accepts == nil, (1...Self.largestPage).contains(request.pageSize) {
            size = request.pageSize
            wanted = range
            page = request.page
            lastPage = request.page
        } else {
            size = Self.largestPage
            wanted = accepts == nil ? range : 0..<ceiling
            page = wanted.lowerBound / size + 1
            lastPage = max(page, (wanted.upperBound + size - 1) / size)
        }
    }

    /// The paging parameters of the next call.
    var query: [(name: String, value: String)] {
        [("page", String(page)), ("page_size", String(size))]
    }

    /// Takes the reply to the call made with `query`; `true` when another one is needed.
    mutating func absorb(_ reply: UpstreamReply) throws(GatewayError) -> Bool {
        try budget.take(reply)
        let (rows, total) = try reply.harborPage(of: Row.self, atMost: size)
        let offset = (page - 1) * size
        claimed = total
        furthest = rows.isEmpty ? furthest : offset + rows.count
        for (position, row) in zip(offset..., rows) where wanted.contains(position) {
            guard accepts?(row) ?? true, seen.insert(row.id).inserted else { continue }
            collected.append(row)
        }
        guard rows.count == size, page < lastPage, offset + size < total else { return false }
        page += 1
        return true
    }

    /// The rows of the client's page.
    var rows: [Row] {
        guard accepts != nil else { return collected }
        return Array(collected[request.range(ceiling: ceiling).clamped(to: collected.indices)])
    }

    /// How many rows match, over all pages: counted here when checked here, else as Harbor says, but never fewer than
    /// it has shown.
    var total: Int {
        accepts == nil ? max(claimed, furthest) : collected.count
    }
}
