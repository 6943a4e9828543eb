import Domain
import Foundation
import Testing

@testable import StandIns

/// Asks a seeded CVAT as somebody, and reads the answer.
struct CVATAsk {
    static let host = "cvat.example:8080"
    static let token = Secret("0123456789abcdef0123456789abcdef01234567")
    static let password = Secret("Pass-word-1")

    let cvat = CVATStandIn(.seeded(password: Self.password), tokens: ["gateway": Self.token])

    /// - Parameter username: whose token is sent; `nil` sends none.
    func callAsFunction(
        _ target: String, as username: String? = "gateway", method: String = "GET",
        fields: [(name: String, value: String)] = [], body: String = ""
    ) -> StandInResponse {
        var fields = fields + [("Host", Self.host)]
        if let username { fields.append(("Authorization", "Token \(cvat.token(of: username)?.reveal() ?? "")")) }
        return cvat.respond(
            to: StandInRequest(method: method, target: target, fields: fields, body: Array(body.utf8)))
    }

    func patch(_ id: Int, _ body: String, as username: String? = "gateway") -> StandInResponse {
        self(
            "/api/users/\(id)", as: username, method: "PATCH", fields: [("Content-Type", "application/json")],
            body: body)
    }

    /// The user names on one page.
    func names(
        _ query: String = "", as username: String = "gateway", fields: [(name: String, value: String)] = []
    ) throws -> [String] {
        let page = try self("/api/users\(query)", as: username, fields: fields).object()
        let rows = try #require(page["results"] as? [[String: Any]])
        return rows.compactMap { $0["username"] as? String }
    }

    static func basic(_ name: String, _ password: String) -> String {
        "Basic \(Data("\(name):\(password)".utf8).base64EncodedString())"
    }
}
