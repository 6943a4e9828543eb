import Domain

// Registry names out of the fields of a request. Each throws `.fieldInvalid` with the field's name and the rule.

extension ProjectName {
    init(_ text: String, field: String) throws(GatewayError) {
        guard let name = ProjectName(text) else {
            throw GatewayError(
                .fieldInvalid,
                message: "\(field): must be 1 to 255 of a to z and 0 to 9, with single . _ - between them")
        }
        self = name
    }
}

extension RepositoryName {
    init(_ text: String, field: String) throws(GatewayError) {
        guard let name = RepositoryName(text) else {
            throw GatewayError(
                .fieldInvalid,
                message: "\(field): must be project/repository in at most \(RepositoryName.longest) of a to z and "
                    + "0 to 9, with . _ - between them and / between parts")
        }
        self = name
    }
}

extension TagName {
    init(_ text: String, field: String) throws(GatewayError) {
        guard let name = TagName(text) else {
            throw GatewayError(
                .fieldInvalid, message: "\(field): must be 1 to 128 letters, digits, . _ - and not begin with . or -")
        }
        self = name
    }
}
