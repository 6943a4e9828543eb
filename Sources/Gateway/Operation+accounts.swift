import Domain
import Translation

/// The operations about the accounts of others.
extension Operation {
    static func accounts(_ rules: AccountRules) -> [Operation] {
        let form = [
            FieldDescription(AccountFields.user), FieldDescription(AccountFields.newPassword),
            FieldDescription(rules.phoneField), FieldDescription(AccountFields.isAdministrator),
            FieldDescription(AccountFields.realName),
        ]
        return [
            Operation(
                "register", "asks for an account, which then waits for approval", body: form, answer: .done,
                refusals: [.conflict, .throttled]),
            Operation(
                "user-create", "makes an account in the caller's namespace, good at once", body: form, answer: .done,
                refusals: [.targetRefused, .conflict]),
            userList, userStatus, userPassword, userDelete,
        ]
    }

    private static let userList = Operation(
        "user-list", "lists the accounts of the caller's namespace, or all for a system administrator",
        query: [
            .optional(UserListEndpoint.orderBy, fallback: "id"), .optional(UserListEndpoint.order, fallback: "asc"),
        ] + PageRequest.fields(),
        answer: .list([
            FieldDescription("id", IntegerRule.identifier, "its number", example: 7),
            FieldDescription("user", TextRule.notEmpty, "the login name", example: "ada"),
            FieldDescription("status", AccountFields.status.rule, AccountFields.status.note, example: 1),
            FieldDescription("realName", TextRule.anything, "the name of the person", example: "Ada Lovelace"),
            FieldDescription("phone", TextRule.anything, "the telephone number; empty: none", example: "12345678910"),
            FieldDescription("createTime", IntegerRule.time, "Unix seconds", example: 1_551_758_321),
            FieldDescription("updateTime", IntegerRule.time, "Unix seconds", example: 1_551_758_321),
        ]))

    private static let userStatus = Operation(
        "user-status", "approves, refuses or bans an account", path: [FieldDescription(AccountFields.userID)],
        body: [FieldDescription(AccountFields.status)], answer: .done,
        refusals: [.targetRefused, .notFound, .conflict])

    private static let userPassword = Operation(
        "user-password", "sets another user's password; all his sessions end",
        path: [FieldDescription(AccountFields.userID)], body: [FieldDescription(AccountFields.newPassword)],
        answer: .done, refusals: [.targetRefused, .notFound, .conflict])

    private static let userDelete = Operation(
        "user-delete", "deletes an account", path: [FieldDescription(AccountFields.userID)], answer: .done,
        refusals: [.fieldInvalid, .targetRefused, .notFound, .conflict])
}
