import Foundation
import GRDB
import Testing

@testable import Gateway

@Suite("Health and readiness")
struct ReadinessTests {
    private func checks(_ message: PlainMessage) throws -> [String: String] {
        let rows = try #require(try message.json()["checks"] as? [[String: Any]])
        return rows.reduce(into: [:]) { checks, row in
            if let name = row["name"] as? String { checks[name] = row["status"] as? String }
        }
    }

    @Test("the process says that it lives, on the admin listener only")
    func health() async throws {
        try await Testbed.with { bed async throws in
            #expect(try await bed.askAdmin("/healthz").status == 200)
            for path in ["/healthz", "/readyz", "/metrics"] {
                #expect(try await bed.ask("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n").status == 404)
            }
            #expect(try await bed.askAdmin("/relay/x").status == 404)
        }
    }

    @Test("an upstream that is off is told, and takes nothing from readiness")
    func off() async throws {
        try await Testbed.with { bed in
            let answer = try await bed.askAdmin("/readyz")
            #expect(answer.status == 200)
            #expect(try answer.json()["status"] as? String == "ready")
            let checks = try checks(answer)
            #expect(checks["store"] == "ok")
            #expect(checks["policies"] == "ok")
            #expect(checks["upstream origin"] == "ok")
            #expect(checks["upstream nowhere"] == "off")
        }
    }

    @Test("without any upstream the gateway is degraded: it has nothing to lead to")
    func bare() async throws {
        try await Testbed.with { bed in
            let names = ["origin", "locked", "harbor", "nowhere"].map { "  \($0): { url: \"env:SET_BY_NOBODY:-\" }" }
            try bed.write("version: 1\nupstreams:\n" + names.joined(separator: "\n"), to: "upstreams.yaml")
            try await bed.reload()
            let answer = try await bed.askAdmin("/readyz")
            #expect(answer.status == 200)
            #expect(try answer.json()["status"] as? String == "degraded")
            #expect(try checks(answer)["upstream origin"] == "off")
        }
    }

    @Test("with every upstream there, the gateway is ready")
    func ready() async throws {
        let other = try await Origin.start()
        let environment = ["NOBODY_SETS_THIS": other.url, "BREAKWATER_HARBOR_URL": other.url]
        try await Testbed.with(environment: environment) { bed in
            let answer = try await bed.askAdmin("/readyz")
            #expect(answer.status == 200)
            #expect(try answer.json()["status"] as? String == "ready")
        }
        await other.stop()
    }

    @Test("without a usable store the gateway is unready: 503, and a login says so without details")
    func unready() async throws {
        try await Testbed.with { bed in
            let file = bed.directory.appending(path: "state/breakwater.db").path
            try await DatabaseQueue(path: file).write { try $0.execute(sql: "DROP TABLE tb_ote_web_users") }
            let answer = try await bed.askAdmin("/readyz")
            #expect(answer.status == 503)
            #expect(try answer.json()["status"] as? String == "unready")
            #expect(try checks(answer)["store"] == "down")
            let body = "{\"user\":\"admin\",\"password\":\"x\"}"
            let login = try await bed.ask(
                "POST /v1/authorization HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                    + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(login.status == 503)
            #expect(try login.json()["reason"] as? String == "store")
            #expect(!login.text.contains("SQL"))
        }
    }
}
