import Domain

// Registry names out of the fields of a request. Each throws `.fieldInvalid` with the field's name and the rule.

extension ProjectName {
    static let rule = TextRule(
        1...255, pattern: TextPattern(.joined(.lowerAlphanumerics, by: .one(CharacterClass(signs: "._-")))),
        requirement: "must be 1 to 255 of a to z and 0 to 9, with single . _ - between them")

    init(_ text: String, field: String) throws(GatewayError) {
        guard Self.rule.accepts(text), let name = ProjectName(text) else {
            throw GatewayError(.fieldInvalid, message: "\(field): \(Self.rule.requirement)")
        }
        self = name
    }
}

extension RepositoryName {
    static let rule: TextRule = {
        let project = TextPattern.Form.joined(.lowerAlphanumerics, by: .one(CharacterClass(signs: "._-")))
        let separator = TextPattern.Form.either([
            .sign("."), .sequence([.sign("_"), .optional(.sign("_"))]), .some(.sign("-")),
        ])
        let component = TextPattern.Form.joined(.lowerAlphanumerics, by: separator)
        return TextRule(
            3...longest, pattern: TextPattern(.sequence([project, .some(.sequence([.sign("/"), component]))])),
            requirement: "must be project/repository in at most \(longest) of a to z and 0 to 9, with . _ - between "
                + "them and / between parts")
    }()

    init(_ text: String, field: String) throws(GatewayError) {
        guard Self.rule.accepts(text), let name = RepositoryName(text) else {
            throw GatewayError(.fieldInvalid, message: "\(field): \(Self.rule.requirement)")
        }
        self = name
    }
}

extension TagName {
    static let rule: TextRule = {
        let first = CharacterClass("A"..."Z", "a"..."z", "0"..."9", signs: "_")
        let other = CharacterClass("A"..."Z", "a"..."z", "0"..."9", signs: "._-")
        return TextRule(
            1...128, pattern: TextPattern(.sequence([.one(first), .any(.one(other))])),
            requirement: "must be 1 to 128 letters, digits, . _ - and not begin with . or -")
    }()

    init(_ text: String, field: String) throws(GatewayError) {
        guard Self.rule.accepts(text), let name = TagName(text) else {
            throw GatewayError(.fieldInvalid, message: "\(field): \(Self.rule.requirement)")
        }
        self = name
    }
}

extension TextPattern.Form {
    fileprivate static let lowerAlphanumerics = TextPattern.Form.some(.one(CharacterClass("a"..."z", "0"..."9")))
}
