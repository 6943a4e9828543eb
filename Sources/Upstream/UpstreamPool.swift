import Domain
package import NIOCore
internal import NIOPosix

/// A request that waits for a connection. Cancelled by letting go of its exchange.
package final class UpstreamTicket {
    fileprivate var exchange: (any UpstreamExchange)?
    fileprivate let deadline: NIODeadline

    fileprivate init(_ exchange: any UpstreamExchange, deadline: NIODeadline) {
        self.exchange = exchange
        self.deadline = deadline
    }

    package func cancel() { exchange = nil }
}

/// The connections of one event loop to one upstream: kept alive, bounded, last used first (so that surplus ones grow
/// idle and go). Confined to its event loop: a lease takes no lock and no hop.
package final class UpstreamPool {
    package let endpoint: UpstreamEndpoint
    package let limits: PoolLimits
    package let deadlines: LoopDeadlines
    private let loop: any EventLoop
    private var idle: [UpstreamConnection] = []
    private var waiting = CircularBuffer<UpstreamTicket>()
    private var connecting = 0
    private var open = 0
    private var isShutDown = false
    private lazy var queueDeadline = deadlines.add(self)
    /// When the last connect failed and none succeeded since; for readiness.
    package private(set) var isFailing = false

    package init(_ endpoint: UpstreamEndpoint, limits: PoolLimits, loop: any EventLoop, deadlines: LoopDeadlines) {
        self.endpoint = endpoint
        self.limits = limits
        self.loop = loop
        self.deadlines = deadlines
    }

    /// For metrics.
    package var counts: (idle: Int, active: Int, connecting: Int, waiting: Int) {
        (idle.count, open - idle.count, connecting, waiting.count)
    }

    /// Leases a connection: at once when one is idle (`upstreamReady` is called before the return, which is then `nil`),
    /// otherwise when one is made or comes back. `fresh` leaves the idle ones alone: for the retry after a stale one.
    package func lease(_ exchange: any UpstreamExchange, fresh: Bool = false) -> UpstreamTicket? {
        if !fresh, let connection = idle.popLast() {
            connection.idlePlace = -1
            connection.lease(to: exchange)
            exchange.upstreamReady(connection, reused: true)
            return nil
        }
        guard !isShutDown, waiting.count < limits.waiting else {
            exchange.upstreamFailed(
                GatewayError(.upstreamBusy, detail: "\(endpoint.name): \(waiting.count) requests are waiting"))
            return nil
        }
        let ticket = UpstreamTicket(exchange, deadline: .now() + limits.connect)
        // A retry goes first: it has waited already, and behind it the new connection would go to somebody else.
        if fresh { waiting.prepend(ticket) } else { waiting.append(ticket) }
        armQueue()
        connectIfNeeded()
        return ticket
    }

    var hasWaiting: Bool { !waiting.isEmpty }

    /// A connection is free: for the request that has waited longest, or for later.
    func release(_ connection: UpstreamConnection) {
        if isShutDown {
            connection.close()
        } else if let exchange = nextWaiting() {
            connection.lease(to: exchange)
            exchange.upstreamReady(connection, reused: true)
        } else {
            connection.idlePlace = idle.count
            idle.append(connection)
            connection.becomeIdle()
        }
    }

    func closed(_ connection: UpstreamConnection) {
        if connection.idlePlace >= 0, connection.idlePlace < idle.count, idle[connection.idlePlace] === connection {
            idle.remove(at: connection.idlePlace)
            for place in connection.idlePlace..<idle.count { idle[place].idlePlace = place }
        }
        connection.idlePlace = -1
        if connection.isCounted {
            connection.isCounted = false
            open -= 1
        }
        connectIfNeeded()
    }

    /// Closes what is idle; leased connections close when they come back.
    package func shutDown() {
        isShutDown = true
        for connection in idle { connection.close() }
        while let exchange = nextWaiting() {
            exchange.upstreamFailed(GatewayError(.draining, detail: "\(endpoint.name): shutting down"))
        }
    }

    private func connectIfNeeded() {
        while connecting < waiting.count, open + connecting < limits.connections, !isShutDown {
            connecting += 1
            connect()
        }
    }

    private func connect() {
        let bound = NIOLoopBound(self, eventLoop: loop)
        ClientBootstrap(group: loop)
            .connectTimeout(limits.connect)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: 1)
            .channelOption(.recvAllocator, value: RelayBuffers.receive)
            .channelOption(.writeBufferWaterMark, value: RelayBuffers.waterMark)
            .channelInitializer { channel in
                // The initialiser runs on the channel's loop, which is the pool's.
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(UpstreamConnection(pool: bound.value))
                }
            }
            .connect(host: endpoint.host, port: endpoint.port)
            .whenComplete { result in
                let pool = bound.value
                pool.connecting -= 1
                switch result {
                case .success(let channel): pool.connected(channel)
                case .failure(let error): pool.connectFailed(error)
                }
            }
    }

    private func connected(_ channel: any Channel) {
        isFailing = false
        guard let connection = try? channel.pipeline.syncOperations.handler(type: UpstreamConnection.self) else {
            return
        }
        open += 1
        connection.isCounted = true
        guard channel.isActive else {
            closed(connection)
            return
        }
        if let exchange = nextWaiting() {
            connection.lease(to: exchange)
            exchange.upstreamReady(connection, reused: false)
        } else {
            release(connection)
        }
    }

    private func connectFailed(_ error: any Error) {
        isFailing = true
        let code: GatewayError.Code
        if case ChannelError.connectTimeout = error { code = .upstreamTimeout } else { code = .upstreamUnreachable }
        // The request that has waited longest learns of it; the others have their own attempts under way.
        nextWaiting()?.upstreamFailed(GatewayError(code, detail: "\(endpoint.name): \(error)"))
        connectIfNeeded()
    }

    private func nextWaiting() -> (any UpstreamExchange)? {
        defer { armQueue() }
        while let ticket = waiting.popFirst() {
            if let exchange = ticket.exchange { return exchange }
        }
        return nil
    }

    private func armQueue() {
        queueDeadline.at = waiting.first?.deadline ?? .distantFuture
    }
}

extension UpstreamPool: DeadlineHolder {
    /// The request that has waited longest has waited too long.
    package func deadlinePassed(now: NIODeadline) {
        while let ticket = waiting.first, ticket.exchange == nil || ticket.deadline <= now {
            waiting.removeFirst()
            ticket.exchange?.upstreamFailed(
                GatewayError(.upstreamTimeout, detail: "\(endpoint.name): no connection in time"))
        }
        armQueue()
    }
}
