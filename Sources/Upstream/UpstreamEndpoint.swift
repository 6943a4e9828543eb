package import NIOCore

/// Where an upstream listens.
package struct UpstreamEndpoint: Sendable {
    /// The name in `upstreams.yaml`; the label in logs and metrics.
    package let name: String
    package let host: String
    package let port: Int

    package init(name: String, host: String, port: Int) {
        self.name = name
        self.host = host
        self.port = port
    }
}

/// Bounds of one event loop's pool to one upstream.
package struct PoolLimits: Sendable {
    /// Open connections at most, idle ones included.
    package var connections: Int
    /// Requests that may wait for a connection; one more is refused at once, since a queue that only grows helps nobody.
    package var waiting: Int
    /// How long a connect may take, and how long a request may wait for a connection.
    package var connect: TimeAmount
    /// How long an idle connection is kept. Shorter than the 75 s that nginx, and so Harbor, keeps one: the side that
    /// closes first decides, and a request that meets the other side's close must be retried.
    package var idle: TimeAmount

    package init(
        connections: Int = 256, waiting: Int = 1024, connect: TimeAmount = .seconds(5), idle: TimeAmount = .seconds(60)
    ) {
        self.connections = connections
        self.waiting = waiting
        self.connect = connect
        self.idle = idle
    }
}
