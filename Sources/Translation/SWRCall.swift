extension UpstreamCall {
    /// A call to SWR's API.
    /// - Parameters:
    ///   - path: below `/v2/manage`, made of literals and of typed names, which need no encoding.
    ///   - query: decoded names and values.
    ///   - json: the content, if there is any.
    static func swr(
        _ path: String, query: [(name: String, value: String)] = [], method: String = "GET", json: [UInt8]? = nil
    ) -> UpstreamCall {
        // SWR wants the type even where there is no content.
        UpstreamCall(
            method: method, target: "/v2/manage\(path)\(PercentEncoding.query(query))",
            fields: [("Content-Type", "application/json")], body: json)
    }

    /// Asks Huawei's IAM for the users of this name.
    static func identityUsers(named name: String) -> UpstreamCall {
        UpstreamCall(
            method: "GET", target: "/v3/users\(PercentEncoding.query([("name", name)]))", service: .identity)
    }
}
