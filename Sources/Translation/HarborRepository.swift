/// A repository as Harbor describes it, with the members that `/v1` needs.
struct HarborRepository: HarborRow {
    let id: Int64
    /// The whole name, `project/repository`.
    let name: String
    let created: HarborTime
    let updated: HarborTime
    /// What stands before the first slash: a project has none in its name, a repository may.
    let project: String
    /// What stands after it.
    let repository: String

    private static let names: [StaticString] = ["id", "name", "creation_time", "update_time"]

    init(_ scanner: inout JSONScanner) throws(JSONFault) {
        var (id, name, created, updated) = (Int64?.none, String?.none, HarborTime?.none, HarborTime?.none)
        try scanner.object(Self.names) { (scanner, place) throws(JSONFault) in
            switch place {
            case 0: id = try scanner.integer()
            case 1: name = try scanner.name(.repository)
            case 2: created = try HarborTime(&scanner)
            default: updated = try HarborTime(&scanner)
            }
        }
        guard let id, let name, let created, let updated, let slash = name.utf8.firstIndex(of: UInt8(ascii: "/")),
            slash > name.startIndex
        else { throw scanner.fault }
        self.id = id
        self.name = name
        self.created = created
        self.updated = updated
        project = String(name[..<slash])
        repository = String(name[name.utf8.index(after: slash)...])
        guard !repository.isEmpty else { throw scanner.fault }
    }
}

extension ImageRow {
    /// - Parameter registryAddress: of Harbor.
    init(_ repository: HarborRepository, isPublic: Bool, registryAddress: String) {
        self.init(
            projectName: repository.project, isPublic: isPublic, imageName: repository.name,
            address: (registryAddress + "/", repository.name), createTime: repository.created.unixSeconds,
            updateTime: repository.updated.unixSeconds)
    }
}
