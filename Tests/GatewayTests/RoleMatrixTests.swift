import Domain
import Foundation
import Store
import Testing

@testable import Gateway

/// Who gets as far as the endpoint: where a body or a number is asked for, a wrong one is sent, so that 422 says that
/// the caller was let in, and nothing is changed.
@Suite("Roles and routes")
struct RoleMatrixTests {
    private struct Row {
        let method: String
        let path: String
        let body: String?
        /// For nobody, and for the roles 0 to 4.
        let statuses: [Int]

        init(_ method: String, _ path: String, body: String? = nil, _ statuses: [Int]) {
            self.method = method
            self.path = path
            self.body = body
            self.statuses = statuses
        }
    }

    private static let rows = [
        Row("POST", "/v1/authorization", body: "{}", [422, 422, 422, 422, 422, 422]),
        Row("PUT", "/v1/authorization", [401, 200, 200, 200, 200, 200]),
        Row("DELETE", "/v1/authorization", [401, 200, 200, 200, 200, 200]),
        Row("DELETE", "/v1/authorizations", [401, 200, 200, 200, 200, 200]),
        Row("GET", "/v1/authorization", [401, 200, 200, 200, 200, 200]),
        Row("POST", "/v1/user", body: "{}", [422, 422, 422, 422, 422, 422]),
        Row("PUT", "/v1/user", body: "{}", [401, 422, 422, 422, 422, 422]),
        Row("DELETE", "/v1/admin/user/x", [401, 403, 403, 403, 422, 422]),
        Row("PUT", "/v1/admin/user/x/password", body: "{}", [401, 403, 403, 403, 422, 422]),
        Row("GET", "/v1/admin/user", [401, 403, 403, 403, 200, 200]),
        Row("PUT", "/v1/admin/user/x", body: "{}", [401, 403, 403, 403, 403, 422]),
        Row("POST", "/v1/admin/user", body: "{}", [401, 403, 403, 403, 422, 422]),
        Row("GET", "/.well-known/jwks.json", [200, 200, 200, 200, 200, 200]),
    ]

    /// One account of each role, in their order.
    private func accounts(_ bed: Testbed) async throws -> [UserRecord] {
        [
            try await bed.account("pending", .pending), try await bed.account("approved"),
            try await bed.account("member", namespace: "ns7"),
            try await bed.account("boss", namespace: "ns7", isAdministrator: true),
            try await bed.user(Testbed.administrator),
        ]
    }

    @Test("each role opens the routes that are for it and no others")
    func matrix() async throws {
        try await Testbed.with { bed in
            let users = try await accounts(bed)
            #expect(users.map { $0.role?.rawValue } == [0, 1, 2, 3, 4])
            for row in Self.rows {
                for (place, status) in row.statuses.enumerated() {
                    // A session for each: some of these end it.
                    let token = try place == 0 ? nil : bed.token(of: users[place - 1])
                    let answer = try await bed.answer(to: Call(row.method, row.path, token: token, body: row.body))
                    let told = "\(row.method) \(row.path) by \(place == 0 ? "nobody" : "role \(place - 1)")"
                    #expect(answer.status == status, "\(told)")
                    if status == 401 { #expect(answer.reason == "token-missing", "\(told)") }
                    if status == 403 { #expect(answer.reason == "role", "\(told)") }
                }
            }
        }
    }

    @Test("a role that a token claims and the account lost opens nothing any more, on any route")
    func lost() async throws {
        try await Testbed.with { bed in
            let boss = try await bed.account("boss", namespace: "ns7", isAdministrator: true)
            let administrator = try await bed.administratorToken()
            let token = try bed.token(of: boss)
            #expect(try await bed.answer(to: .setStatus(0, of: boss.id, by: administrator)).status == 200)
            for row in Self.rows where row.statuses[4] != row.statuses[1] {
                let answer = try await bed.answer(to: Call(row.method, row.path, token: token, body: row.body))
                #expect(answer.status == row.statuses[1], "\(row.method) \(row.path)")
            }
        }
    }

    @Test("a token counts in the Authorization field alone, and there but once")
    func place() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            for row in Self.rows where row.statuses[0] == 401 {
                let query = "?token=\(token)&access_token=\(token)&Authorization=\(token)"
                let inQuery = try await bed.answer(to: Call(row.method, row.path + query, body: row.body))
                #expect(inQuery.status == 401, "\(row.method) \(row.path)")
                #expect(inQuery.reason == "token-missing")
                let line = "Authorization: \(token)\r\n"
                let start = "\(row.method) \(row.path) HTTP/1.1\r\nHost: a\r\n"
                let twice = try await bed.ask("\(start)\(line)\(line)\r\n")
                #expect(twice.status == 401, "\(row.method) \(row.path)")
                #expect(twice.reason == "token-invalid")
                let elsewhere = try await bed.ask(
                    "\(start)Cookie: token=\(token)\r\nX-Auth-Token: \(token)\r\nProxy-\(line)\r\n")
                #expect(elsewhere.status == 401, "\(row.method) \(row.path)")
            }
            #expect(try await bed.status(of: token) == 200, "none of it ended the session")
        }
    }
}
