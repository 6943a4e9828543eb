/// By which rules old tags of an image go, and which went.
package struct SWRRetention: Sendable, Equatable {
    package var policies: [Policy] = []
    /// The last ones, in the order that they went.
    package private(set) var records: [Record] = []

    /// The most policies of one image, the most rules of one of them, and of what a rule leaves out.
    static let limit = 10
    /// The records that are kept.
    static let recordLimit = 1_000

    /// A tag goes as soon as one of the rules says so.
    package struct Policy: Sendable, Equatable {
        package let id: Int
        package let rules: [Rule]
    }

    package struct Rule: Sendable, Equatable {
        package let measure: Measure
        package let exceptions: [Exception]

        package enum Measure: Sendable, Equatable {
            /// What was not changed for more days than these goes.
            case days(Int)
            /// What is not among this many goes, the last changed first.
            case count(Int)
        }

        /// What stays, and does not count.
        package enum Exception: Sendable, Equatable {
            case tag(String)
            /// As it was written; see `SWRRetention.Rule.expired`.
            case expression(String)
        }
    }

    /// A tag that went.
    package struct Record: Sendable, Equatable {
        package let id: Int
        package let policyID: Int
        package let rule: Rule
        package let tag: String
        package let created: SWRMoment
    }

    mutating func add(_ record: Record) {
        records.append(record)
        if records.count > Self.recordLimit { records.removeFirst() }
    }
}

extension SWRRetention.Rule {
    /// The tags that go now.
    ///
    /// A rule with a regular expression lets all stay: expressions of strangers have no bound on their time here, and
    /// what they would leave out must not go.
    func expired(_ tags: [SWRTag], at now: SWRMoment) -> [SWRTag] {
        var stays: Set<String> = []
        for exception in exceptions {
            guard case .tag(let name) = exception else { return [] }
            stays.insert(name)
        }
        let counted = tags.filter { !stays.contains($0.name) }
        switch measure {
        case .days(let days):
            let oldest = now.advanced(seconds: -Int64(days) * 86_400)
            return counted.filter { $0.updated < oldest }
        case .count(let count):
            return Array(counted.sorted { $1.updated < $0.updated }.dropFirst(count))
        }
    }
}
