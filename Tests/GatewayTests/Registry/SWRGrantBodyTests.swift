import StandIns
import Testing

@testable import Gateway

/// Levels are judged by the gateway, and what is no list of grants is refused by it as well; users are for SWR to know.
@Suite("Bodies that grant something in SWR")
struct SWRGrantBodyTests {
    /// A body that is refused. `says` stands in the answer.
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let body: String
        let says: String

        init(_ name: String, _ body: String, says: String) {
            testDescription = name
            self.body = body
            self.says = says
        }
    }

    private static let user = #""user_id":"a1b2","user_name":"dev""#
    private static let levels = "[].auth: 1, 3 or 7 is required, in each of one or more elements"

    static let refused = [
        Row("another level", "[{\(user),\"auth\":5}]", says: levels),
        Row("another level in the last", "[{\(user),\"auth\":7},{\(user),\"auth\":0}]", says: levels),
        Row("no level", "[{\(user)}]", says: levels),
        Row("no level in the last", "[{\(user),\"auth\":7},{\(user)}]", says: levels),
        Row("null for a level", "[{\(user),\"auth\":null}]", says: levels),
        Row("an empty array", "[]", says: levels),
        Row("null", "null", says: levels),
        Row("a level as a text", "[{\(user),\"auth\":\"7\"}]", says: "[].auth: a whole number"),
        Row("a level with a fraction", "[{\(user),\"auth\":7.0}]", says: "[].auth: a whole number"),
        Row("an object", "{\(user),\"auth\":7}", says: "the body is not a JSON array"),
        Row("an array of numbers", "[7]", says: "[]: an object is required"),
        Row("another letter case", "[{\(user),\"Auth\":7}]", says: "[].auth"),
        Row("a level twice", "[{\(user),\"auth\":7,\"auth\":1}]", says: "JSON"),
        Row("no JSON", "auth=7", says: "JSON"),
    ]

    private static let organization = "/v2/manage/namespaces/library/access"
    private static let image = "/v2/manage/namespaces/library/repos/web$front/access"

    @Test("what is no list of grants with levels that there are goes no further, and is told by its field")
    func refusals() async throws {
        try await RegistryBed.with(.swr) { bed in
            let root = try await bed.bed.administratorToken()
            for (method, path) in [("PATCH", Self.organization), ("POST", Self.organization), ("PATCH", Self.image)] {
                for row in Self.refused {
                    let answer = try await bed.ask(method, path, row.body, as: root)
                    #expect(answer.status == 422, "\(row.testDescription): \(answer.text)")
                    #expect(try answer.registryReason() == "field", "\(row.testDescription)")
                    #expect(answer.text.contains(row.says), "\(row.testDescription): \(answer.text)")
                }
            }
            #expect(bed.registry.swr.requests.isEmpty)
        }
    }

    @Test("ten thousand grants are too many, which is said before they are sent")
    func tooMany() async throws {
        try await RegistryBed.with(.swr) { bed in
            let root = try await bed.bed.administratorToken()
            let size = 10_000 * "{\(Self.user),\"auth\":7},".utf8.count
            let answer = try await bed.bed.ask(
                "PATCH \(Self.organization) HTTP/1.1\r\nHost: a\r\nAuthorization: \(root)\r\n"
                    + "Content-Type: application/json\r\nContent-Length: \(size)\r\n\r\n")
            #expect(answer.status == 413)
            #expect(try answer.registryReason() == "body-too-large")
            #expect(bed.registry.swr.requests.isEmpty)
        }
    }

    @Test("whom a grant is for SWR judges, and says so in its own words")
    func users() async throws {
        try await RegistryBed.with(.swr) { bed in
            let root = try await bed.bed.administratorToken()
            let robin = try #require(bed.registry.iam.directory.users.first { $0.name == "robin" })
            let known = "\"user_id\":\"\(robin.id)\",\"user_name\":\"robin\""
            let rows: [(method: String, body: String, status: Int, says: String)] = [
                ("POST", "[{\"user_name\":\"robin\",\"auth\":1}]", 400, "user_id, user_name and auth are mandatory"),
                ("POST", "[{\"user_id\":7,\"user_name\":\"robin\",\"auth\":1}]", 400, "user_id"),
                ("POST", "[{\(Self.user),\"auth\":1}]", 400, "SVCSTG.SWR.4001067"),
                ("PATCH", "[{\(known),\"auth\":3}]", 404, "SVCSTG.SWR.4040078"),
                ("POST", "[{\(known),\"auth\":1}]", 201, ""),
                ("POST", "[{\(known),\"auth\":1}]", 409, "SVCSTG.SWR.4090076"),
                ("PATCH", "[{\(known),\"auth\":7}]", 201, ""),
            ]
            for row in rows {
                let answer = try await bed.ask(row.method, Self.organization, row.body, as: root)
                #expect(answer.status == row.status, "\(row.body): \(answer.text)")
                #expect(row.says.isEmpty || answer.text.contains(row.says), "\(row.body): \(answer.text)")
            }
            let library = try #require(bed.registry.swr.registry.namespaces.first { $0.name == "library" })
            #expect(library.grants.first { $0.userID == robin.id }?.level == .manage)
        }
    }
}
