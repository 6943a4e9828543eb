import Domain
import StandIns
import Testing

@testable import Gateway

/// A registry that answers wrongly: the client learns that it did, and neither the gateway nor the registry suffers.
@Suite("A registry that misbehaves")
struct MisbehavingRegistryTests {
    struct Case: CustomTestStringConvertible, Sendable {
        let testDescription: String
        let misbehaviour: HarborMisbehaviour
        /// Of the list of projects through `/v1`.
        let status: Int
    }

    private static let cases = [
        Case(testDescription: "a page of HTML", misbehaviour: .errorPage(status: 502), status: 502),
        Case(testDescription: "a page of HTML, busy", misbehaviour: .errorPage(status: 503), status: 502),
        Case(testDescription: "half of the JSON", misbehaviour: .truncated, status: 502),
        Case(testDescription: "other types", misbehaviour: .wrongTypes, status: 502),
        Case(testDescription: "nulls", misbehaviour: .nulls, status: 502),
        Case(testDescription: "10 MB", misbehaviour: .oversized(bytes: 10 << 20), status: 502),
        Case(testDescription: "cut in the body", misbehaviour: .cut, status: 502),
        Case(testDescription: "stopped in the body", misbehaviour: .stalled, status: 504),
    ]

    @Test("is told by a 502 or 504 with a request id, and asked twice at most", arguments: cases)
    func translated(_ row: Case) async throws {
        try await RegistryBed.with(settings: [.deadlineResponseHead: "700ms"]) { bed in
            let root = try await bed.bed.administratorToken()
            // Once well, so that what follows is about this answer alone.
            #expect(try await bed.ask("GET", "/v1/repository/project", as: root).status == 200)
            let before = Self.calls(bed)
            bed.registry.harbor.misbehave(row.misbehaviour) { $0.target.hasPrefix("/api/v2.0/projects?") }
            let answer = try await bed.ask("GET", "/v1/repository/project", as: root)
            #expect(answer.status == row.status, "\(answer.text)")
            #expect(try answer.json()["requestId"] is String)
            #expect(Self.calls(bed) - before <= 2, "no retry storm")
            bed.registry.harbor.behave()
            #expect(try await bed.ask("GET", "/v1/repository/project", as: root).status == 200)
        }
    }

    @Test(
        "is told to clients of its own API as well",
        arguments: [
            Case(testDescription: "a page of HTML", misbehaviour: .errorPage(status: 502), status: 502),
            Case(testDescription: "10 MB", misbehaviour: .oversized(bytes: 10 << 20), status: 502),
            Case(testDescription: "cut in the body", misbehaviour: .cut, status: 502),
            Case(testDescription: "stopped in the body", misbehaviour: .stalled, status: 504),
        ])
    func relayed(_ row: Case) async throws {
        try await RegistryBed.with(settings: [.deadlineResponseHead: "700ms"]) { bed in
            let root = try await bed.bed.administratorToken()
            #expect(try await bed.ask("GET", "/api/v2.0/projects", as: root).status == 200)
            bed.registry.harbor.misbehave(row.misbehaviour) { $0.target.hasPrefix("/api/v2.0/projects") }
            let answer = try await bed.ask("GET", "/api/v2.0/projects", as: root)
            #expect(answer.status == row.status, "\(answer.text)")
            #expect(answer.values("x-request-id").count == 1)
        }
    }

    @Test("may lie about its total: the list is what there is, and ends", arguments: [0, 3, 1_000_000_000, -5])
    func total(_ claim: Int) async throws {
        try await RegistryBed.with { bed in
            let root = try await bed.bed.administratorToken()
            #expect(try await bed.ask("GET", "/v1/repository/project", as: root).status == 200)
            let before = Self.calls(bed)
            bed.registry.harbor.misbehave(.total(claim)) { $0.target.hasPrefix("/api/v2.0/projects?") }
            let answer = try await bed.ask("GET", "/v1/repository/project?pageSize=0", as: root)
            if claim < 0 {
                #expect(answer.status == 502)
            } else {
                #expect(answer.status == 200, "\(answer.text)")
                #expect(try answer.rows().count == 5)
            }
            #expect(Self.calls(bed) - before <= 3)
        }
    }

    @Test("refuses the gateway's account to everybody at once: it is asked once, not by each")
    func storm() async throws {
        try await RegistryBed.with { bed in
            let root = try await bed.bed.administratorToken()
            bed.registry.harbor.misbehave(.unauthorized) { $0.target.hasPrefix("/api/") }
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<30 {
                    group.addTask { try await bed.ask("GET", "/v1/repository/project", as: root).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(statuses) == [502])
            #expect(bed.registry.harbor.logins <= 2)
            let last = try await bed.bed.ask(
                "GET /v1/repository/project HTTP/1.1\r\nHost: a\r\nAuthorization: \(root)\r\n\r\n")
            #expect(try last.json()["reason"] as? String == "upstream-credential")
        }
    }

    private static func calls(_ bed: RegistryBed) -> Int {
        let use = bed.registry.harbor.use
        return use.sessionCalls + use.basicCalls + use.logins
    }
}
