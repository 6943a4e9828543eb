import Domain

/// The fields of requests about accounts and sessions.
enum AccountFields {
    /// A login name. No colon, which Basic authentication could not carry (RFC 7617 §2).
    static let user = Field(
        "user",
        TextRule(
            1...50,
            pattern: TextPattern(.sequence([.one(seen), .optional(.sequence([.any(.one(inside)), .one(seen)]))])),
            requirement: "it takes \(AccountRules.nameRule)"),
        "the login name", example: "ada")

    static let realName = Field(
        "realName",
        TextRule(
            1...50, pattern: TextPattern(.some(.one(.all(but: unseen)))),
            requirement: "1 to 50 printable characters are required"),
        "the name of the person", example: "Ada Lovelace")

    /// A new password; one that is there already is taken as it is.
    static let newPassword = Field(
        "password",
        TextRule(
            8...20,
            holding: [.upperCaseLetter, .lowerCaseLetter, .decimalDigit].map { CharacterClass(categories: [$0]) },
            requirement: "\(AccountRules.passwordRule) are required"),
        AccountRules.passwordRule, example: "Analytical-1843")

    static let loginName = Field("user", TextRule.notEmpty, "the login name", example: "ada")
    static let password = Field("password", TextRule.notEmpty, "the password", example: "Analytical-1843")
    static let oldPassword = Field("oldPassword", TextRule.notEmpty, "the one so far", example: "Difference-1822")

    static let isAdministrator = Field(
        "isAdmin", FlagRule(), "true for an administrator of a business, false for its other users", example: false)

    static let status = Field(
        "status", IntegerRule(0...3), "0 pending, 1 approved, 2 not approved, 3 forbidden", example: 1)

    static let userID = Field("userId", IntegerRule.identifier, "the number of the account", example: 7)

    static func phone(digits: Int) -> Field<TextRule> {
        Field(
            "phone",
            TextRule(
                1...max(1, digits), pattern: TextPattern(.some(.one(CharacterClass("0"..."9")))),
                requirement: "1 to \(digits) digits are required"),
            "the telephone number, which no other account has",
            example: .text(String("12345678910".prefix(max(1, digits)))))
    }

    /// What does not show, or would turn a terminal's line around.
    private static let unseen: [CharacterClass.Category] = [.other, .lineSeparator, .paragraphSeparator]
    private static let seen = CharacterClass.all(but: unseen + [.space], signs: ":")
    private static let inside = CharacterClass.all(but: unseen, signs: ":")
}
