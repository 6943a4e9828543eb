import Domain
import StandIns
import Testing

@testable import Gateway

/// Two gateways on one store act upon the same account of a namespace at once.
@Suite("The account of a namespace, and two gateways")
struct TwinGatewayTests {
    private static let path = "/v1/repository/user"

    private func with(_ body: (RegistryBed, RegistryBed, RegistryFront) async throws -> Void) async throws {
        try await RegistryBed.withFront(.harbor, settings: RegistryBed.shared) { bed, front in
            try await bed.withTwin(behind: front) { twin in try await body(bed, twin, front) }
        }
    }

    /// The answers of both to what they are asked at once.
    private func both(
        _ beds: [RegistryBed], _ ask: @escaping @Sendable (Int, RegistryBed) async throws -> PlainMessage
    ) async throws -> [PlainMessage] {
        try await withThrowingTaskGroup(of: PlainMessage.self) { group in
            for (place, bed) in beds.enumerated() { group.addTask { try await ask(place, bed) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    private func change(_ password: String, _ bed: RegistryBed, _ token: String) async throws -> PlainMessage {
        try await bed.ask("PUT", "\(Self.path)/password", "{\"password\":\"\(password)\"}", as: token)
    }

    @Test(
        "of two that make it, one does, and no user of the other's stays",
        arguments: [["one", "two"], ["one", "one"]])
    func creation(users: [String]) async throws {
        try await with { bed, twin, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            front.hold(.before, times: 2) { $0.method == "POST" && $0.target == "/api/v2.0/users" }
            async let answers = both([bed, twin]) { place, bed in try await bed.account(users[place], as: ann) }
            for _ in 0..<2 { try await front.arrival() }
            for _ in 0..<2 { front.release() }
            let statuses = try await answers.map(\.status).sorted()
            #expect(statuses == [200, 409])

            let account = try #require(try await bed.bed.gateway.identity.vault.account(of: "ns1"))
            #expect(users.contains(account.user))
            let made = bed.registry.harbor.registry.accounts.filter { users.contains($0.name) }
            #expect(made.map(\.name) == [account.user])
            #expect(made.map { Int64($0.id) } == [account.userID])
            #expect(try await bed.project("mine", as: ann).status == 200)
            #expect(try await twin.project("yours", as: ann).status == 200)
        }
    }

    @Test("while one changes its password the other does not, and what is pending stays the one's")
    func overlapping() async throws {
        try await with { bed, twin, front in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("one", as: ann).status == 200)
            front.hold(.before) { $0.method == "PUT" && $0.target.hasSuffix("/password") }
            async let first = change("Harbor-Pass-2", bed, ann)
            try await front.arrival()
            let second = try await change("Harbor-Pass-3", twin, ann)
            #expect(second.status == 409, "\(second.text)")
            #expect(try await bed.storedPasswords(of: "ns1") == ["Harbor-Pass-1", "Harbor-Pass-2"])
            front.release()
            #expect(try await first.status == 200)
            #expect(bed.harborPassword(of: "one") == "Harbor-Pass-2")
            #expect(try await bed.storedPasswords(of: "ns1") == ["Harbor-Pass-2"])
            #expect(try await bed.project("mine", as: ann).status == 200)
            #expect(try await twin.project("yours", as: ann).status == 200)
        }
    }

    @Test("of two that change it at once, however they come about, the store knows what Harbor has")
    func race() async throws {
        try await with { bed, twin, _ in
            let ann = try await bed.administrator("ann", of: "ns1")
            #expect(try await bed.account("one", as: ann).status == 200)
            for round in 2..<4 {
                let answers = try await both([bed, twin]) { place, bed in
                    try await change("Harbor-Pass-\(round)\(place)", bed, ann)
                }
                let statuses = answers.map(\.status)
                #expect(statuses.contains(200) && Set(statuses).isSubset(of: [200, 409]), "\(answers.map(\.text))")
                let current = try #require(bed.harborPassword(of: "one"))
                #expect(try await bed.storedPasswords(of: "ns1").contains(current))
                for one in [bed, twin] {
                    #expect(try await one.ask("GET", "/v1/repository/project", as: ann).status == 200)
                }
            }
        }
    }
}
