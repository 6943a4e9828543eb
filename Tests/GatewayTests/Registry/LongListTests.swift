import Domain
import Foundation
import StandIns
import Testing

@testable import Gateway

/// Lists are put together from many answers of the registry, of which no more is held than is needed.
@Suite("Long lists of images with long descriptions")
struct LongListTests {
    private static let count = 3_000
    private static let lists = 5
    private static let path = "/v1/repository/image?projectName=library&pageSize=0"
    /// Five lists of them are more than one event loop holds of answers.
    private static let description = String(repeating: "d", count: 5_000)

    /// The repositories of project `library`, as Harbor lists them.
    private static func answer(_ request: StandInRequest) -> StandInResponse? {
        let pieces = request.target.split(separator: "?", maxSplits: 1)
        guard pieces.first == "/api/v2.0/projects/library/repositories", pieces.count == 2 else { return nil }
        let pairs = pieces[1].split(separator: "&").map { $0.split(separator: "=", maxSplits: 1) }
        func number(_ name: Substring) -> Int {
            pairs.first { $0.first == name }.flatMap { $0.count == 2 ? Int($0[1]) : nil } ?? 1
        }
        let size = number("page_size")
        let start = (number("page") - 1) * size
        let rows = (start..<max(start, min(start + size, count))).map { place in
            """
            {"id":\(place + 1),"project_id":1,"name":"library/image-\(place)","description":"\(description)",\
            "artifact_count":1,"pull_count":0,"creation_time":"2026-01-02T03:04:05.678Z",\
            "update_time":"2026-01-02T03:04:05.678Z"}
            """
        }
        return StandInResponse(
            status: 200, fields: [("Content-Type", "application/json"), ("X-Total-Count", "\(count)")],
            body: Array("[\(rows.joined(separator: ","))]".utf8))
    }

    @Test("are complete one after the other, since nothing of one is held when it is told, and say what was asked for")
    func complete() async throws {
        try await RegistryBed.withFront(.harbor, instead: { Self.answer($0) }) { bed, front in
            let root = try await bed.bed.administratorToken()
            for _ in 0..<Self.lists {
                let answer = try await bed.ask("GET", Self.path, as: root)
                #expect(answer.status == 200, "\(answer.text.prefix(300))")
                #expect(try answer.json()["total"] as? Int == Self.count)
                let names = try answer.rows().compactMap { $0["imageName"] as? String }
                #expect(names.count == Self.count && Set(names).count == Self.count)
                #expect(answer.body.count < Self.count * 500)
            }
            let asked = front.requests.count { $0.target.contains("/library/repositories?") }
            #expect(asked == Self.lists * Self.count / 100)
        }
    }
}
