package import Domain

/// What one exchange on a route may take.
package struct RouteLimits: Hashable, Sendable {
    /// The largest request body; `nil` for `unlimited`, which streams.
    package var body: ByteCount?
    /// How long the upstream may take to begin its answer; `nil` for the gateway's own `deadlines.responseHead`.
    package var timeout: Duration?
    /// How long either side may be silent within a body; `nil` for the gateway's own `deadlines.bodyIdle`.
    package var idle: Duration?
    /// How often the route may be used; `nil` for as often as anybody likes.
    package var rate: RateLimit?

    /// 1 MiB holds every JSON body of the APIs behind the gateway; a route that takes layers says so.
    package static let standard = RouteLimits(body: .mib(1), timeout: nil, idle: nil)

    /// What a body that rules look at may have where the policy does not say: it is held in memory and read on the event
    /// loop. As much as the identity routes take.
    static let judgedBody = ByteCount.kib(64)

    package init(body: ByteCount?, timeout: Duration?, idle: Duration?, rate: RateLimit? = nil) {
        self.body = body
        self.timeout = timeout
        self.idle = idle
        self.rate = rate
    }
}

/// How often somebody may use a route, counted over all event loops of one gateway.
package struct RateLimit: Hashable, Sendable {
    /// Who is counted apart from whom.
    package enum Subject: String, CaseIterable, Sendable {
        case user, namespace, address, route
    }

    package let per: Subject
    /// The time after which one more request is let through.
    package let interval: Duration
    /// How many may come at once; 1 or more.
    package let burst: Int
}
