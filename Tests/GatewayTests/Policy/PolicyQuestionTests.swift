import Foundation
import Testing

@testable import Gateway

/// `explain` and `who-can`: what operators ask before they change something.
@Suite("Asking policy files about one request")
struct PolicyQuestionTests {
    static let routes = """
        - id: label-create
          match: { methods: [POST], path: "/labels" }
          body: { scope: text }
          to: { upstream: origin, path: "/x" }
          access:
            allow:
              - { roles: [system-admin] }
              - { roles: [business-admin], when: "body.scope == 'p'" }
            deny: [{ roles: [business-admin], addresses: ["10.0.0.0/8"], reason: "not from there" }]
        - id: label-read
          match: { methods: [GET], path: "/labels/{id}" }
          params: { id: int64 }
          to: { upstream: origin, path: "/x/{id}" }
          access: { allow: [{ roles: [member] }] }
        - id: label-own
          match: { methods: [GET], path: "/own/{project}" }
          params: { project: oci-project }
          to: { upstream: origin, path: "/{project}" }
          access: { allow: [{ roles: [member], when: "owns(project) and query.q != 'x'", until: 2030-01-01 }] }
        """

    private func with(_ body: (PolicyDirectory) async throws -> Void) async throws {
        try await PolicyDirectory.with(routes: Self.routes, body)
    }

    @Test("explain goes through path, routes, rules and values to the decision and the upstream's request, and exits 0")
    func steps() async throws {
        try await with { files in
            let allowed = try await files.policy(
                "explain", "--as", "role=business-admin,user=ann,ns=ns1,id=7,at=2026-05-01T10:00:00Z", "--body",
                #"{"scope":"p"}"#, "POST", "/labels")
            #expect(allowed.status == 0 && allowed.errors == "")
            #expect(
                allowed.output == """
                    POST /labels as business-admin, user ann, id 7, namespace ns1, address none, \
                    time 2026-05-01T10:00:00Z
                    path       /labels
                    routes     label-create: POST /labels: taken
                    rules      label-create.deny[0] { roles business-admin; addresses 10.0.0.0/8 }: does not hold \
                    here and now
                                   addresses: false (none)
                               label-create.allow[0] { roles system-admin }: is not about this caller
                                   roles: false (business-admin)
                               label-create.allow[1] { roles business-admin; when body.scope == 'p' }: holds
                                   body.scope == 'p': true ("p")
                    decision   allow, by label-create.allow[1]
                    upstream   POST /x to origin, without a credential

                    """)
            let refused = try await files.policy(
                "explain", "--as", "role=business-admin", "--body", #"{"scope":"g"}"#, "post", "/labels")
            #expect(refused.status == 0)
            #expect(refused.output.contains("body.scope == 'p': false (\"g\")"))
            #expect(refused.output.contains("decision   403 condition, as nothing allows it"))
            #expect(!refused.output.contains("upstream  "))
            let denied = try await files.policy(
                "explain", "--as", "role=business-admin,address=10.1.1.1", "--body", #"{"scope":"p"}"#, "POST",
                "/labels")
            #expect(
                denied.output.contains(
                    "decision   403 rule, by label-create.deny[0]: a rule refuses this: not from there"))
        }
    }

