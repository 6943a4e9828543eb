import FoundationEssentials

/// Name and password of `Authorization: Basic` (RFC 7617).
struct HarborBasicCredential {
    let name: String
    let password: String

    /// `nil` when the field is missing or anything else.
    init?(_ field: String?) {
        guard let field, field.lowercased().hasPrefix("basic "),
            let decoded = Data(base64Encoded: String(field.dropFirst(6)))
        else { return nil }
        let credential = String(decoding: decoded, as: UTF8.self)
        guard let colon = credential.firstIndex(of: ":") else { return nil }
        name = String(credential[..<colon])
        password = String(credential[credential.index(after: colon)...])
    }
}

/// The pairs of `application/x-www-form-urlencoded` (https://url.spec.whatwg.org/#urlencoded-parsing).
struct HarborForm {
    private let pairs: [(name: String, value: String)]

    /// Empty for content of another type.
    init(_ request: StandInRequest) {
        let media = request.field("Content-Type")?.prefix { $0 != ";" }.lowercased()
        let isForm = media == "application/x-www-form-urlencoded"
        pairs = isForm ? HarborTarget.pairs(String(decoding: request.body, as: UTF8.self)) : []
    }

    subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
}
