/// A tag as SWR's list describes it, with the members that `/v1` needs.
struct SWRTag: SWRRow {
    let name: String
    /// What `docker pull` takes, without the tag.
    let path: String
    let created: HarborTime
    let updated: HarborTime

    var id: String { name }
    /// Tags do not repeat it.
    var listTotal: Int? { nil }

    /// The third version of the API has the name in lower case, as has a single tag.
    private static let names: [StaticString] = ["Tag", "tag", "path", "created", "updated"]

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (name, path) = (String?.none, String?.none)
        var (created, updated) = (HarborTime?.none, HarborTime?.none)
        try scanner.object(Self.names) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0, 1: name = try scanner.name(.tag)
            case 2: path = try scanner.name(.address)
            case 3: created = try HarborTime(&scanner)
            default: updated = try HarborTime(&scanner)
            }
        }
        guard let name, let path, let created, let updated else { throw scanner.fault }
        self.name = name
        self.path = path.hasSuffix(":\(name)") ? String(path.dropLast(name.count + 1)) : path
        self.created = created
        self.updated = updated
    }
}
