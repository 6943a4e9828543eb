import Domain
import StandIns
import Testing

@testable import Gateway

/// Harbor 2.15 hashes a password 600,000 times over each time that one is shown to it.
@Suite("What the gateway's requests cost Harbor")
struct PasswordCheckTests {
    /// Calls of the gateway's own account and of one namespace's.
    private func work(_ bed: RegistryBed, _ count: Int, root: String, ann: String) async throws {
        for number in 0..<count {
            #expect(try await bed.ask("GET", "/v1/repository/project", as: root).status == 200)
            #expect(try await bed.ask("GET", "/v1/repository/project", as: ann).status == 200)
            #expect(try await bed.ask("GET", "/api/v2.0/projects", as: ann).status == 200)
            #expect(try await bed.project("project-\(number)", as: ann).status == 200)
        }
    }

    @Test(
        "with sessions a password is checked once for each account, however many calls are made; with Basic each time",
        arguments: ["session", "basic"])
    func checks(auth: String) async throws {
        try await RegistryBed.with(
            environment: ["BREAKWATER_HARBOR_AUTH": auth], passwordCost: HarborBasicCost(rounds: 1_000)
        ) { bed in
            let root = try await bed.bed.administratorToken()
            let ann = try await bed.administrator("ann", of: "ns1")
            // For which the gateway's own account is checked.
            #expect(try await bed.account("one", as: ann).status == 200)
            let before = bed.registry.harbor.passwordChecks
            #expect(before > 0)
            try await work(bed, 5, root: root, ann: ann)
            let checks = bed.registry.harbor.passwordChecks - before
            if auth == "session" { #expect(checks == 1) } else { #expect(checks >= 20) }
        }
    }
}
