import Testing

@testable import Gateway

/// Two gateways on one store: each finds what the other changed by its clock, within a second.
@Suite("A second gateway on the same store")
struct SecondInstanceTests {
    /// Asks until the answer is this one. The clients' patience ends what never comes.
    private func wait(for status: Int, _ ask: () async throws -> PlainMessage) async throws {
        var tries = 0
        while try await ask().status != status, tries < 100_000 { tries += 1 }
        #expect(try await ask().status == status)
    }

    @Test("takes the other's tokens, and learns of its logouts and of its keys without being told")
    func shared() async throws {
        try await GatewayProcess.with { gateway in
            try await gateway.withTwin { twin in
                let token = try await gateway.answer(to: .login()).token()
                #expect(try await gateway.answer(to: .whoami(token), at: twin).status == 200)
                #expect(try await gateway.answer(to: .logout(token)).status == 200)
                #expect(try await gateway.answer(to: .whoami(token)).status == 401)
                try await wait(for: 401) { try await gateway.answer(to: .whoami(token), at: twin) }

                // The command reaches the one that started last; the other one finds out.
                #expect(try await gateway.run("keys", "rotate", "--now").status == 0)
                let fresh = try await gateway.answer(to: .login(), at: twin).token()
                try await wait(for: 200) { try await gateway.answer(to: .whoami(fresh)) }
            }
            #expect(try await gateway.answer(to: .login()).status == 200, "the twin's end is not its own")
        }
    }
}
