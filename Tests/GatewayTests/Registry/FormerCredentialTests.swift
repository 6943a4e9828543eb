import Domain
import Policy
import Proxy
import StandIns
import Testing

@testable import Gateway

@Suite("What is known of accounts while one policy takes the place of another")
struct FormerCredentialTests {
    private static let new = Secret("New-Passw0rd")

    private static func serial(_ trial: HarborTrial, on upstream: UpstreamSpec) async throws(GatewayError) -> Int {
        try await trial.credentials.credential(for: .upstream, on: upstream).serial
    }

    @Test("each has a session of its own, and logs nobody in whom the other has logged in")
    func apart() async throws {
        try await HarborTrial.run { (trial) async throws in
            let former = try await Self.serial(trial, on: trial.upstream)
            trial.harbor.change { registry in
                for place in registry.accounts.indices where registry.accounts[place].name == HarborTrial.own.name {
                    registry.accounts[place].password = Self.new
                }
            }
            let upstream = HarborTrial.spec(.session(user: HarborTrial.own.name, password: Self.new), kind: .harbor)
            let next = try await Self.serial(trial, on: upstream)
            #expect(next != former)
            for _ in 0..<2 {
                #expect(try await Self.serial(trial, on: trial.upstream) == former)
                #expect(try await Self.serial(trial, on: upstream) == next)
            }
            #expect(trial.harbor.logins == 2 && trial.harbor.use.refusedLogins == 0)
        }
    }

    @Test("what one of them was refused with is not tried again because the other one asks")
    func breaker() async throws {
        try await HarborTrial.run { (trial) async throws in
            let wrong = HarborTrial.spec(.session(user: "gateway", password: Secret("wrong")), kind: .harbor)
            let first = await code { () async throws(GatewayError) in try await Self.serial(trial, on: wrong) }
            #expect(first == .upstreamCredential)
            trial.clock.advance(.seconds(2))
            _ = try await Self.serial(trial, on: trial.upstream)
            let count = trial.caller.calls.count
            let second = await code { () async throws(GatewayError) in try await Self.serial(trial, on: wrong) }
            #expect(second == .upstreamCredential)
            #expect(trial.caller.calls.count == count)
        }
    }

    @Test("one that nobody has asked for in half an hour is forgotten, and no other")
    func forgotten() async throws {
        try await HarborTrial.run { (trial) async throws in
            let specs = ["old", "new"].map {
                HarborTrial.spec(.token(scheme: "Token", token: Secret($0)), kind: .cvat)
            }
            let former = try await Self.serial(trial, on: specs[0])
            let next = try await Self.serial(trial, on: specs[1])
            trial.clock.advance(.seconds(1_799))
            #expect(try await Self.serial(trial, on: specs[1]) == next)
            #expect(try await Self.serial(trial, on: specs[0]) == former)
            for _ in 0..<2 {
                trial.clock.advance(.seconds(900))
                #expect(try await Self.serial(trial, on: specs[1]) == next)
            }
            #expect(try await Self.serial(trial, on: specs[0]) > next)
            #expect(try await Self.serial(trial, on: specs[1]) == next)
        }
    }

    @Test("upstreams that differ in a secret alone are two, which are found in one place")
    func hashing() {
        let specs = ["a", "b"].map { HarborTrial.spec(.token(scheme: "Token", token: Secret($0)), kind: .cvat) }
        #expect(specs[0] != specs[1] && specs[0].hashValue == specs[1].hashValue)
        #expect(Set(specs).count == 2)
    }
}
