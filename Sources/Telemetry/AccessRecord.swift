package import Domain

/// One line of the access log: what was asked and what came of it.
///
/// There is no query string, by design: registries and applications put tokens there.
package struct AccessRecord {
    /// When the exchange ended; milliseconds since 1970-01-01T00:00:00Z.
    package var time: Int64
    /// The peer's address and port.
    package var client: String
    package var method: RequestMethod
    /// `nil` when no route matched.
    package var route: String?
    /// 499 for a client that left before its answer.
    package var status: Int
    /// Body bytes from the client.
    package var bytesIn: Int64 = 0
    /// Body bytes to the client.
    package var bytesOut: Int64 = 0
    /// Nanoseconds from the first byte of the request to the last of the answer.
    package var duration: Int64
    /// The upstream's name; `nil` when none was asked.
    package var upstream: String?
    /// Nanoseconds from the lease of an upstream connection to the last byte of its answer.
    package var upstreamDuration: Int64?
    /// The login name of a verified token.
    package var user: String?
    /// The raw value of `GatewayError.Code`; `nil` when there was none.
    package var error: String?

    package init(
        time: Int64, client: String, method: RequestMethod, route: String?, status: Int, duration: Int64
    ) {
        self.time = time
        self.client = client
        self.method = method
        self.route = route
        self.status = status
        self.duration = duration
    }

    /// Writes the whole line. The members are always the same ones, in the same order, `null` when absent.
    /// - Parameters:
    ///   - path: the request target as it came; from `?` or `#` on nothing is written.
    package func write(requestID: Span<UInt8>, path: Span<UInt8>, into line: inout JSONLine) {
        line.begin()
        line.time("time", milliseconds: time)
        line.string("requestId", requestID)
        line.string("client", client)
        line.string("method", method.name)
        line.path("path", path)
        line.string("route", route)
        line.integer("status", Int64(status))
        line.integer("bytesIn", bytesIn)
        line.integer("bytesOut", bytesOut)
        line.milliseconds("durationMs", nanoseconds: duration)
        line.string("upstream", upstream)
        line.milliseconds("upstreamMs", nanoseconds: upstreamDuration)
        line.string("user", user)
        line.string("error", error)
        line.end()
    }
}
