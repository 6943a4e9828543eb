import Domain

/// The fields of the `/v1/repository` calls, whichever service carries them out.
enum RepositoryFields {
    enum Order: String, CaseIterable {
        case asc, desc
    }

    enum OrderBy: String, CaseIterable {
        case id
    }

    static let project = Field("projectName", ProjectName.rule, "the whole name of a project", example: "calico")
    static let projectPart = Field(
        "projectName", NamePart.ofProject, "finds projects whose names contain it; empty finds all", example: "cal")
    static let isPublic = Field("public", FlagRule(), "whether anybody may pull from it", example: true)
    static let image = Field("imageName", RepositoryName.rule, "an image with its project", example: "calico/node")
    static let imagePart = Field(
        "imageName", NamePart.ofImage, "finds images whose names contain it, and the one that has it; empty finds all",
        example: "node")
    static let orderBy = Field("orderBy", ChoiceRule(OrderBy.self), "what rows are ordered by", example: "id")
    static let order = Field("order", ChoiceRule(Order.self), "which way", example: "desc")

    // Lists of what is to be deleted. The same one twice counts once.
    static let images = Field(
        "imageName", ListRule(of: RepositoryName.rule, count: ItemDeletion.mostPerCall), "images with their projects",
        example: ["calico/node", "calico/cni"])
    static let tags = Field(
        "tag", ListRule(of: TagName.rule, count: ItemDeletion.mostPerCall), "tags of the image", example: ["v1", "v2"])
    static let projectIDs = Field(
        "projectId", ListRule(of: IntegerRule(1...Int64(Int32.max)), count: ItemDeletion.mostPerCall),
        "numbers of projects", example: [13, 14])
}

extension ItemDeletion {
    fileprivate static let mostPerCall = 1...mostItems
}

/// A part of a registry name to look for.
///
/// The characters are those that names are made of. That is a rule for the reader and a guard as well: Harbor unescapes
/// `q` a second time and gives meaning to `, = ~ [ { ( \`, so nothing of these may come through.
enum NamePart {
    static let ofProject = rule("._-", told: ". _ -")
    static let ofImage = rule("._-/", told: ". _ - /")

    private static func rule(_ signs: String, told: String) -> TextRule {
        TextRule(
            0...255, pattern: TextPattern(.any(.one(CharacterClass("a"..."z", "0"..."9", signs: signs)))),
            requirement: "must be at most 255 of the characters a to z, 0 to 9 and \(told)")
    }
}
