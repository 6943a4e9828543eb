/// An artifact as Harbor describes it, with the members that `/v1` needs.
struct HarborArtifact: Decodable, Identifiable, Sendable {
    let id: Int64
    let pushed: HarborTime
    /// Harbor writes `null` when there are none.
    let tags: [Tag]

    struct Tag: Decodable, Sendable {
        let name: String
        /// When the name was given to this artifact.
        let pushed: HarborTime

        private enum CodingKeys: String, CodingKey {
            case name
            case pushed = "push_time"
        }
    }

    private enum CodingKeys: String, CodingKey {
        case id, tags
        case pushed = "push_time"
    }

    init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        id = try members.decode(Int64.self, forKey: .id)
        pushed = try members.decode(HarborTime.self, forKey: .pushed)
        tags = try members.decodeIfPresent([Tag].self, forKey: .tags) ?? []
    }
}
