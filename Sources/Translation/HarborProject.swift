/// A project as Harbor describes it, with the members that `/v1` needs.
struct HarborProject: HarborRow {
    let id: Int64
    let name: String
    let created: HarborTime
    let updated: HarborTime
    /// Only the string "true" in the metadata says so. A boolean there, or no metadata, is not public: nothing is to be
    /// called public by accident.
    let isPublic: Bool
    let repositoryCount: Int64
    /// The account that owns it; older servers do not say.
    let owner: String?

    private static let names: [StaticString] = [
        "project_id", "name", "creation_time", "update_time", "metadata", "repo_count", "owner_name",
    ]

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (id, name, created, updated) = (Int64?.none, String?.none, HarborTime?.none, HarborTime?.none)
        var isPublic = false
        // Older servers leave out a count of 0.
        var repositoryCount: Int64 = 0
        var owner: String?
        try scanner.object(Self.names) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.integer()
            case 1: name = try scanner.name(.project)
            case 2: created = try HarborTime(&scanner)
            case 3: updated = try HarborTime(&scanner)
            case 4:
                guard scanner.isObject() else { return }
                try scanner.object(["public"]) { (scanner, _) throws(JSONFault) in
                    isPublic = scanner.plainString().map { $0.elementsEqual("true".utf8) } ?? false
                }
            case 5: if !scanner.isNull() { repositoryCount = try scanner.integer() }
            default: if !scanner.isNull() { owner = try scanner.name(.project) }
            }
        }
        guard let id, let name, let created, let updated else { throw scanner.fault }
        self.id = id
        self.name = name
        self.created = created
        self.updated = updated
        self.isPublic = isPublic
        self.repositoryCount = repositoryCount
        self.owner = owner
    }
}
