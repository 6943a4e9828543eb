import Domain
import Testing

@testable import Translation

@Suite("What the caller may do in a project")
struct PermissionListTests {
    private static let scope = HarborScope(owner: "acct", names: ["p"], numbers: [7], granted: [8: "given"])
    private static let path = "/api/v2.0/users/current/permissions"

    /// A translation driven by hand, as somebody of a role.
    private struct Asking: TracedStep {
        private var machine: any Translator
        private(set) var step: TranslationStep

        init(_ query: String, as role: RoleNumber = .member) throws(GatewayError) {
            let principal = Principal(userID: 5, name: "mia", role: role, namespace: "ns1", session: "s")
            let harbor = HarborContext(
                registryAddress: "registry.example:5000", credentialProven: true,
                scope: role == .systemAdmin ? nil : PermissionListTests.scope)
            machine = try TranslationName.permissionList.translator(
                TranslationRequest(query: query, principal: principal), .harbor(harbor))
            step = machine.begin()
        }

        mutating func reply(_ status: Int, _ body: String, type: String = "application/json") {
            step = machine.receive(
                UpstreamReply(status: status, fields: [("Content-Type", type)], body: Array(body.utf8)))
        }

        /// The status and the body that the client gets; `nil` while there are calls to be made, or an error.
        var answer: String? {
            guard case .answer(let answer) = step else { return nil }
            return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
        }

        var asksAdministration: Bool {
            guard case .call(let call) = step, case .administration = call.service else { return false }
            return true
        }
    }

    private static func row(_ resource: String, _ action: String) -> String {
        #"{"action":"\#(action)","resource":"\#(resource)"}"#
    }

    private static func owned(_ id: Int, _ name: String, by owner: String) -> String {
        """
        {"project_id":\(id),"name":"\(name)","creation_time":"2026-01-02T03:04:05.678Z",
        "update_time":"2026-01-02T03:04:06.000Z","metadata":{"public":"true"},"owner_name":"\(owner)"}
        """
    }

    /// Of a project's administrator, in Harbor's order: what a member is left with, what a business administrator is
    /// left with besides, and what neither is.
    private static let rows: [(row: String, least: RoleNumber)] = [
        (row(".", "read"), .member), (row(".", "delete"), .businessAdmin), (row("member", "create"), .businessAdmin),
        (row("member", "list"), .member), (row("metadata", "read"), .member), (row("log", "list"), .systemAdmin),
        (row("label", "update"), .businessAdmin), (row("repository", "push"), .businessAdmin),
        (row("repository", "pull"), .member), (row("robot", "list"), .systemAdmin),
        (row("robot", "create"), .systemAdmin), (row("scan", "read"), .systemAdmin), (row("tag", "list"), .member),
        (row("artifact", "delete"), .businessAdmin), (row("no-such-thing", "read"), .systemAdmin),
        (row("repository", "no-such-thing"), .systemAdmin),
    ]

    private static var everything: String { list(rows.map(\.row)) }

    @Test(
        "is asked of Harbor with the caller's own words, once they are understood",
        arguments: [
            ("", ""), ("scope=/project/7&relative=true", "?scope=%2Fproject%2F7&relative=true"),
            ("relative=false&x=1&scope=%2Fproject%2F007", "?scope=%2Fproject%2F7&relative=false"),
            ("scope=/system", "?scope=%2Fsystem"), ("scope=/", "?scope=%2F"), ("scope=", "?scope="),
        ])
    func call(_ query: String, _ sent: String) throws {
        let asking = try Asking(query)
        #expect(asking.call == "GET \(Self.path)\(sent)")
        #expect(!asking.asksAdministration)
    }

    @Test(
        "what is no scope is 422",
        arguments: [
            "scope=project/7", "scope=/project/", "scope=/project/p", "scope=/project/-7", "scope=/project/7/member",
            "scope=/project/99999999999999999999", "scope=/projects/7", "scope=/system/x", "scope=/&scope=/",
            "relative=perhaps",
        ])
    func badQuery(_ query: String) {
        #expect { try Asking(query) } throws: { ($0 as? GatewayError)?.code == .fieldInvalid }
    }

    @Test(
        "is what the gateway lets the role do, in Harbor's order",
        arguments: [RoleNumber.member, .businessAdmin, RoleNumber(rawValue: 9)])
    func roles(_ role: RoleNumber) throws {
        var asking = try Asking("scope=/project/7&relative=true", as: role)
        asking.reply(200, Self.everything)
        let kept = Self.rows.filter { $0.least == .member || $0.least == role }.map(\.row)
        #expect(asking.answer == "200 \(list(kept))\n")
    }

    @Test("is Harbor's own answer for a system administrator")
    func systemAdministrator() throws {
        var asking = try Asking("scope=/project/9", as: .systemAdmin)
        asking.reply(200, Self.everything)
        #expect(asking.answer == "200 \(Self.everything)")
    }

