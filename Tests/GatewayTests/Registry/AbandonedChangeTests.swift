import Domain
import Foundation
import NIOCore
import NIOPosix
import StandIns
import Testing

@testable import Gateway

/// A project that SWR makes while its client hangs up, or while his time runs out.
@Suite("Changes whose clients leave")
struct AbandonedChangeTests {
    /// Stands in front of SWR and holds back the answers to what makes a project.
    private final class Gate: Sendable {
        /// What comes of the answers that were held back.
        let ending: StandInResponse.Ending
        private let arrivals = DispatchSemaphore(value: 0)
        private let release = DispatchSemaphore(value: 0)

        init(_ ending: StandInResponse.Ending) {
            self.ending = ending
        }

        func respond(_ request: StandInRequest, _ swr: SWRStandIn) -> StandInResponse {
            var response = swr.respond(to: request)
            guard request.method == "POST", request.target == "/v2/manage/namespaces" else { return response }
            arrivals.signal()
            release.wait()
            response.ending = ending
            return response
        }

        /// Off the cooperative threads, which must not be blocked.
        func arrival() async {
            await withCheckedContinuation { continuation in
                DispatchQueue.global().async {
                    self.arrivals.wait()
                    continuation.resume()
                }
            }
        }

        func open() { release.signal() }
    }

    private func with(
        _ gate: Gate, settings: [SettingsKey: String] = [:], _ body: (RegistryBed) async throws -> Void
    ) async throws {
        let registry = try await DemoRegistry.start(kind: .swr)
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let front = StandInServer { gate.respond($0, registry.swr) }
        let port = try await front.start(group: group)
        var environment = registry.environment
        environment["BREAKWATER_SWR_URL"] = "http://127.0.0.1:\(port)"
        let result: Result<Void, any Error>
        do {
            try await RegistryBed.with(.swr, settings: settings, environment: environment, body)
            result = .success(())
        } catch {
            result = .failure(error)
        }
        gate.open()
        await front.stop()
        try await group.shutdownGracefully()
        await registry.stop()
        try result.get()
    }

    private static func creation(_ token: String) -> String {
        let body = #"{"projectName":"late","public":true}"#
        return "POST /v1/repository/project HTTP/1.1\r\nHost: a\r\nAuthorization: \(token)\r\n"
            + "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
    }

    @Test("a project whose client hung up is his namespace's all the same")
    func hungUp() async throws {
        let gate = Gate(.whole)
        try await with(gate) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let wire = try await bed.bed.connect()
            try await wire.send(Self.creation(ann))
            await gate.arrival()
            await wire.close()
            gate.open()
            var rows: [[String: Any]] = []
            for _ in 0..<200 where rows.isEmpty {
                rows = try await bed.ask("GET", "/v1/repository/project", as: ann).rows()
            }
            #expect(rows.map { $0["projectName"] as? String } == ["late"])
        }
    }

    @Test("what comes of a change after its client was told that time ran out is told to nobody")
    func late() async throws {
        let gate = Gate(.cut(after: nil))
        try await with(gate, settings: [.deadlineResponseHead: "400ms"]) { bed in
            let ann = try await bed.administrator("ann", of: "ns1")
            let wire = try await bed.bed.connect()
            try await wire.send(Self.creation(ann))
            await gate.arrival()
            #expect(try await wire.answer().status == 504)
            gate.open()
            // Nothing stands between the answers to what is asked next, on the same connection.
            for _ in 0..<20 {
                try await wire.send(
                    "GET /v1/repository/third HTTP/1.1\r\nHost: a\r\nAuthorization: \(ann)\r\n\r\n")
                let answer = try await wire.answer()
                #expect(answer.status == 200, "\(answer.text)")
                #expect(try answer.json()["total"] as? Int == 0)
            }
        }
    }
}