    @Test("with --exit-code a refusal exits 1 and a permit 0")
    func exitCode() async throws {
        try await with { files in
            for (role, path, status) in [
                ("member", "/labels/7", 0), ("pending", "/labels/7", 1), ("member", "/labels/x", 1),
                ("member", "/a/../b", 1),
            ] {
                let outcome = try await files.policy("explain", "--exit-code", "--as", "role=\(role)", "GET", path)
                #expect(outcome.status == status, "\(role) \(path)")
                #expect(try await files.policy("explain", "--as", "role=\(role)", "GET", path).status == 0)
            }
            #expect(
                try await files.policy("explain", "--exit-code", "GET", "/labels/7").status == 1, "nobody with a token")
        }
    }

    @Test("who is asked about decides, down to time and what his namespace owns")
    func callers() async throws {
        try await with { files in
            let rows: [(caller: String, target: String, says: String)] = [
                ("role=member,owns=app+3", "/own/app", "allow, by label-own.allow[0]"),
                ("role=member,owns=other", "/own/app", "403 condition"),
                ("role=member", "/own/app", "403 repository-account"),
                ("role=member,owns=app", "/own/app?q=x", "403 condition"),
                ("role=member,owns=app", "/own/app?q=a&q=b", "400 malformed-target"),
                ("role=member,owns=app,at=2031-01-01T00:00:00Z", "/own/app", "403 condition"),
                ("role=anonymous", "/own/app", "401 token-missing"), ("", "/own/app", "401 token-missing"),
                ("role=member", "/own/", "404 route"), ("role=member", "/nothing", "404 route"),
                ("role=member", "/own/../x", "400 malformed-target"),
            ]
            for row in rows {
                let outcome = try await files.policy("explain", "--as", row.caller, "GET", row.target)
                #expect(outcome.status == 0)
                #expect(
                    outcome.output.contains("decision   \(row.says)"), "\(row.caller) \(row.target): \(outcome.output)")
            }
        }
    }

    private static let conditional = """
        - id: any-host
          match: { methods: [GET], path: "/x" }
          to: { answer: { status: 200, body: ok } }
          access: { allow: [{ roles: [anonymous] }] }
        - id: app-host
          match: { methods: [GET], path: "/x", host: "*.example.org", headers: { X-Kind: web }, query: { q: true } }
          to: { redirect: "https://new.example/x" }
          access: { allow: [{ roles: [anonymous] }] }
        """

    @Test("host, fields and query of the request are looked at as a gateway would")
    func conditions() async throws {
        try await PolicyDirectory.with(routes: Self.conditional) { files in
            let host = ["--header", "host=app.example.org:8080"]
            let kind = ["--header", "X-Kind=web"]
            let rows: [(arguments: [String], says: String)] = [
                (host + kind + ["GET", "/x?q=1"], "upstream   308 to https://new.example/x?q=1"),
                (kind + ["GET", "/x?q=1"], "app-host: GET /x: is for certain hosts: give one with --header host=…"),
                (["--header", "host=example.org"] + kind + ["GET", "/x?q=1"], "is not for the host example.org"),
                (host + ["GET", "/x?q=1"], "asks for fields or parameters that the request does not have"),
                (host + kind + ["GET", "/x"], "decision   allow, by any-host.allow[0]"),
                (host + kind + kind + ["GET", "/x?q=1"], "decision   400 malformed-request"),
                (host + kind + ["GET", "/x?q=1&q=1"], "decision   400 malformed-request"),
            ]
            for row in rows {
                let outcome = try await files.run("explain", row.arguments)
                #expect(outcome.status == 0)
                #expect(outcome.output.contains(row.says), "\(row.arguments): \(outcome.output)")
            }
        }
    }

    @Test("a route that nearly matches is named with why it does not")
    func neighbours() async throws {
        try await with { files in
            let typed = try await files.policy("explain", "--as", "role=member", "GET", "/labels/x")
            #expect(typed.output.contains("label-read: GET /labels/{id}: a parameter is not of its type"))
            let method = try await files.policy("explain", "--as", "role=member", "DELETE", "/labels/7")
            #expect(method.output.contains("label-read: GET /labels/{id}: does not take DELETE"))
            #expect(method.output.contains("decision   405 method"))
        }
    }

    @Test("as JSON it is one object with the same in it")
    func json() async throws {
        try await with { files in
            let outcome = try await files.policy(
                "explain", "--format", "json", "--as", "role=member", "GET", "/labels/7")
            let object = try outcome.document(as: [String: Any].self)
            #expect(object["decision"] as? String == "allow" && object["rule"] as? String == "label-read.allow[0]")
            #expect(object["route"] as? String == "label-read" && object["path"] as? String == "/labels/7")
            #expect(object["upstream"] as? String == "GET /x/7 to origin, without a credential")
            let rules = try #require(object["rules"] as? [[String: Any]])
            #expect(rules.count == 1 && rules[0]["verdict"] as? String == "holds")
            let refused = try await files.policy(
                "explain", "--format", "json", "--exit-code", "--as", "role=pending", "GET", "/labels/7")
            let refusal = try refused.document(as: [String: Any].self)
            #expect(refused.status == 1)
            #expect(refusal["reason"] as? String == "role" && refusal["status"] as? Int == 403)
        }
    }

    private static let guarded = """
        - id: guarded
          match: { methods: [GET], path: "/guarded" }
          to: { upstream: locked, path: "/x" }
          headers: { request: { set: { X-App: web } } }
          access: { allow: [{ roles: [member] }] }
        """

    @Test("where a gateway answers otherwise than the rules it is said last, and is what --exit-code and JSON go by")
    func gateway() async throws {
        try await PolicyDirectory.with(routes: Self.guarded) { files in
            let question = ["--exit-code", "--as", "role=member", "GET", "/guarded"]
            let member = try await files.run("explain", question)
            #expect(member.status == 1)
            #expect(member.output.contains("decision   allow, by guarded.allow[0]"))
            let last = member.lines.last.map(String.init) ?? ""
            #expect(last.hasPrefix("gateway    403 repository-account: the upstream's own account"), "\(last)")
            #expect(!member.output.contains("with the upstream's own account"))
            let json = try await files.run("explain", ["--format", "json"] + question)
            let object = try json.document(as: [String: Any].self)
            #expect(json.status == 1 && object["decision"] as? String == "deny" && object["status"] as? Int == 403)
            #expect(object["reason"] as? String == "repository-account" && object["upstream"] is NSNull)
            let verdict = try #require(object["verdict"] as? [String: Any])
            #expect(verdict["decision"] as? String == "allow" && verdict["reason"] is NSNull)
            #expect((object["caller"] as? [String: Any])?["role"] as? String == "member")
            let admin = try await files.policy("explain", "--exit-code", "--as", "role=system-admin", "GET", "/guarded")
            #expect(admin.status == 0 && admin.output.contains("with the upstream's own account"))
            #expect(admin.output.contains("headers    request sets X-App: web"), "\(admin.output)")
        }
    }

    @Test("a question that makes no sense exits 2 and says what would")
    func usage() async throws {
        try await with { files in
            let rows: [(arguments: [String], says: String)] = [
                (
                    ["--as", "role=membr", "GET", "/labels/7"],
                    "no caller can have the role \"membr\": did you mean member?"
                ),
                (["--as", "rol=member", "GET", "/labels/7"], "did you mean role?"),
                (["--as", "member", "GET", "/labels/7"], "\"member\" has no value"),
                (
                    ["--as", "ns=ns1", "GET", "/labels/7"],
                    "--as has ns and no role that comes with a token: add role=…"
                ),
                (["--as", "role=anonymous,user=ann", "GET", "/labels/7"], "add role=…"),
                (["--as", "role=member,role=pending", "GET", "/labels/7"], "--as has role twice"),
                (["--as", "role=member,ns=a,namespace=b", "GET", "/labels/7"], "--as has namespace twice"),
                (["--as", "role=member,id=0", "GET", "/labels/7"], "id in --as is a number from 1 on"),
                (["--as", "role=member,id=x", "GET", "/labels/7"], "id in --as is a number"),
                (["--as", "role=member,address=x", "GET", "/labels/7"], "is an IP address"),
                (["--as", "role=member,at=soon", "GET", "/labels/7"], "2026-05-01T10:00:00Z"),
                (["--as", "role=member", "FETCH", "/labels/7"], "the method is one of GET"),
                (["--as", "role=member", "GET", "labels/7"], "the path begins with \"/\""),
                (["--as", "role=member", "GET", ""], "the path begins with \"/\""),
                (["--header", "X-Kind", "GET", "/labels/7"], "--header is written name=value"),
            ]
            for row in rows {
                let outcome = try await files.run("explain", row.arguments)
                #expect(outcome.status == 2, "\(row.arguments)")
                #expect(outcome.errors.contains(row.says), "\(row.arguments): \(outcome.errors)")
                #expect(outcome.output == "")
            }
            #expect(try await files.policy("who-can", "FETCH", "/labels").status == 2)
            #expect(try await files.policy("who-can", "GET", "labels").status == 2)
            for option in ["--body", "--as"] {
                let outcome = try await files.policy("who-can", option, "role=member", "GET", "/labels/7")
                #expect(outcome.status == 2 && outcome.errors.contains(option), "it is no option of who-can")
            }
        }
    }

    @Test(
        "a command line that is no command is a usage error too: 2, as for every other",
        arguments: [
            ["explain", "GET"], ["explain"], ["explain", "--format", "xml", "GET", "/x"],
            ["explain", "--nonsense", "GET", "/x"],
            ["diff", "only-one"], ["nonsense"], ["test", "--coverag"], ["who-can"],
        ])
    func commandLine(arguments: [String]) async throws {
        let outcome = try await GatewayProcess.run(["policy"] + arguments, environment: [:])
        #expect(outcome.status == 2, "\(outcome.errors)")
        #expect(outcome.output == "" && !outcome.errors.isEmpty)
    }

    @Test("who-can has a line for each role, with its conditions and exceptions")
    func whoCan() async throws {
        try await with { files in
            let create = try await files.policy("who-can", "POST", "/labels")
            #expect(create.status == 0)
            let rows = create.lines.map {
                $0.split(separator: " ", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
            }
            #expect(create.lines.first == "POST /labels is the route label-create (origin /x)")
            #expect(rows.contains(["anonymous", "no"]) && rows.contains(["member", "no"]))
            #expect(rows.contains(["business-admin", "if body.scope == 'p', but not if addresses 10.0.0.0/8"]))
            #expect(rows.contains(["system-admin", "yes, but not if addresses 10.0.0.0/8"]), "who includes one is one")
            let json = try await files.policy("who-can", "--format", "json", "GET", "/labels/7")
            let roles = try #require(try json.document(as: [String: Any].self)["roles"] as? [[String: String]])
            #expect(
                roles.filter { $0["access"] == "yes" }.compactMap { $0["role"] } == [
                    "member", "business-admin", "system-admin",
                ])
            let own = try await files.policy("who-can", "GET", "/own/app")
            #expect(
                own.lines.last?.hasSuffix("a namespace without an account there gets 403 repository-account") == true,
                "\(own.output)")
            let twice = try await files.policy("who-can", "GET", "/own/app?q=a&q=b")
            #expect(twice.output.hasPrefix("nobody: 400 malformed-target: "), "\(twice.output)")
            let none = try await files.policy("who-can", "--format", "json", "GET", "/nothing")
            #expect(try none.document(as: [String: Any].self)["route"] is NSNull)
            for path in ["/nothing", "/labels/../x", "/labels/x"] {
                let nobody = try await files.policy("who-can", "GET", path)
                #expect(nobody.status == 0 && nobody.output.hasPrefix("nobody: "), "\(path)")
            }
        }
    }
}
