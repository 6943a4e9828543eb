package import Domain

/// The operations of `/v1` that translations carry out.
extension Operation {
    package static let translations = [
        projectList, projectCreate, projectDelete, imageList, imageDelete, imageTagList, imageTagDelete,
    ]

    private static let projectList = Operation(
        TranslationName.projectList.rawValue, "lists the projects that the caller sees",
        query: [.optional(RepositoryFields.projectPart), .optional(RepositoryFields.isPublic)] + PageRequest.fields(),
        answer: .list([
            FieldDescription("projectId", IntegerRule.identifier, "its number", example: 13),
            FieldDescription("projectName", TextRule.notEmpty, "its name", example: "calico"),
            FieldDescription("createTime", IntegerRule.time, "Unix seconds", example: 1_551_758_321),
            FieldDescription("updateTime", IntegerRule.time, "Unix seconds", example: 1_551_758_321),
            FieldDescription("public", FlagRule(), "whether anybody may pull from it", example: true),
            FieldDescription("imageCount", IntegerRule.count, "images, not tags", example: 3),
        ]))

    private static let projectCreate = Operation(
        TranslationName.projectCreate.rawValue, "makes a project",
        body: [FieldDescription(RepositoryFields.project), FieldDescription(RepositoryFields.isPublic)],
        answer: .done, refusals: [.conflict])

    private static let projectDelete = Operation(
        TranslationName.projectDelete.rawValue, "deletes projects that are empty", note: deletion,
        body: [FieldDescription(RepositoryFields.projectIDs)],
        answer: .outcomes(FieldDescription("projectId", IntegerRule.identifier, "which one", example: 13)),
        refusals: [.notFound, .conflict])

    private static let imageList = Operation(
        TranslationName.imageList.rawValue, "lists the images of a project, or of all that the caller sees",
        query: [
            .optional(RepositoryFields.project), .optional(RepositoryFields.imagePart),
            .optional(RepositoryFields.orderBy, fallback: "id"), .optional(RepositoryFields.order, fallback: "desc"),
        ] + PageRequest.fields(),
        answer: .list([
            FieldDescription("projectName", TextRule.notEmpty, "its project", example: "calico"),
            FieldDescription("public", FlagRule(), "whether anybody may pull it", example: false),
            FieldDescription("imageName", TextRule.notEmpty, "its name with the project", example: "calico/node"),
            FieldDescription(
                "imageAddress", TextRule.notEmpty, "what docker pull takes, without a tag",
                example: "registry.example.org/calico/node"),
            FieldDescription("createTime", IntegerRule.time, "Unix seconds", example: 1_551_758_321),
            FieldDescription("updateTime", IntegerRule.time, "Unix seconds", example: 1_551_758_321),
        ]), refusals: [.notFound])

    private static let imageDelete = Operation(
        TranslationName.imageDelete.rawValue, "deletes images with all their tags", note: deletion,
        body: [FieldDescription(RepositoryFields.images)], answer: .outcomes(itemName("calico/node")),
        refusals: [.notFound, .conflict])

    private static let imageTagList = Operation(
        TranslationName.imageTagList.rawValue, "lists the tags of an image, those pushed last first",
        query: [FieldDescription(RepositoryFields.image)] + PageRequest.fields(),
        answer: .list([
            FieldDescription("tag", TextRule.notEmpty, "its name", example: "latest"),
            FieldDescription(
                "imageAddress", TextRule.notEmpty, "what docker pull takes, without the tag",
                example: "registry.example.org/calico/node"),
            FieldDescription("createTime", IntegerRule.time, "when the image was pushed", example: 1_551_758_321),
            FieldDescription("updateTime", IntegerRule.time, "when it got this tag", example: 1_551_758_321),
        ]), refusals: [.notFound])

    private static let imageTagDelete = Operation(
        TranslationName.imageTagDelete.rawValue, "deletes tags of an image, and nothing but the tags", note: deletion,
        body: [FieldDescription(RepositoryFields.image), FieldDescription(RepositoryFields.tags)],
        answer: .outcomes(itemName("v1")), refusals: [.notFound, .conflict])

    private static func itemName(_ example: JSONTree) -> FieldDescription {
        FieldDescription("name", TextRule.notEmpty, "which one", example: example)
    }

    private static let deletion = """
        Each item is deleted by itself, in the order of the request; one that is gone already counts as done, unless \
        all are. If any fails, the status is that of the first failure and data tells what became of each. Where a \
        proxy drops the body of a DELETE, send the fields as query parameters instead, a list as one parameter for each element.
        """
}
