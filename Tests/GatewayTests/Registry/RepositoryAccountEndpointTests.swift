import Domain
import Proxy
import StandIns
import Testing

@testable import Gateway

@Suite("/v1/repository/user")
struct RepositoryAccountEndpointTests {
    private func respond(
        _ it: RepositoryAccountTrial, to request: LocalRequest, isChange: Bool = false
    ) async throws(GatewayError) -> String {
        let endpoint: any LocalEndpoint =
            isChange
            ? RepositoryAccountPasswordEndpoint(accounts: it.accounts, audit: it.trial.audit)
            : RepositoryAccountCreateEndpoint(accounts: it.accounts, audit: it.trial.audit)
        let response = try await endpoint.respond(to: request)
        return "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
    }

    private static let done = "200 {\"code\":200,\"message\":\"success\"}\n"

    @Test("an account is made for the caller's namespace, with one audit line and no password in it")
    func create() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let body = #"{"user":"alice","password":"New-Passw0rd"}"#
            #expect(try await respond(it, to: RepositoryAccountTrial.request(body)) == Self.done)
            #expect(it.trial.vault["ns8"]?.user == "alice")
            let again = await code { () async throws(GatewayError) in
                try await respond(it, to: RepositoryAccountTrial.request(body))
            }
            #expect(again == .conflict)
            let lines = try it.trial.auditLines()
            #expect(lines.count == 2)
            let event = "registry-account-added"
            #expect(lines.allSatisfy { $0.contains(event) && $0.contains("\"alice\"") && $0.contains("ns8") })
            #expect(!lines.joined().contains("Passw0rd"))
        }
    }

    @Test("a system administrator makes one for his own namespace")
    func administrator() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let request = RepositoryAccountTrial.request(
                #"{"user":"alice","password":"New-Passw0rd"}"#, role: .systemAdmin, namespace: "default")
            #expect(try await respond(it, to: request) == Self.done)
            #expect(it.trial.vault["default"]?.user == "alice")
        }
    }

    @Test("the password is changed, by the path with the account's number too")
    func change() async throws {
        try await withRepositoryAccounts { (it) async throws in
            func request(_ password: String, _ number: String?) -> LocalRequest {
                RepositoryAccountTrial.request(
                    #"{"password":"\#(password)"}"#, namespace: "ns7", parameters: number.map { ["userId": $0] } ?? [:])
            }
            #expect(try await respond(it, to: request("New-Passw0rd", nil), isChange: true) == Self.done)
            let own = request("Newer-Passw0rd", "\(it.trial.robinID)")
            #expect(try await respond(it, to: own, isChange: true) == Self.done)
            #expect(it.trial.vault["ns7"]?.password == Secret("Newer-Passw0rd"))
            let others: [(String, GatewayError.Code)] = [
                ("999", .notFound), ("0", .fieldInvalid), ("x", .fieldInvalid),
            ]
            for (number, expected) in others {
                let found = await code { () async throws(GatewayError) in
                    try await respond(it, to: request("Third-Passw0rd", number), isChange: true)
                }
                #expect(found == expected, "\(number)")
            }
            let lines = try it.trial.auditLines()
            let event = "\"registry-password-changed\""
            #expect(lines.count == 5 && lines.allSatisfy { $0.contains(event) && $0.contains("ns7") })
            #expect(lines.allSatisfy { $0.contains("\"target\":\"robin\"") }, "those of failures too")
            #expect(!lines.joined().contains("Passw0rd"))
        }
    }

    @Test(
        "a field that is not valid is named, with its rule and without what was sent",
        arguments: [
            ("user", ""), ("user", " qz"), ("user", "a "), ("user", "a,b"), ("user", "a~b"), ("user", "a#b"),
            ("user", "a%b"), ("user", "a$b"), ("user", "a:b"), ("user", #"a\"b"#), ("user", #"a\nb"#),
            ("user", #"a\u0000b"#), ("user", #"a\u202eb"#), ("user", String(repeating: "a", count: 256)),
            ("password", ""), ("password", "Aa1-567"), ("password", "lower-case-1"), ("password", "UPPER-CASE-1"),
            ("password", "No-Digit-Here"), ("password", #"Passw0rd\n-x"#), ("password", #"Passw0rd\u0000"#),
            ("password", "Aa1" + String(repeating: "x", count: 126)),
        ])
    func fields(field: String, value: String) async throws {
        try await withRepositoryAccounts { (it) async throws in
            let values = ["user": "alice", "password": "New-Passw0rd"].merging([field: value]) { $1 }
            let body = #"{"user":"\#(values["user"] ?? "")","password":"\#(values["password"] ?? "")"}"#
            let error = try await #require(throws: GatewayError.self) {
                try await respond(it, to: RepositoryAccountTrial.request(body))
            }
            #expect(error.code == .fieldInvalid && error.message?.hasPrefix("\(field): ") == true)
            #expect(value.isEmpty || error.message?.contains(value) == false)
            #expect(it.trial.caller.calls == [])
        }
    }

    @Test(
        "what Harbor takes is taken",
        arguments: [
            "a", "Ada Lovelace", "a.b_c-d", "\u{540d}\u{524d}", "a/b", "a(b)", "a@b",
            String(repeating: "a", count: 255),
        ])
    func names(name: String) async throws {
        try await withRepositoryAccounts { (it) async throws in
            let body = #"{"user":"\#(name)","password":"New-Passw0rd \u00fc"}"#
            #expect(try await respond(it, to: RepositoryAccountTrial.request(body)) == Self.done)
            #expect(it.user(name)?.password == Secret("New-Passw0rd \u{fc}"))
            _ = try await it.trial.credentials.credential(for: .namespace("ns8"), on: it.trial.upstream)
        }
    }

    @Test("another type than JSON is refused, and a body that is no object")
    func types() async throws {
        try await withRepositoryAccounts { (it) async throws in
            let form = RepositoryAccountTrial.request("user=alice", contentType: "application/x-www-form-urlencoded")
            for isChange in [true, false] {
                let found = await code { () async throws(GatewayError) in
                    try await respond(it, to: form, isChange: isChange)
                }
                #expect(found == .mediaTypeUnsupported)
                let list = await code { () async throws(GatewayError) in
                    try await respond(it, to: RepositoryAccountTrial.request("[]"), isChange: isChange)
                }
                #expect(list == .fieldInvalid)
            }
        }
    }
}
