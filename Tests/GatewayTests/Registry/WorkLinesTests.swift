import Domain
import Testing

@testable import Gateway

@Suite("Lines of work for many places")
struct WorkLinesTests {
    /// Work that has begun and goes on until the gate is opened.
    private struct Held {
        private let gate: Gate
        private let task: Task<GatewayError.Code?, Never>

        init(_ lines: WorkLines<String>, at place: String) async {
            let gate = Gate()
            self.gate = gate
            let (begun, note) = AsyncStream.makeStream(of: Void.self)
            task = Task {
                await code { () async throws(GatewayError) in
                    try await lines.run(at: place) { () async throws(GatewayError) in
                        note.finish()
                        await gate.pass()
                    }
                }
            }
            for await _ in begun {}
        }

        func end() async -> GatewayError.Code? {
            await gate.open()
            return await task.value
        }
    }

    /// Until so much work waits or runs at a place.
    private func wait(_ lines: WorkLines<String>, for length: Int, at place: String) async {
        for _ in 0..<1_000_000 {
            if await lines.lengths[place] == length { return }
            await Task.yield()
        }
        Issue.record("nothing more has come to \(place)")
    }

    @Test("work at one place holds up none at another, and a place without work has no line")
    func apart() async throws {
        let lines = WorkLines<String>()
        let held = await Held(lines, at: "a")
        let value = try await lines.run(at: "b") { () async throws(GatewayError) in 7 }
        #expect(value == 7)
        #expect(await lines.lengths == ["a": 1])
        let end = await held.end()
        #expect(end == nil)
        #expect(await lines.lengths == [:])
    }

    @Test("what fails says so, and leaves nothing behind")
    func failure() async throws {
        let lines = WorkLines<String>()
        let failed = await code { () async throws(GatewayError) in
            try await lines.run(at: "a") { () async throws(GatewayError) -> Void in
                throw GatewayError(.conflict)
            }
        }
        #expect(failed == .conflict)
        #expect(await lines.lengths == [:])
    }

    @Test("work that nobody wants when its turn comes is left out")
    func unwanted() async throws {
        let lines = WorkLines<String>()
        let unwanted = await code { () async throws(GatewayError) in
            try await lines.run(at: "a", isWanted: { false }) { () async throws(GatewayError) -> Void in
                Issue.record("it was done")
            }
        }
        #expect(unwanted == .clientGone)
    }

    @Test("too much at one place is turned away, but not at another, and not what has to be done once")
    func limit() async throws {
        let lines = WorkLines<String>(limit: 1)
        let held = await Held(lines, at: "a")
        let refused = await code { () async throws(GatewayError) in
            try await lines.run(at: "a") { () async throws(GatewayError) -> Void in Issue.record("it was done") }
        }
        #expect(refused == .overloaded)
        let other = try await lines.run(at: "b") { () async throws(GatewayError) in 7 }
        #expect(other == 7)
        let (done, note) = AsyncStream.makeStream(of: Void.self)
        let once = Task {
            await code { () async throws(GatewayError) in
                try await lines.runOnce(at: "a") { () async throws(GatewayError) in note.finish() }
            }
        }
        await wait(lines, for: 2, at: "a")
        _ = await held.end()
        for await _ in done {}
        #expect(await once.value == nil)
        #expect(await lines.lengths == [:])
    }

    @Test("what is the same whoever asks for it waits once, and is done after all that was asked for before it began")
    func once() async throws {
        let lines = WorkLines<String>()
        let held = await Held(lines, at: "a")
        let (done, note) = AsyncStream.makeStream(of: String.self)
        let first = Task {
            await code { () async throws(GatewayError) in
                try await lines.runOnce(at: "a") { () async throws(GatewayError) in note.yield("first") }
            }
        }
        await wait(lines, for: 2, at: "a")
        // It would wait for ever where it came to the line.
        try await lines.runOnce(at: "a") { () async throws(GatewayError) in note.yield("second") }
        _ = await held.end()
        #expect(await first.value == nil)
        try await lines.runOnce(at: "a") { () async throws(GatewayError) in note.yield("third") }
        note.finish()
        var order: [String] = []
        for await name in done { order.append(name) }
        #expect(order == ["first", "third"])
        #expect(await lines.lengths == [:])
    }
}