    @Test("rows stand there as Harbor wrote them, with whatever else it says")
    func written() throws {
        var asking = try Asking("scope=/project/7&relative=true")
        let odd = #"{ "effect":["x"], "resource":"\u002e","action":"read" }"#
        asking.reply(200, " [ \(odd) ,\(Self.row("member", "delete"))]\n")
        #expect(asking.answer == "200 [\(odd)]\n")
    }

    @Test("resources may be absolute, and are those of the project that was asked about")
    func absolute() throws {
        var asking = try Asking("scope=/project/7", as: .businessAdmin)
        let kept = [Self.row("/project/7", "delete"), Self.row("/project/7/repository", "push")]
        let left = [Self.row("/project/71/repository", "push"), Self.row("/project/7/robot", "create")]
        asking.reply(200, list(kept + left))
        #expect(asking.answer == "200 \(list(kept))\n")
    }

    @Test(
        "outside of projects nobody else may do anything", arguments: ["", "scope=/system&relative=true", "scope=/"])
    func noProject(_ query: String) throws {
        var asking = try Asking(query, as: .businessAdmin)
        asking.reply(200, Self.everything)
        #expect(asking.answer == "200 []\n")
    }

    @Test("null is an empty list")
    func null() throws {
        var asking = try Asking("scope=/project/7")
        asking.reply(200, "null")
        #expect(asking.answer == "200 []\n")
    }

    @Test(
        "a project that is not known to be the namespace's is looked at",
        arguments: [
            (9, "x", "acct", true), (8, "given", "gateway", true), (8, "other", "gateway", false),
            (9, "x", "somebody", false),
        ])
    func inquiry(_ id: Int, _ name: String, _ owner: String, _ isOwn: Bool) throws {
        var asking = try Asking("scope=/project/\(id)&relative=true", as: .businessAdmin)
        let look = [Self.row(".", "read"), Self.row("repository", "list")]
        let work = [Self.row("member", "list"), Self.row("repository", "pull"), Self.row("repository", "push")]
        asking.reply(200, list(look + work))
        #expect(asking.call == "GET /api/v2.0/projects/\(id)")
        #expect(asking.asksAdministration)
        asking.reply(200, Self.owned(id, name, by: owner))
        #expect(asking.answer == "200 \(list(isOwn ? look + work : look))\n")
    }

    @Test("one where there is only something to look at is not")
    func noInquiry() throws {
        var asking = try Asking("scope=/project/9&relative=true")
        let look = [Self.row(".", "read"), Self.row("artifact", "list")]
        asking.reply(200, list(look + [Self.row("repository", "push")]))
        #expect(asking.answer == "200 \(list(look))\n")
    }

    @Test("a project that is gone meanwhile is nobody's, and another than was asked for is 502")
    func strangeProject() throws {
        var asking = try Asking("scope=/project/9&relative=true", as: .businessAdmin)
        asking.reply(200, list([Self.row(".", "read"), Self.row(".", "delete")]))
        var other = asking
        asking.reply(404, "")
        #expect(asking.answer == "200 \(list([Self.row(".", "read")]))\n")
        other.reply(200, Self.owned(10, "x", by: "acct"))
        #expect(other.failure?.code == .upstreamMalformed)
    }

    @Test("Harbor's own errors are the client's", arguments: [403, 404, 412])
    func errors(_ status: Int) throws {
        var asking = try Asking("scope=/project/7")
        let error = #"{"errors":[{"code":"X","message":"y"}]}"#
        asking.reply(status, error)
        #expect(asking.answer == "\(status) \(error)")
    }

    @Test(
        "what makes no sense is 502",
        arguments: [
            "", "{}", "[1]", "[null]", #"[{"resource":"."}]"#, #"[{"action":"read"}]"#,
            #"[{"resource":".","action":1}]"#, #"[{"resource":".","action":"read","action":"read"}]"#,
            #"[{"resource":".","action":"read"}"#, #"[{"resource":".","action":"read"}] []"#,
        ])
    func malformed(_ body: String) throws {
        for query in ["scope=/project/7", ""] {
            var asking = try Asking(query)
            asking.reply(200, body)
            #expect(asking.failure?.code == .upstreamMalformed)
        }
    }

    @Test("an account that Harbor does not know is the gateway's trouble, not the client's")
    func credential() throws {
        var asking = try Asking("scope=/project/7")
        asking.reply(401, "")
        #expect(asking.failure?.code == .upstreamCredential)
    }

    @Test("SWR has none of this")
    func swr() {
        #expect {
            _ = try TranslationName.permissionList.translator(
                TranslationRequest(), .swr(SWRContext(ceiling: 10, projects: [], seesAll: false)))
        } throws: {
            ($0 as? GatewayError)?.code == .backendUnsupported
        }
    }
}
