package import Domain

/// What one exchange on a route may take.
package struct RouteLimits: Hashable, Sendable {
    /// The largest request body; `nil` for `unlimited`, which streams.
    package var body: ByteCount?
    /// How long the upstream may take to begin its answer; `nil` for the gateway's own `deadlines.responseHead`.
    package var timeout: Duration?
    /// How long either side may be silent within a body; `nil` for the gateway's own `deadlines.bodyIdle`.
    package var idle: Duration?

    /// 1 MiB holds every JSON body of the APIs behind the gateway; a route that takes layers says so.
    package static let standard = RouteLimits(body: .mib(1), timeout: nil, idle: nil)

    package init(body: ByteCount?, timeout: Duration?, idle: Duration?) {
        self.body = body
        self.timeout = timeout
        self.idle = idle
    }
}
