import Domain
import Translation

/// The operations about the registry account of a namespace and about registries elsewhere.
extension Operation {
    static let registries = [accountCreate, accountPassword, thirdList, thirdRead, thirdCreate, thirdDelete]

    private static let accountCreate = Operation(
        "account-create", "makes the registry account of the caller's namespace",
        note: """
            Where the registry keeps no users and binds those of an identity service instead, the two are the name and \
            the password that such a user has: he becomes the account, and the password is not kept. Where it keeps \
            them itself, the password is a new one: \(RepositoryAccountFields.newPassword.rule.requirement). Asking \
            again goes on with what was cut off.
            """,
        // Which of the two rules holds depends on the caller's namespace: this one takes what either does.
        body: [FieldDescription(RepositoryAccountFields.user), FieldDescription(RepositoryAccountFields.password)],
        answer: .done, refusals: [.targetRefused, .conflict, .throttled], reachesUpstream: true)

    private static let accountPassword = Operation(
        "account-password", "changes the password of the namespace's registry account",
        path: [FieldDescription(AccountFields.userID)],
        body: [FieldDescription(RepositoryAccountFields.newPassword)],
        answer: .done, refusals: [.targetRefused, .notFound, .conflict], reachesUpstream: true)

    private static let thirdList = Operation(
        "third-list", "lists the registries elsewhere that the caller's namespace pulls from",
        query: [
            .optional(RegistryFieldRules.thirdOrderBy, fallback: "id"),
            .optional(RegistryFieldRules.thirdOrder, fallback: "asc"),
        ] + PageRequest.fields(),
        answer: .list([FieldDescription("id", IntegerRule.identifier, "its number", example: 1)] + third))

    private static let thirdRead = Operation(
        "third-read", "one of these registries", path: [FieldDescription(RegistryFieldRules.thirdNameInPath)],
        answer: .object(third), refusals: [.notFound])

    private static let thirdCreate = Operation(
        "third-create", "adds a registry elsewhere",
        body: [
            FieldDescription(RegistryFieldRules.thirdName), FieldDescription(RegistryFieldRules.thirdAddress),
            FieldDescription(RegistryFieldRules.thirdUser), FieldDescription(RegistryFieldRules.thirdPassword),
        ],
        answer: .done, refusals: [.conflict])

    private static let thirdDelete = Operation(
        "third-delete", "removes registries elsewhere; deployments that were made from them stay",
        note: """
            One that is gone already counts as done, unless all are. Where a proxy drops the body of a DELETE, send \
            repositoryId as query parameters instead, one for each name.
            """,
        body: [FieldDescription(RegistryFieldRules.thirdNames)],
        answer: .outcomes(FieldDescription("name", TextRule.notEmpty, "which one", example: "yq01")),
        refusals: [.notFound])

    /// A registry as answers show it: never its password.
    private static let third = [
        FieldDescription("repositoryId", TextRule.notEmpty, "its name in the namespace", example: "yq01"),
        FieldDescription("address", TextRule.notEmpty, "where it is", example: "registry.example.org:5000"),
        FieldDescription("user", TextRule.notEmpty, "the name that is logged in with", example: "puller"),
    ]
}
