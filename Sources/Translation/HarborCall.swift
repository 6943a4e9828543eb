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
        let target = "/api/v2.0\(path)\(PercentEncoding.query(query))"
        var fields = fields
        if let byName { fields.append(("X-Is-Resource-Name", String(byName))) }
        if json != nil { fields.append(("Content-Type", "application/json")) }
        return UpstreamCall(method: method, target: target, fields: fields, body: json.map { Array($0.utf8) })
    }

    /// Answers 401 when the credential is wrong, unlike lists. 412 is for robot accounts, whose credential is good.
    package static let harborCurrentUser = UpstreamCall(
        method: "GET", target: "/api/v2.0/users/current", provesCredential: true)
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
