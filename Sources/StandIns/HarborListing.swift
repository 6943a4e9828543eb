/// What every list of Harbor does with `page`, `page_size`, `q` and `sort`.
struct HarborListing {
    private let target: HarborTarget
    private let page: Int
    private let size: Int
    private let query: HarborQuery?
    private let order: [(key: String, isDescending: Bool)]

    /// The largest `page_size`; above it is 422.
    static let largestPage = 100

    /// Checks the paging parameters before anything else happens, as the generated code of the server does.
    init(_ target: HarborTarget) throws(HarborFault) {
        self.target = target
        page = try Self.integer("page", default: 1, in: target)
        size = try Self.integer("page_size", default: 10, in: target)
        if size > Self.largestPage {
            throw .validation("page_size in query should be less than or equal to \(Self.largestPage)")
        }
        order = (target.value("sort") ?? "").split(separator: ",").map { key in
            key.hasPrefix("-") ? (String(key.dropFirst()), true) : (String(key), false)
        }
        query = try target.value("q").flatMap { text throws(HarborFault) in
            text.isEmpty ? nil : try HarborQuery(text)
        }
    }

    private static func integer(
        _ name: String, default fallback: Int, in target: HarborTarget
    ) throws(HarborFault) -> Int {
        guard let text = target.value(name), !text.isEmpty else { return fallback }
        guard let number = Int(text) else {
            throw .validation("\(name) in query must be of type int64: \"\(text)\"")
        }
        return number
    }

    /// The page with its `X-Total-Count` and, when there are neighbours, `Link`.
    /// - Parameters:
    ///   - standard: the order when `sort` names no known column.
    ///   - unlisted: how many more are counted than are listed, as some lists of the server do.
    func payload<Row>(
        of rows: [Row], columns: [HarborColumn<Row>], standard: String, unlisted: Int = 0,
        document: (Row) -> JSONDocument
    ) throws(HarborFault) -> HarborPayload {
        let found = query?.filter(rows, by: columns) ?? rows
        var keys = sortKeys(order, columns)
        if keys.isEmpty {
            keys = sortKeys(
                standard.split(separator: ",").map { key in
                    key.hasPrefix("-") ? (String(key.dropFirst()), true) : (String(key), false)
                }, columns)
        }
        let sorted = found.sorted { one, other in
            for (column, isDescending) in keys {
                let (left, right) = (column.values(one).first, column.values(other).first)
                guard let left, let right, left != right else { continue }
                return isDescending ? right < left : left < right
            }
            return false
        }
        let total = found.count + unlisted
        var fields = [(name: "X-Total-Count", value: String(total))]
        if let link = link(total: total) { fields.append(("Link", link)) }
        return HarborPayload(json: .list(slice(sorted).map(document)), fields: fields)
    }

    private func sortKeys<Row>(
        _ order: [(key: String, isDescending: Bool)], _ columns: [HarborColumn<Row>]
    ) -> [(HarborColumn<Row>, Bool)] {
        order.compactMap { key, isDescending in
            columns.first { $0.names.contains(key) }.map { ($0, isDescending) }
        }
    }

    /// A page before the first is the first; a size below 1 is everything.
    private func slice<Row>(_ rows: [Row]) -> ArraySlice<Row> {
        guard size > 0 else { return rows[...] }
        let (start, overflow) = (max(page, 1) - 1).multipliedReportingOverflow(by: size)
        return overflow ? [] : rows.dropFirst(start).prefix(size)
    }

    /// The neighbours' addresses, which are not encoded, as on the real server; its arithmetic wraps around too.
    private func link(total: Int) -> String? {
        guard size != 0 else { return nil }
        var links: [String] = []
        if page > 1, size > 0, (page - 1) &* size <= total {
            links.append("<\(address(of: page - 1))>; rel=\"prev\"")
        }
        if page &* size < total { links.append("<\(address(of: page &+ 1))>; rel=\"next\"") }
        return links.isEmpty ? nil : links.joined(separator: " , ")
    }

    private func address(of page: Int) -> String {
        var query = target.query.filter { $0.name != "page" && $0.name != "page_size" }
        query.append(("page", String(page)))
        query.append(("page_size", String(size)))
        let text = query.sorted { $0.name < $1.name }.map { "\($0.name)=\($0.value)" }.joined(separator: "&")
        return "\(target.path)?\(text)"
    }
}
