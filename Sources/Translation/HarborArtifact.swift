/// An artifact as Harbor describes it, with the members that `/v1` needs.
struct HarborArtifact: HarborRow {
    /// The most tags of one artifact. Nobody gives one thing this many names.
    static let mostTags = 10_000

    let id: Int64
    let pushed: HarborTime
    /// Harbor writes `null` when there are none.
    let tags: [Tag]

    struct Tag: Sendable {
        let name: String
        /// When the name was given to this artifact.
        let pushed: HarborTime

        fileprivate init(_ scanner: inout JSONScanner) throws(JSONFault) {
            var (name, pushed) = (String?.none, HarborTime?.none)
            try scanner.object(["name", "push_time"]) { (scanner, place) throws(JSONFault) in
                if place == 0 { name = try scanner.name(.tag) } else { pushed = try HarborTime(&scanner) }
            }
            guard let name, let pushed else { throw scanner.fault }
            self.name = name
            self.pushed = pushed
        }
    }

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (id, pushed) = (Int64?.none, HarborTime?.none)
        var tags: [Tag] = []
        try scanner.object(["id", "push_time", "tags"]) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.integer()
            case 1: pushed = try HarborTime(&scanner)
            default:
                guard !scanner.isNull() else { return }
                try scanner.array { (scanner) throws(JSONFault) in
                    guard tags.count < Self.mostTags else { throw scanner.fault }
                    tags.append(try Tag(&scanner))
                }
            }
        }
        guard let id, let pushed else { throw scanner.fault }
        self.id = id
        self.pushed = pushed
        self.tags = tags
    }
}
