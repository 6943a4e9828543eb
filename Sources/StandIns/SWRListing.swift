/// The query of a list: which rows, in which order, from which one on.
///
/// `filter` replaces all other parameters, and says the same in another way: `namespace::team|limit::10|offset::0`.
struct SWRListing {
    private let values: [String: String]
    /// Whether names may be parts of names, as in `filter`.
    let isFuzzy: Bool

    /// Rows in one answer, unless something else is asked for.
    static let standardPage = 100
    /// The most that can be asked for.
    static let largestPage = 1_000

    /// - Parameter keys: what a filter may name, beside the paging.
    init(_ target: SWRTarget, keys: Set<String>) throws(SWRFault) {
        guard let filter = target.value("filter"), !filter.isEmpty else {
            // An empty value is none.
            values = Dictionary(target.query.filter { !$0.value.isEmpty }.map { ($0.name, $0.value) }) { first, _ in
                first
            }
            isFuzzy = false
            return
        }
        let known = keys.union(["limit", "offset", "order_column", "order_type"])
        var values: [String: String] = [:]
        for part in filter.split(separator: "|", omittingEmptySubsequences: false) {
            guard let separator = part.firstRange(of: "::") else { throw .invalidFilter }
            let (key, value) = (String(part[..<separator.lowerBound]), String(part[separator.upperBound...]))
            guard known.contains(key), values[key] == nil, !value.isEmpty else { throw .invalidFilter }
            values[key] = value
        }
        self.values = values
        isFuzzy = true
    }

    func value(_ name: String) -> String? { values[name] }

    /// `nil` when it is not asked for.
    func flag(_ name: String) throws(SWRFault) -> Bool? {
        switch values[name] {
        case nil: nil
        case "true"?: true
        case "false"?: false
        default: throw .invalidPublicity
        }
    }

    /// The page that `limit` and `offset` say, which go together, with the field that tells where it lies.
    func page<Row>(of rows: [Row]) throws(SWRFault) -> (rows: ArraySlice<Row>, range: (name: String, value: String)) {
        guard (values["limit"] == nil) == (values["offset"] == nil) else {
            throw .invalidParameter("limit and offset should be used together")
        }
        let limit = try limit()
        guard let offset = Self.number(values["offset"] ?? "0") else { throw .invalidParameter("offset") }
        let page = rows.dropFirst(offset).prefix(limit)
        return (page, ("Content-Range", "\(offset)-\(page.count)/\(rows.count)"))
    }

    /// The page after `marker`, and the marker of the one after that, if there is one.
    func page<Row>(of rows: [Row], id: (Row) -> Int) throws(SWRFault) -> (rows: ArraySlice<Row>, next: String?) {
        var rest = rows[...]
        if let marker = values["marker"] {
            guard let last = SWRMarker(marker)?.id, let position = rows.firstIndex(where: { id($0) == last }) else {
                throw .invalidParameter("marker")
            }
            rest = rows[(position + 1)...]
        }
        let page = rest.prefix(try limit())
        let next = page.count < rest.count ? page.last.map { SWRMarker(id: id($0)).text } : nil
        return (page, next)
    }

    func limit() throws(SWRFault) -> Int {
        guard let text = values["limit"] else { return Self.standardPage }
        guard let limit = Self.number(text), (1...Self.largestPage).contains(limit) else { throw .invalidPageSize }
        return limit
    }

    /// Sorted as `order_column` and `order_type` say, which go together.
    /// - Parameter columns: by name, whether one row comes before another.
    func sorted<Row>(
        _ rows: [Row], by columns: [String: (Row, Row) -> Bool], otherwise standard: (Row, Row) -> Bool
    ) throws(SWRFault) -> [Row] {
        switch (values["order_column"], values["order_type"]) {
        case (nil, nil): return rows.sorted(by: standard)
        case (let column?, let type?):
            guard let isBefore = columns[column] else { throw .invalidParameter("order_column") }
            switch type {
            case "asc": return rows.sorted(by: isBefore)
            case "desc": return rows.sorted { isBefore($1, $0) }
            default: throw .invalidParameter("order_type")
            }
        default: throw .invalidParameter("order_column and order_type should be used together")
        }
    }

    /// Digits only, no sign.
    static func number(_ text: String) -> Int? {
        text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ? Int(text) : nil
    }
}
