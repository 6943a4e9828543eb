import Foundation
import StandIns
import Testing

@testable import Gateway

/// SWR has made a project, and the store takes longer to keep it than the client has time.
@Suite("A change whose time runs out while the store writes")
struct LateKeepTests {
    private static let creation = #"{"projectName":"late","public":true}"#

    /// Runs `body` when the client has been told that time ran out, with the store held until it ends the hold.
    private func with(_ body: (RegistryBed, DatabaseHold, String) async throws -> Void) async throws {
        try await RegistryBed.withFront(.swr, settings: [.deadlineResponseHead: "900ms"]) { bed, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            front.hold(.after) { $0.method == "POST" && $0.target == "/v2/manage/namespaces" }
            let wire = try await bed.bed.connect()
            try await wire.send(Call("POST", "/v1/repository/project", token: ann, body: Self.creation).text)
            try await front.arrival()
            let hold = try await DatabaseHold(bed.bed)
            front.release()
            let answer = try await wire.answer()
            #expect(answer.status == 504, "\(answer.text)")
            try await body(bed, hold, ann)
        }
    }

    private func names(_ bed: RegistryBed, _ token: String) async throws -> [String] {
        try await bed.ask("GET", "/v1/repository/project?pageSize=0", as: token).rows()
            .compactMap { $0["projectName"] as? String }
    }

    @Test("the project is its namespace's as soon as the store has it")
    func kept() async throws {
        try await with { bed, hold, ann in
            #expect(try await names(bed, ann) == [])
            try await hold.end()
            let isKept = try await bed.bed.eventually { try await names(bed, ann) == ["late"] }
            #expect(isKept)
            let again = try await bed.ask("POST", "/v1/repository/project", Self.creation, as: ann)
            #expect(again.status == 409, "\(again.text)")
        }
    }

    @Test("one that the store does not take is deleted again, though nobody waits for that, and can be made anew")
    func refused() async throws {
        try await with { bed, hold, ann in
            #expect(bed.registry.swr.registry.namespaces.contains { $0.name == "late" })
            try await hold.end(
                ["INSERT", "UPDATE"].map { event in
                    """
                    CREATE TRIGGER full_\(event) BEFORE \(event) ON breakwater_projects
                    BEGIN SELECT RAISE(ABORT, 'not now'); END
                    """
                })
            let isGone = try await bed.bed.eventually {
                _ = try await bed.bed.askAdmin("/healthz")
                return !bed.registry.swr.registry.namespaces.contains { $0.name == "late" }
            }
            #expect(isGone)
            try await bed.bed.execute(["DROP TRIGGER full_INSERT", "DROP TRIGGER full_UPDATE"])
            // As soon as the store knows that there is nothing left of it.
            let isMade = try await bed.bed.eventually {
                try await bed.ask("POST", "/v1/repository/project", Self.creation, as: ann).status == 200
            }
            #expect(isMade)
            #expect(try await names(bed, ann) == ["late"])
        }
    }
}
