/// What a route asks of a request beside its path and method.
package struct MatchConditions: Hashable, Sendable {
    package enum Test: Hashable, Sendable {
        case present
        case absent
        case equals([UInt8])

        /// Whether whatever passes this test passes the other one.
        func implies(_ other: Test) -> Bool {
            if self == other { return true }
            if case .equals = self { return other == .present }
            return false
        }

        func contradicts(_ other: Test) -> Bool {
            switch (self, other) {
            case (.equals(let one), .equals(let another)): one != another
            case (.absent, .present), (.present, .absent), (.absent, .equals), (.equals, .absent): true
            default: false
            }
        }
    }

    /// Empty: any host.
    package let hosts: [HostPattern]
    /// Header fields by their name in lower case.
    package let fields: [[UInt8]: Test]
    /// Parameters of the query by their decoded name.
    package let query: [[UInt8]: Test]

    package static let none = MatchConditions()

    package init(hosts: [HostPattern] = [], fields: [[UInt8]: Test] = [:], query: [[UInt8]: Test] = [:]) {
        self.hosts = hosts
        self.fields = fields
        self.query = query
    }

    package var isEmpty: Bool { hosts.isEmpty && isPlain }
    /// Whether only the host is asked for, if anything.
    var isPlain: Bool { fields.isEmpty && query.isEmpty }
    /// Greater than that of all conditions that these imply, unless they imply each other.
    package var weight: Int {
        (Array(fields.values) + Array(query.values)).reduce(0) { $0 + ($1 == .present ? 1 : 2) }
    }

    /// Whether no request meets both.
    func excludes(_ other: MatchConditions) -> Bool {
        func contradict(_ one: [[UInt8]: Test], _ another: [[UInt8]: Test]) -> Bool {
            one.contains { name, test in another[name].map(test.contradicts) ?? false }
        }
        return contradict(fields, other.fields) || contradict(query, other.query)
    }

    /// Whether every request that meets these meets the other ones, hosts aside.
    package func implies(_ other: MatchConditions) -> Bool {
        func imply(_ one: [[UInt8]: Test], _ another: [[UInt8]: Test]) -> Bool {
            another.allSatisfy { name, test in one[name]?.implies(test) ?? false }
        }
        return imply(fields, other.fields) && imply(query, other.query)
    }
}

/// What a header field or query parameter of a request says.
package enum FieldReading: Hashable, Sendable {
    case absent
    case value([UInt8])
    /// It stands there twice, or in a way that two readers take differently: nothing is decided by it.
    case ambiguous
}

/// The header fields of a request, as far as matching looks at them.
package protocol FieldSource {
    /// In lower case, without its port; empty when there is none.
    func hostName() -> String
    /// - Parameter name: in lower case.
    func reading(_ name: [UInt8]) -> FieldReading
}

/// A request of which nothing but method and path is known.
package struct NoFields: FieldSource {
    package init() {}
    package func hostName() -> String { "" }
    package func reading(_ name: [UInt8]) -> FieldReading { .absent }
}

extension MatchConditions {
    /// The same, for explanations.
    package func holdsBesideHost(_ target: borrowing RequestTarget, _ source: some FieldSource) -> Bool? {
        hold(target, source)
    }

    /// Hosts aside: a table holds what its host may reach. `nil`: a field that is looked at is ambiguous.
    func hold(_ target: borrowing RequestTarget, _ source: some FieldSource) -> Bool? {
        var holds = true
        for (name, test) in fields {
            guard let passes = Self.passes(test, source.reading(name)) else { return nil }
            if !passes { holds = false }
        }
        for (name, test) in query {
            guard let passes = Self.passes(test, target.queryReading(name)) else { return nil }
            if !passes { holds = false }
        }
        return holds
    }

    private static func passes(_ test: Test, _ reading: FieldReading) -> Bool? {
        switch (test, reading) {
        case (_, .ambiguous): nil
        case (.present, let reading): reading != .absent
        case (.absent, let reading): reading == .absent
        case (.equals(let expected), .value(let value)): expected == value
        case (.equals, .absent): false
        }
    }
}
