/// A repository as SWR's list describes it, with the members that `/v1` needs.
struct SWRRepository: SWRRow {
    let namespace: String
    /// Without the organization.
    let name: String
    /// Nothing is to be called public by accident: where SWR does not say so, it is not.
    var isPublic: Bool
    /// What `docker pull` takes, without a tag.
    let path: String
    let created: HarborTime
    let updated: HarborTime
    let listTotal: Int?
    /// The whole name, `organization/repository`.
    let id: String

    private static let names: [StaticString] = [
        "namespace", "name", "path", "created_at", "updated_at", "is_public", "total_range",
    ]

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (namespace, name, path) = (String?.none, String?.none, String?.none)
        var (created, updated) = (HarborTime?.none, HarborTime?.none)
        var isPublic = false
        var total: Int64?
        try scanner.object(Self.names) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: namespace = try scanner.name(.project)
            case 1: name = try scanner.name(.repository)
            case 2: path = try scanner.name(.address)
            case 3: created = try HarborTime(&scanner)
            case 4: updated = try HarborTime(&scanner)
            case 5: isPublic = try scanner.isTrue()
            // There are other ways to learn it. What is no whole number is skipped, and has to be JSON all the same.
            default: total = try? scanner.integer()
            }
        }
        guard let namespace, let name, let path, let created, let updated else { throw scanner.fault }
        self.namespace = namespace
        self.name = name
        self.path = path
        self.created = created
        self.updated = updated
        self.isPublic = isPublic
        listTotal = total.map { Int(clamping: $0) }
        id = "\(namespace)/\(name)"
    }
}

extension JSONScanner {
    /// Reads the value at hand, whatever it is.
    fileprivate mutating func isTrue() throws(JSONFault) -> Bool {
        let start = position
        try skip()
        return bytes[start..<position].elementsEqual("true".utf8)
    }
}
