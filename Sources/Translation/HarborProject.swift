/// A project as Harbor describes it, with the members that `/v1` needs.
struct HarborProject: Decodable, Identifiable, Sendable {
    let id: Int64
    let name: String
    let created: HarborTime
    let updated: HarborTime
    /// Only the string "true" in the metadata says so. A boolean there, or no metadata, is not public: nothing is to be
    /// called public by accident.
    let isPublic: Bool
    let repositoryCount: Int

    private enum CodingKeys: String, CodingKey {
        case id = "project_id"
        case name
        case created = "creation_time"
        case updated = "update_time"
        case metadata
        case repositoryCount = "repo_count"
    }

    private enum MetadataKeys: String, CodingKey {
        case isPublic = "public"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(Int64.self, forKey: .id)
        name = try members.decode(String.self, forKey: .name)
        created = try members.decode(HarborTime.self, forKey: .created)
        updated = try members.decode(HarborTime.self, forKey: .updated)
        // Older servers leave out a count of 0.
        repositoryCount = try members.decodeIfPresent(Int.self, forKey: .repositoryCount) ?? 0
        let metadata = try? members.nestedContainer(keyedBy: MetadataKeys.self, forKey: .metadata)
        isPublic = (try? metadata?.decode(String.self, forKey: .isPublic)) == "true"
    }
}
