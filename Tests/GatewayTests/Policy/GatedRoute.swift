/// Routes whose rules look into a JSON body, and requests for them.
enum GatedRoute {
    /// What a business administrator may do is said by the body; a system administrator may do all.
    static let labels = """
        - id: labels
          match: { methods: [POST], path: "/labels/{rest...}" }
          params: { rest: any }
          body: { scope: text }
          to: { upstream: origin, path: "/{rest}" }
          access:
            allow:
              - { roles: [system-admin] }
              - { roles: [business-admin], when: "body.scope == 'p'" }
          limits: { body: 64KiB }
        """

    static let limit = 64 << 10

    /// The head of a request; `framing` is its last field, or several.
    static func head(
        _ token: String?, _ framing: String, type: String = "Content-Type: application/json"
    ) -> String {
        let authorization = token.map { "Authorization: \($0)\r\n" } ?? ""
        let fields = [type, framing].filter { !$0.isEmpty }.joined(separator: "\r\n")
        return "POST /labels/x HTTP/1.1\r\nHost: a\r\n\(authorization)\(fields)\r\n\r\n"
    }

    static func request(_ token: String?, _ body: String) -> String {
        head(token, "Content-Length: \(body.utf8.count)") + body
    }

    /// Answered by the gateway itself. What came on another connection of the same loop before it has been read by the
    /// time that its answer is here.
    static let unknown = "GET /unknown HTTP/1.1\r\nHost: a\r\n\r\n"
}
