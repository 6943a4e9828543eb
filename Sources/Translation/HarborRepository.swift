/// A repository as Harbor describes it, with the members that `/v1` needs.
struct HarborRepository: Decodable, Identifiable, Sendable {
    let id: Int64
    /// The whole name, `project/repository`.
    let name: String
    let created: HarborTime
    let updated: HarborTime
    /// What stands before the first slash: a project has none in its name, a repository may.
    let project: String
    /// What stands after it.
    let repository: String

    private enum CodingKeys: String, CodingKey {
        case id
        case name
        case created = "creation_time"
        case updated = "update_time"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(Int64.self, forKey: .id)
        name = try members.decode(String.self, forKey: .name)
        created = try members.decode(HarborTime.self, forKey: .created)
        updated = try members.decode(HarborTime.self, forKey: .updated)
        let parts = name.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
            throw DecodingError.dataCorruptedError(
                forKey: .name, in: members, debugDescription: "no project before the first slash")
        }
        project = String(parts[0])
        repository = String(parts[1])
    }
}
