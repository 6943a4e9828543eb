import Domain

extension UpstreamCall {
    /// A call to Harbor's API.
    /// - Parameters:
    ///   - path: below `/api/v2.0`, made of literals and of typed names, which need no encoding.
    ///   - query: decoded names and values, in the order of the wire.
    ///   - byName: whether a project in the path is a name even if it is all digits, which Harbor else takes for an id.
    ///     `nil` where it makes no difference.
    ///   - json: the content, if there is any.
    static func harbor(
        _ path: String, query: [(name: String, value: String)] = [], byName: Bool? = nil, method: String = "GET",
        json: String? = nil, fields: [(name: String, value: String)] = []
    ) -> UpstreamCall {
        var target = "/api/v2.0\(path)"
        var separator = "?"
        for (name, value) in query {
            target += "\(separator)\(name)=\(queryEncoded(value))"
            separator = "&"
        }
        var fields = fields
        if let byName { fields.append(("X-Is-Resource-Name", String(byName))) }
        if json != nil { fields.append(("Content-Type", "application/json")) }
        return UpstreamCall(method: method, target: target, fields: fields, body: json.map { Array($0.utf8) })
    }

    /// Answers 401 when the credential is wrong, unlike lists. 412 is for robot accounts, whose credential is good.
    static let harborCurrentUser = UpstreamCall(
        method: "GET", target: "/api/v2.0/users/current", provesCredential: true)

    /// Everything but the unreserved characters of RFC 3986 §2.3 as triplets.
    private static func queryEncoded(_ value: String) -> String {
        var encoded = ""
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                encoded.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let hex = String(byte, radix: 16, uppercase: true)
                encoded += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
            }
        }
        return encoded
    }
}

extension RepositoryName {
    /// The repository's path below `/api/v2.0`.
    ///
    /// A slash inside the repository is encoded twice: Harbor's front server decodes once and must not see a slash yet.
    /// Its core alone would take both forms, the whole server takes this one only.
    var harborPath: String {
        "/projects/\(project)/repositories/\(repository.split(separator: "/").joined(separator: "%252F"))"
    }
}
