import Domain

/// The operations about sessions and the caller's own account.
extension Operation {
    static let sessions = [login, refresh, logout, whoami, changePassword]

    private static let login = Operation(
        "login", "exchanges a user name and password for a token",
        body: [FieldDescription(AccountFields.loginName), FieldDescription(AccountFields.password)], answer: .token,
        refusals: [.loginRefused, .accountRefused, .throttled])

    private static let refresh = Operation(
        "refresh", "exchanges a token that is still good for a new one of the same session", answer: .token,
        refusals: [.mediaTypeUnsupported, .throttled])

    private static let logout = Operation(
        "logout", "ends the session, all its tokens at once", answer: .done,
        refusals: [.mediaTypeUnsupported, .conflict])

    private static let whoami = Operation(
        "whoami", "says whom the token stands for",
        answer: .object([
            FieldDescription("displayName", TextRule.anything, "how the user is shown", example: "ada"),
            FieldDescription(
                "hasRepoAccount", FlagRule(), "whether the namespace has a registry account", example: true),
            FieldDescription(
                "role", IntegerRule(0...4),
                "0 pending, 1 approved, 2 general user, 3 business administrator, 4 system administrator", example: 3),
            FieldDescription("privateProject", FlagRule(), "whether projects may be private", example: true),
            FieldDescription("enableIngress", FlagRule(), "whether applications may have an ingress", example: false),
            FieldDescription("enableAlert", FlagRule(), "whether there are alerts", example: true),
            FieldDescription(
                "enableAdminAutoDeploy", FlagRule(), "whether administrators' deployments run without an audit",
                example: true),
        ]))

    private static let changePassword = Operation(
        "change-password", "changes the caller's own password; his other sessions end",
        body: [FieldDescription(AccountFields.oldPassword), FieldDescription(AccountFields.newPassword)],
        answer: .done, refusals: [.passwordRefused, .throttled, .conflict])
}
