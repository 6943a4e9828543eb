package import Domain

/// Which part of a list a client asked for.
package struct PageRequest: Equatable, Sendable {
    package static let parameters: Set<String> = ["page", "pageSize"]

    /// 1 or more.
    let page: Int
    /// 0 asks for everything, which is then all on page 1.
    let pageSize: Int

    init(page: Int, pageSize: Int) {
        self.page = page
        self.pageSize = pageSize
    }

    /// `page` (default 1) and `pageSize` (default 10).
    ///
    /// A size over the ceiling is refused rather than cut, so that nobody takes a part for the whole. The bound of
    /// `page` keeps `page × pageSize` within 64 bits here and in Harbor.
    package init(_ query: QueryParameters, ceiling: Int) throws(GatewayError) {
        page = try query.integer("page", default: 1, in: 1...Int(Int32.max))
        pageSize = try query.integer("pageSize", default: min(10, ceiling), in: 0...ceiling)
    }

    /// The rows asked for, as positions in the whole list, at most `ceiling` of them.
    ///
    /// Page 2 of "everything" is empty, so that a client which pages until nothing comes does come to an end.
    package func range(ceiling: Int) -> Range<Int> {
        guard pageSize > 0 else { return page == 1 ? 0..<ceiling : 0..<0 }
        let start = (page - 1) * pageSize
        return start..<start + pageSize
    }
}
