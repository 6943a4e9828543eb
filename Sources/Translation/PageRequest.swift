package import Domain

/// Which part of a list a client asked for.
package struct PageRequest: Equatable, Sendable {
    package static let parameters: Set<String> = [pageField.name, pageSizeField(ceiling: ceiling).name]

    /// What `pageSize=0`, "all", gives at most, unless a list has another bound.
    package static let ceiling = 10_000

    /// The bound keeps `page × pageSize` within 64 bits here and in Harbor.
    private static let pageField = Field(
        "page", IntegerRule(1...Int64(Int32.max)), "which page, from 1", example: 1)

    private static func pageSizeField(ceiling: Int) -> Field<IntegerRule> {
        Field("pageSize", IntegerRule(0...Int64(ceiling)), "rows of a page; 0: all of them, on page 1", example: 10)
    }

    private static func defaultSize(ceiling: Int) -> Int { min(10, ceiling) }

    /// As the description of an operation lists them.
    ///
    /// - Parameter size: the rows of a page where nothing is said; `nil`: as everywhere.
    package static func fields(ceiling: Int = ceiling, size: Int? = nil) -> [FieldDescription] {
        [
            .optional(pageField, fallback: 1),
            .optional(
                pageSizeField(ceiling: ceiling),
                fallback: .integer(Int64(size ?? defaultSize(ceiling: ceiling)))),
        ]
    }

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
    /// A size over the ceiling is refused rather than cut, so that nobody takes a part for the whole.
    package init(_ query: QueryParameters, ceiling: Int) throws(GatewayError) {
        page = try query.integer(Self.pageField, default: 1)
        pageSize = try query.integer(
            Self.pageSizeField(ceiling: ceiling), default: Self.defaultSize(ceiling: ceiling))
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
