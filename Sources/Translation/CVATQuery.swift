import Domain

/// The query of a list of CVAT.
///
/// Written anew from the parameters that a list has. Everything else is left out, above all `org`, `org_id` and `sign`,
/// which would choose an organization or an account.
struct CVATQuery {
    private static let passed = [
        "page", "page_size", "search", "sort", "filter", "username", "first_name", "last_name", "is_active",
    ]

    private var pairs: [(name: String, value: String)] = []

    /// - Throws: `.fieldInvalid` for a query that cannot be read, a parameter that stands twice, or a `page` or
    ///   `page_size` below 1, which CVAT would take for something else without a word.
    init(_ query: String) throws(GatewayError) {
        let parameters = try QueryParameters(query, known: Set(Self.passed))
        _ = try parameters.integer("page", default: 1, in: 1...Int(Int32.max))
        if parameters.text("page_size") != "all" {
            _ = try parameters.integer("page_size", default: 1, in: 1...Int(Int32.max))
        }
        pairs = Self.passed.compactMap { name in parameters.text(name).map { (name, $0) } }
    }

    /// Finds the one account with this number, where it is a member of the organization that is asked in.
    init(accountID id: Int64) {
        pairs = [("filter", #"{"==":[{"var":"id"},\#(id)]}"#)]
    }

    /// With its question mark; empty when there are no parameters.
    var text: String { PercentEncoding.query(pairs) }
}
