package import HTTPWire
package import Logging
package import NIOCore
package import Telemetry

/// What all event loops share, immutable or safe to share: settings and logs.
package struct ProxyServices: Sendable {
    /// How long what may take.
    package struct Deadlines: Sendable {
        /// From the first byte of a head (or the accept) to its last: absolute, because an idle timer starts again with
        /// each dripping byte.
        package var requestHead = TimeAmount.seconds(10)
        /// Between two pieces of a body.
        package var bodyIdle = TimeAmount.seconds(60)
        package var upstreamConnect = TimeAmount.seconds(5)
        /// From the last byte of a request to the first of its answer.
        package var responseHead = TimeAmount.seconds(60)
        /// Between two requests of one connection.
        package var keepAlive = TimeAmount.seconds(75)
        /// What a stop waits for exchanges that run.
        package var drain = TimeAmount.seconds(30)
        /// What a client gets to read the last answer and close; nginx's `lingering_timeout` is as long.
        package var linger = TimeAmount.seconds(5)

        package init() {}
    }

    package var deadlines: Deadlines
    package var wireLimits: WireLimits
    package var accessLog: LogSink
    package var decisionLog: LogSink
    /// Who was refused.
    package var auditLog: LogSink
    package var logger: Logger
    /// `nil` for a gateway without registries, such as the one of the admin listener.
    package var registry: RegistryServices?
    /// How clients reach the gateway, without a slash at its end; where nobody has said so, the address it listens on.
    package var externalURL: String
    /// The same, but empty where nobody has said so: what a link of an upstream to itself is made to begin with. An address
    /// to listen on, such as 0.0.0.0, may not be one that clients reach.
    package var linkOrigin = ""
    /// The most rows that a list of `/v1` holds, and that a search of a registry looks through.
    package var listCeiling = 10_000

    package init(
        deadlines: Deadlines, wireLimits: WireLimits = WireLimits(), accessLog: LogSink, decisionLog: LogSink,
        auditLog: LogSink, logger: Logger, registry: RegistryServices? = nil, externalURL: String = ""
    ) {
        self.registry = registry
        self.externalURL = externalURL
        self.deadlines = deadlines
        self.wireLimits = wireLimits
        self.accessLog = accessLog
        self.decisionLog = decisionLog
        self.auditLog = auditLog
        self.logger = logger
    }
}
