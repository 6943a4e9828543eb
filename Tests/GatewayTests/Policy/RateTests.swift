import Domain
import Foundation
import Testing

@testable import Gateway

/// Limits of an hour: no request of a test comes back into them by waiting.
@Suite("Routes that may be used so often")
struct RateTests {
    private static func route(_ id: String, per subject: String, burst: Int, role: String = "member") -> String {
        """
        - id: \(id)
          match: { methods: [GET, POST], path: "/v1/rate/\(id)" }
          to: { upstream: origin, path: "/x" }
          access: { allow: [{ roles: [\(role)] }] }
          limits: { rate: { per: \(subject), limit: 1/h, burst: \(burst) } }

        """
    }

    /// How many of `count` requests, each on a connection of its own, pass; the others are told to come back later.
    private func passed(_ bed: Testbed, _ path: String, token: String? = nil, of count: Int) async throws -> Int {
        var passed = 0
        for _ in 0..<count {
            let answer = try await bed.answer(to: Call("GET", path, token: token))
            if answer.status == 200 {
                passed += 1
                continue
            }
            #expect(answer.status == 429)
            #expect(answer.reason == "rate")
            let seconds = Int(answer["Retry-After"] ?? "") ?? 0
            #expect((1...3_600).contains(seconds), "\(seconds)")
        }
        return passed
    }

    /// The same routes with answers of the gateway's own, so that no upstream has to be served.
    private func enforce(_ bed: Testbed, _ routes: String) async throws {
        try await bed.enforce(
            routes.replacingOccurrences(
                of: #"{ upstream: origin, path: "/x" }"#, with: "{ answer: { status: 200, body: ok } }"))
    }

    @Test("a burst passes, then it is 429 with the time to wait, counted over all event loops")
    func burst() async throws {
        try await Testbed.with([.eventLoops: "4"]) { bed in
            try await enforce(bed, Self.route("all", per: "route", burst: 6, role: "anonymous"))
            #expect(try await passed(bed, "/v1/rate/all", of: 24) == 6)
            let answer = try await bed.answer(to: Call("GET", "/v1/rate/all"))
            let body = try answer.json()
            #expect(body["code"] as? Int == 429 && body["requestId"] as? String == answer["X-Request-Id"])
        }
    }

    @Test("requests that come at once on many loops pass no more often than one behind the other")
    func together() async throws {
        try await Testbed.with([.eventLoops: "4"]) { bed in
            try await enforce(bed, Self.route("all", per: "address", burst: 50, role: "anonymous"))
            let passed = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        let client = try await bed.connect()
                        var passed = 0
                        for _ in 0..<20 where try await client.answer(to: Call("GET", "/v1/rate/all")).status == 200 {
                            passed += 1
                        }
                        return passed
                    }
                }
                return try await group.reduce(0, +)
            }
            #expect(passed == 50)
        }
    }

    @Test("one user, one namespace, one address has its own count")
    func subjects() async throws {
        try await Testbed.with { bed in
            try await enforce(
                bed,
                Self.route("user", per: "user", burst: 2) + Self.route("namespace", per: "namespace", burst: 3)
                    + Self.route("address", per: "address", burst: 2, role: "anonymous"))
            let mia = try bed.token(.member, name: "mia", id: 101)
            let again = try bed.token(.member, name: "mia", id: 101, session: "s-2")
            let bob = try bed.token(.businessAdmin, name: "bob", id: 102)
            #expect(try await passed(bed, "/v1/rate/user", token: mia, of: 3) == 2)
            #expect(
                try await passed(bed, "/v1/rate/user", token: again, of: 2) == 0, "another session is the same user")
            #expect(try await passed(bed, "/v1/rate/user", token: bob, of: 3) == 2)
            #expect(try await passed(bed, "/v1/rate/namespace", token: mia, of: 2) == 2)
            #expect(try await passed(bed, "/v1/rate/namespace", token: bob, of: 3) == 1, "both are of one namespace")
            let eve = try bed.token(of: try await bed.account("eve", namespace: "ns8"))
            #expect(try await passed(bed, "/v1/rate/namespace", token: eve, of: 4) == 3)

            #expect(try await passed(bed, "/v1/rate/address", of: 3) == 2)
            let neighbour = try await Wire.connect(to: bed.gateway.address, from: "127.0.0.2")
            #expect(try await neighbour.answer(to: Call("GET", "/v1/rate/address")).status == 200)
            await neighbour.close()
        }
    }

    @Test("who is refused anyway takes nothing from the limit, and what a limit refuses never goes upstream")
    func refused() async throws {
        try await Testbed.with { bed in
            try await bed.enforce(Self.route("all", per: "route", burst: 1))
            let member = try bed.token(.member)
            for token in [nil, try bed.token(.pending), "x.y.z"] {
                #expect(try await bed.answer(to: Call("GET", "/v1/rate/all", token: token)).status != 429)
            }
            let client = try await bed.connect()
            try await client.send(Call("GET", "/v1/rate/all", token: member).text)
            let upstream = try await bed.origin.accept()
            _ = try await upstream.request()
            try await upstream.send("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.answer().status == 200)

            let late = try await bed.connect()
            try await late.send(
                "POST /v1/rate/all HTTP/1.1\r\nHost: a\r\nAuthorization: \(member)\r\nExpect: 100-continue\r\n"
                    + "Content-Length: 1000000\r\n\r\n")
            let answer = try await late.answer()
            #expect(answer.status == 429 && answer["Connection"] == "close")
            #expect(bed.origin.connections == 1 && upstream.unread.isEmpty)
            await bed.stopGateway()
            let last = try bed.log("decisions").last
            #expect(last?["decision"] as? String == "reject" && last?["reason"] as? String == "rate")
            #expect(last?["user"] as? String == "mia" && last?["status"] as? Int == 429)
        }
    }

    @Test("who is over the limit stays so across a reload, until the limit itself is another one")
    func reload() async throws {
        try await Testbed.with([.policyWatch: "false"]) { bed in
            let route = Self.route("all", per: "route", burst: 2, role: "anonymous")
            try await enforce(bed, route)
            #expect(try await passed(bed, "/v1/rate/all", of: 3) == 2)
            try await bed.reload()
            try await enforce(bed, route + Self.route("more", per: "route", burst: 2, role: "anonymous"))
            #expect(try await passed(bed, "/v1/rate/all", of: 2) == 0)
            #expect(try await passed(bed, "/v1/rate/more", of: 3) == 2, "another route with the same limit")
            try await enforce(bed, route.replacingOccurrences(of: "burst: 2", with: "burst: 4"))
            #expect(try await passed(bed, "/v1/rate/all", of: 6) == 4)
        }
    }
}
