import Foundation
import Testing

@testable import Gateway

@Suite("A decision log that is rotated while requests come")
struct DecisionLogRotationTests {
    private static let clients = 4
    private static let requests = 100

    @Test("each line stands whole in exactly one of the files, oldest first")
    func whole() async throws {
        try await Testbed.with([.logRotateSize: "64KiB", .logRotateKeep: "100", .eventLoops: "2"]) { bed in
            // A long path, so that a hundred lines fill a file.
            let path = "/unknown/" + String(repeating: "long", count: 200)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<Self.clients {
                    group.addTask {
                        let wire = try await bed.connect()
                        for number in 0..<Self.requests {
                            try await wire.send(
                                "GET \(path) HTTP/1.1\r\nHost: a\r\nX-Request-Id: c\(client)-\(number)\r\n\r\n")
                            #expect(try await wire.answer().status == 404)
                        }
                    }
                }
                try await group.waitForAll()
            }
            await bed.stopGateway()
            let files = try self.files(bed)
            #expect(files.count >= 4, "\(files.map(\.lastPathComponent))")
            var seen: [String] = []
            for file in files {
                let text = try String(contentsOf: file, encoding: .utf8)
                #expect(text.hasSuffix("}\n"), "\(file.lastPathComponent)")
                for line in text.split(separator: "\n") {
                    let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                    seen.append(try #require(object?["requestId"] as? String, "\(line.prefix(80))"))
                }
            }
            #expect(seen.count == Self.clients * Self.requests && Set(seen).count == seen.count)
            for client in 0..<Self.clients {
                let own = seen.filter { $0.hasPrefix("c\(client)-") }
                #expect(own == (0..<Self.requests).map { "c\(client)-\($0)" }, "the order of one client's requests")
            }
        }
    }

    /// The oldest first.
    private func files(_ bed: Testbed) throws -> [URL] {
        let log = bed.directory.appending(path: "decisions.jsonl")
        let names = try FileManager.default.contentsOfDirectory(atPath: bed.directory.path)
        let numbers = names.compactMap { name in
            name.hasPrefix("decisions.jsonl.") ? Int(name.dropFirst("decisions.jsonl.".count)) : nil
        }
        return numbers.sorted(by: >).map { log.appendingPathExtension("\($0)") } + [log]
    }
}
