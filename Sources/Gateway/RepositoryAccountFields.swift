import Domain

/// What the registry account of a namespace may be called and what its password may be: what Harbor takes, and what can
/// be used with it (https://github.com/goharbor/harbor/blob/main/src/server/v2.0/handler/user.go).
enum RepositoryAccountFields {
    /// Harbor refuses `, " ~ # % $`. A colon could never log in with Basic authentication (RFC 7617 §2), which docker
    /// does.
    static let user = Field(
        "user",
        TextRule(
            1...255,
            pattern: TextPattern(.sequence([.one(seen), .optional(.sequence([.any(.one(inside)), .one(seen)]))])),
            requirement: "1 to 255 printable characters are required, without , \" ~ # % $ : and no space at either end"
        ),
        "the name that the account gets at the registry", example: "ns7-images")

    static let newPassword = Field(
        "password",
        TextRule(
            8...128, pattern: TextPattern(.some(.one(.all(but: unseen)))),
            holding: [CharacterClass("A"..."Z"), CharacterClass("a"..."z"), CharacterClass("0"..."9")],
            requirement:
                "8 to 128 printable characters with an upper-case letter, a lower-case letter and a digit are required"
        ),
        "the password of the account at the registry", example: "Analytical-1843")

    /// That of a user who exists: only he knows what its rules were.
    static let password = Field(
        "password",
        TextRule(
            1...128, pattern: TextPattern(.some(.one(.all(but: unseen)))),
            requirement: "1 to 128 printable characters are required"),
        "the password of the account or user", example: "Analytical-1843")

    private static let unseen: [CharacterClass.Category] = [.other, .lineSeparator, .paragraphSeparator]
    private static let signs = ",\"~#%$:"
    private static let seen = CharacterClass.all(but: unseen + [.space], signs: signs)
    private static let inside = CharacterClass.all(but: unseen, signs: signs)
}
