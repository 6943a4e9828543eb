package import Domain

/// A test of a policy as it was written.
struct TestDeclaration: Sendable {
    struct Expectation: Sendable {
        /// `nil`: a refusal or a permit, whatever the other members say.
        var isAllowed: Bool?
        var reason: Located<String>?
        var route: Located<String>?
        var rule: String?
        var upstream: String?
    }

    let name: Located<String>
    let request: TestRequest
    /// Features that it says something about.
    let features: [Located<String>]
    /// What was asked of it, by role; one role for a test with `as.role`.
    let cases: [Case]

    struct Case: Sendable {
        /// `anonymous`: without a token.
        let role: Located<String>
        let expected: Expectation
    }
}

/// Who makes the request of a test or of a question on the command line, and from where.
package struct TestCaller: Sendable {
    package var user = "test"
    package var id: Int64 = 1_000_000
    package var namespace = ""
    package var address: IPAddress?
    /// Unix seconds; `nil`: 2026-01-01, a Thursday, at noon.
    package var now: Int64?
    /// What is said of the registry, and of the gateway's accounts there.
    package var facts = RegistryFacts()
    /// Which features are on, and no others; `nil`: as they were when the policy was compiled.
    package var features: [String: Bool]?

    package init() {}

    /// A test says the same on every day that it runs on.
    package static let standardTime: Int64 = 1_767_268_800
}

/// A request that is judged without having come over a network.
package struct TestRequest: Sendable {
    package var method: RequestMethod
    package var target: String
    /// By name in lower case.
    package var fields: [String: [String]] = [:]
    package var body: [UInt8] = []
    package var caller = TestCaller()

    package init(method: RequestMethod, target: String) {
        self.method = method
        self.target = target
    }
}
