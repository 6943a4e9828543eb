package import Domain

/// What a decision depends on beside the request's target and its caller.
package struct Circumstances: Sendable {
    /// The peer's; `nil` when it has none.
    package var address: IPAddress?
    /// Unix seconds.
    package var now: Int64
    /// The values of the route's declared body fields, by position; `nil` while the body has not been read.
    package var body: [BodyValue]?
    /// What the registry was asked, as far as it was.
    package var facts: RegistryFacts
    /// Which features are on, for a test that says so; `nil`: as they were when the policy was compiled.
    package var features: [String: Bool]?

    package init(
        address: IPAddress?, now: Int64, body: [BodyValue]? = nil, facts: RegistryFacts = RegistryFacts(),
        features: [String: Bool]? = nil
    ) {
        self.address = address
        self.now = now
        self.body = body
        self.facts = facts
        self.features = features
    }
}
