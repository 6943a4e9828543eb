import Domain

/// The fields of requests about registries elsewhere.
enum RegistryFieldRules {
    enum Order: String, CaseIterable {
        case asc, desc
    }

    enum OrderBy: String, CaseIterable {
        case id
    }

    static let thirdOrderBy = Field("orderBy", ChoiceRule(OrderBy.self), "what rows are ordered by", example: "id")
    static let thirdOrder = Field("order", ChoiceRule(Order.self), "which way", example: "asc")

    /// What a namespace calls a registry elsewhere.
    static let thirdName = Field(
        "repositoryId", thirdNameRule, "the name, which no other registry of the namespace has", example: "yq01")

    static let thirdNameInPath = Field("repoId", thirdNameRule, "the name of the registry", example: "yq01")

    static let thirdNames = Field(
        "repositoryId", ListRule(of: thirdNameRule, count: 1...100), "the names of registries",
        example: ["yq01", "yq02"])

    /// An authority, with a scheme before it and a path behind it or without. No user information and no query: addresses
    /// are shown in lists, and people put passwords there.
    static let thirdAddress = Field(
        "address",
        TextRule(
            1...255, pattern: TextPattern(address),
            requirement: "a host, maybe with a port, or a URL without a user or a query is required"),
        "where it is: a host, maybe with a port, or a URL", example: "registry.example.org:5000")

    static let thirdUser = Field(
        "user",
        TextRule(
            1...255, pattern: TextPattern(.some(.one(.all(but: [.other, .lineSeparator, .paragraphSeparator])))),
            requirement: "1 to 255 printable characters are required"),
        "the name to log in with", example: "puller")

    /// Some registries take a whole key file, of 2 to 3 KiB, as the password.
    static let thirdPassword = Field(
        "password", TextRule(1...8_192, requirement: "1 to 8192 characters are required"),
        "the password, which no answer shows", example: "s3cret")

    /// `.` and `..` are no names: in a path they stand for other places, and nobody could read such a registry.
    private static let thirdNameRule = TextRule(
        1...64,
        pattern: TextPattern(
            .sequence([
                .one(CharacterClass("A"..."Z", "a"..."z", "0"..."9")),
                .any(.one(CharacterClass("A"..."Z", "a"..."z", "0"..."9", signs: "._-"))),
            ])),
        requirement: "1 to 64 letters, digits, . _ - are required, the first a letter or a digit")

    private static let address: TextPattern.Form = {
        func word(_ text: String) -> TextPattern.Form { .sequence(text.unicodeScalars.map { .sign($0) }) }
        let digit = TextPattern.Form.one(CharacterClass("0"..."9"))
        let label = TextPattern.Form.some(.one(CharacterClass("A"..."Z", "a"..."z", "0"..."9", signs: "-")))
        let numbers = TextPattern.Form.some(.one(CharacterClass("A"..."F", "a"..."f", "0"..."9", signs: ":.")))
        let upToFour = (0..<4).map { _ in TextPattern.Form.optional(digit) }
        return .sequence([
            .optional(.sequence([word("http"), .optional(.sign("s")), word("://")])),
            .either([.joined(label, by: .sign(".")), .sequence([.sign("["), numbers, .sign("]")])]),
            .optional(.sequence([.sign(":"), .one(CharacterClass("1"..."9"))] + upToFour)),
            // Printable ASCII but for `?` and `#`.
            .optional(.sequence([.sign("/"), .any(.one(CharacterClass("!"..."\"", "$"..."\u{3E}", "@"..."~")))])),
        ])
    }()
}
