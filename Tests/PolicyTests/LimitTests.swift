import Domain
import Testing

@testable import Policy

@Suite("Limits of a route")
struct LimitTests {
    @Test(
        "a rate is the time after which one more may come, and how many at once",
        arguments: [
            ("per: user, limit: 50/s", .user, .milliseconds(20), 50),
            ("per: namespace, limit: 600/m", .namespace, .milliseconds(100), 600),
            ("per: address, limit: 100/h, burst: 5", .address, .seconds(36), 5),
            ("per: route, limit: 1/s", .route, .seconds(1), 1),
            ("per: user, limit: 1/h, burst: 1", .user, .seconds(3_600), 1),
            ("per: user, limit: 1000000/s", .user, .microseconds(1), 1_000_000),
        ] as [(String, RateLimit.Subject, Duration, Int)])
    func rates(_ rate: String, _ per: RateLimit.Subject, _ interval: Duration, _ burst: Int) throws {
        let limits = try PolicyFiles(more: "limits: { rate: { \(rate) } }").compile().routes[0].limits
        #expect(limits.rate == RateLimit(per: per, interval: interval, burst: burst))
    }

    @Test("without a rate there is none, and a file's default holds where a route has none of its own")
    func defaults() throws {
        #expect(try PolicyFiles().compile().routes[0].limits.rate == nil)
        var files = PolicyFiles()
        files.routes = files.routes.replacing(
            "routes:", with: "defaults: { limits: { rate: { per: route, limit: 5/s } } }\nroutes:")
        #expect(try files.compile().routes[0].limits.rate?.burst == 5)
    }

    @Test(
        "each mistake is found at its place",
        arguments: [
            ("rate: { per: usr, limit: 5/s }", "7:28 unknown subject of a rate \"usr\": did you mean \"user\"?"),
            ("rate: { per: user }", "7:21 \"rate\" needs \"limit\""),
            ("rate: { limit: 5/s }", "7:21 \"rate\" needs \"per\""),
            ("rate: 5/s", "7:21 \"rate\" is a mapping, not a single value"),
            (
                "rate: { per: user, limit: 5/s, bust: 1 }",
                "7:46 unknown key \"bust\" in \"rate\": did you mean \"burst\"?"
            ),
            (
                "rate: { per: user, limit: 5/s, burst: 0 }",
                "7:53 \"burst\" is a decimal number from 1 to 1000000, not \"0\""
            ),
            ("rate: { per: user, limit: 5/s, burst: \"5\" }", "7:53 \"burst\" is a number"),
            ("body: [1]", "7:21 \"body\" is a size, not a list"),
            ("body: -1", "7:21 \"body\" is a size such as 64KiB, 1MiB or 2GiB, or unlimited, not \"-1\""),
            ("body: Unlimited", "7:21 \"body\" is a size such as 64KiB, 1MiB or 2GiB, or unlimited, not \"Unlimited\""),
            ("timeout: 25h", "7:24 \"timeout\" is a duration such as 500ms, 5s or 2m, at most 24h, not \"25h\""),
            ("timeout: 05s", "7:24 \"timeout\" is a duration such as 500ms, 5s or 2m, at most 24h, not \"05s\""),
            ("idle: [5s]", "7:21 \"idle\" is a duration such as 500ms, 5s or 2m, at most 24h, not a list"),
        ])
    func mistakes(_ limits: String, _ finding: String) {
        #expect(PolicyFiles(more: "limits: { \(limits) }").findings() == [finding])
    }

    @Test(
        "a rate is a number of requests a second, a minute or an hour",
        arguments: [
            "5", "0/s", "05/s", "5/d", "1000001/s", "-5/s", "5.5/s", "5/", "/s", "5 / s", "5/s/s", "[5]", "many", "٥/s",
        ])
    func noRates(_ limit: String) {
        #expect(
            PolicyFiles(more: "limits: { rate: { per: user, limit: \(limit) } }").findings() == [
                "7:41 \"limit\" is a number of requests such as 50/s, 600/m or 100/h"
            ])
    }

    @Test("who is nobody cannot be counted by name", arguments: ["user", "namespace"])
    func nobody(_ subject: String) {
        let finding =
            "3:9 the route lets anybody in, and nobody is asked for a name: count per address, not per \(subject)"
        for access in [
            "{ allow: [{ roles: [anonymous] }] }",
            "{ allow: [{ roles: [anonymous], addresses: [10.0.0.0/8] }, { roles: [member] }] }",
        ] {
            #expect(
                PolicyFiles(access: access, more: "limits: { rate: { per: \(subject), limit: 5/s } }").findings() == [
                    finding
                ])
            #expect(
                PolicyFiles(access: access, more: "limits: { rate: { per: address, limit: 5/s } }").findings().isEmpty)
        }
    }
}
