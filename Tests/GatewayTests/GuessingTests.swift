import Dispatch
import Foundation
import Testing

@testable import Gateway

/// Requests are sent in one piece, so that the gateway works them off one behind the other: what a test finds does not
/// depend on the time between two of them.
@Suite("Guessing passwords")
struct GuessingTests {
    private static let wrong = "Wrong-Horse-1"

    private func answers(_ bed: Testbed, to calls: [Call]) async throws -> [PlainMessage] {
        let client = try await bed.connect()
        try await client.send(calls.map(\.text).joined())
        var answers: [PlainMessage] = []
        for _ in calls { answers.append(try await client.answer()) }
        return answers
    }

    /// A login from another address of this host.
    private func loginFromElsewhere(_ bed: Testbed) async throws -> Int {
        let wire = try await Wire.connect(to: bed.gateway.address, from: "127.0.0.2")
        let answer = try await wire.answer(to: .login())
        await wire.close()
        return answer.status
    }

    @Test("after five wrong passwords the sixth try has to wait, right or wrong, for a name that is known or not")
    func pace() async throws {
        try await Testbed.with { bed in
            var waits: [NSDictionary] = []
            for name in [Testbed.administrator, "nobody"] {
                let wrong = try Call.login(name, Self.wrong)
                let right = try Call.login(name, Testbed.password)
                let answers = try await answers(bed, to: [wrong, wrong, wrong, wrong, wrong, wrong, right])
                #expect(answers.map(\.status) == [401, 401, 401, 401, 401, 429, 429], "\(name)")
                let sixth = answers[5]
                #expect(sixth.reason == "throttle")
                #expect(Int(sixth["Retry-After"] ?? "") ?? 0 >= 1)
                var body = try sixth.json()
                body["requestId"] = nil
                waits.append(body as NSDictionary)
            }
            #expect(waits[0] == waits[1])
            #expect(try await loginFromElsewhere(bed) == 200, "a stranger slows himself down and nobody else")
        }
    }

    @Test("a right password in between forgets the wrong ones")
    func success() async throws {
        try await Testbed.with { bed in
            let wrong = try Call.login(Testbed.administrator, Self.wrong)
            let round = [wrong, wrong, wrong, wrong, try Call.login()]
            let answers = try await answers(bed, to: round + round)
            #expect(answers.map(\.status) == [401, 401, 401, 401, 200, 401, 401, 401, 401, 200])
        }
    }

    @Test("names tried in turn from one address are bounded too, and other addresses are not held to it")
    func address() async throws {
        try await Testbed.with([.throttleAddress: "3"]) { bed in
            // Twice the bound and one: even when a minute begins in between, one of them is too many.
            let calls = try (1...7).map { try Call.login("nobody-\($0)", Self.wrong) }
            let answers = try await answers(bed, to: calls)
            #expect(answers.prefix(3).map(\.status) == [401, 401, 401])
            let late = try #require(answers.first { $0.status == 429 })
            #expect((1...60).contains(Int(late["Retry-After"] ?? "") ?? 0))
            #expect(try await loginFromElsewhere(bed) == 200)
        }
    }

    @Test("accounts are asked for at a bounded rate from one address")
    func registrations() async throws {
        try await Testbed.with([.throttleRegistrations: "1"]) { bed in
            // Even when a minute begins in between, the third is too many.
            let calls = try (1...3).map { try Call.register("mia-\($0)", phone: "\($0)") }
            let answers = try await answers(bed, to: calls)
            #expect(answers[0].status == 200)
            let late = try #require(answers.first { $0.status == 429 })
            #expect(late.reason == "throttle")
            #expect((1...60).contains(Int(late["Retry-After"] ?? "") ?? 0))
        }
    }

    @Test("with no room for one more password a login is 503 with Retry-After, and other requests go on")
    func full() async throws {
        try await Testbed.with { bed in
            let token = try await bed.administratorToken()
            let pool = bed.gateway.identity.passwords
            let gate = DispatchSemaphore(value: 0)
            let count = ProcessInfo.processInfo.activeProcessorCount + BoundedPool.passwordsWaiting + 4
            let found = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<count {
                    group.addTask { (try? await pool.run { gate.wait() }) != nil }
                }
                // The first to end was turned away: all others wait for the gate, and nothing more finds room.
                let isAdmitted = await group.next()
                let login = try? await bed.answer(to: .login())
                let status = try? await bed.status(of: token)
                let refresh = try? await bed.answer(to: .refresh(token)).status
                for _ in 0..<count { gate.signal() }
                return (isAdmitted: isAdmitted, login: login, others: [status, refresh])
            }
            #expect(found.isAdmitted == false)
            let login = try #require(found.login)
            #expect(login.status == 503)
            #expect(login.reason == "overloaded")
            #expect(Int(login["Retry-After"] ?? "") ?? 0 >= 1)
            #expect(found.others == [200, 200], "who is logged in does not notice")
            #expect(try await bed.answer(to: .login()).status == 200, "and no try was counted")
        }
    }
}
