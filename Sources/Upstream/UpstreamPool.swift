import Domain
package import NIOCore
internal import NIOPosix

/// A request that waits for a connection. Cancelled by letting go of its exchange.
package final class UpstreamTicket {
    fileprivate var exchange: (any UpstreamExchange)?
    fileprivate let deadline: NIODeadline
    private unowned let pool: UpstreamPool

    fileprivate init(_ exchange: any UpstreamExchange, deadline: NIODeadline, pool: UpstreamPool) {
        self.exchange = exchange
        self.deadline = deadline
        self.pool = pool
    }

    package func cancel() {
        if exchange != nil { pool.waitingCount -= 1 }
        exchange = nil
    }
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
    /// Tickets in `waiting` that are not cancelled.
    fileprivate var waitingCount = 0
    private var connecting = 0
    private var open = 0
    private var isShutDown = false
    private var isRetired = false
    private var queueDeadline: LoopDeadline?
    /// When the last connect failed and none succeeded since; for readiness.
    package private(set) var isFailing = false

    package init(_ endpoint: UpstreamEndpoint, limits: PoolLimits, loop: any EventLoop, deadlines: LoopDeadlines) {
        self.endpoint = endpoint
        self.limits = limits
        self.loop = loop
        self.deadlines = deadlines
        queueDeadline = deadlines.add(self)
    }

    deinit {
        if let queueDeadline { deadlines.remove(queueDeadline) }
    }

    /// For metrics.
    package var counts: (idle: Int, active: Int, connecting: Int, waiting: Int) {
        (idle.count, open - idle.count, connecting, waitingCount)
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
        guard !isShutDown, waitingCount < limits.waiting else {
            exchange.upstreamFailed(
                GatewayError(.upstreamBusy, detail: "\(endpoint.name): \(waitingCount) requests are waiting"))
            return nil
        }
        let ticket = UpstreamTicket(exchange, deadline: .now() + limits.connect, pool: self)
        waitingCount += 1
        // A retry goes first: it has waited already, and behind it the new connection would go to somebody else.
        if fresh { waiting.prepend(ticket) } else { waiting.append(ticket) }
        armQueue()
        connectIfNeeded()
        return ticket
    }

    var hasWaiting: Bool { waitingCount > 0 }

    /// A connection is free: for the request that has waited longest, or for later.
    func release(_ connection: UpstreamConnection) {
        if isShutDown {
            connection.close()
        } else if let exchange = nextWaiting() {
            connection.lease(to: exchange)
            exchange.upstreamReady(connection, reused: true)
        } else if isRetired {
            connection.close()
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

    /// No new client will come, only what exchanges that have begun still ask: closes what is idle. Those that run, wait
    /// or come are served to their end, and each connection closes when it is no longer needed.
    package func retire() {
        isRetired = true
        for connection in idle { connection.close() }
    }

    /// Whether nothing is left of it: no connection, none on its way, nobody who waits.
    package var isEmpty: Bool { open == 0 && connecting == 0 && waitingCount == 0 }

    /// Closes what is idle; leased connections close when they come back.
    package func shutDown() {
        isShutDown = true
        for connection in idle { connection.close() }
        while let exchange = nextWaiting() {
            exchange.upstreamFailed(GatewayError(.draining, detail: "\(endpoint.name): shutting down"))
        }
    }

    /// Tries a connection when the last attempt failed, or, if `thorough`, when there is none; it is kept for later use.
    package func probe(thorough: Bool) {
        guard !isShutDown, !isRetired, connecting == 0, isFailing || (thorough && open == 0) else { return }
        connecting += 1
        connect()
    }

    private func connectIfNeeded() {
        while connecting < waitingCount, open + connecting < limits.connections, !isShutDown {
            connecting += 1
            connect()
        }
    }

    private func connect() {
        let bound = NIOLoopBound(self, eventLoop: loop)
        let began = NIODeadline.now()
        ClientBootstrap(group: loop)
            .connectTimeout(limits.connect)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.maxMessagesPerRead, value: RelayBuffers.readsAtOnce)
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
                case .failure(let error): pool.connectFailed(error, began: began)
                }
            }
    }

    func connected(_ channel: any Channel) {
        isFailing = false
        guard let connection = try? channel.pipeline.syncOperations.handler(type: UpstreamConnection.self) else {
            // Closed again before we could look.
            connectIfNeeded()
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

    private func connectFailed(_ error: any Error, began: NIODeadline) {
        isFailing = true
        let code: GatewayError.Code
        if case ChannelError.connectTimeout = error { code = .upstreamTimeout } else { code = .upstreamUnreachable }
        // The request that has waited longest learns of it, if the attempt was made for it or one before; one that came
        // later gets an attempt of its own.
        if let first = waiting.first(where: { $0.exchange != nil }), first.deadline - limits.connect <= began {
            nextWaiting()?.upstreamFailed(GatewayError(code, detail: "\(endpoint.name): \(error)"))
        }
        connectIfNeeded()
    }

    private func nextWaiting() -> (any UpstreamExchange)? {
        defer { armQueue() }
        while let ticket = waiting.popFirst() {
            if let exchange = ticket.exchange {
                ticket.cancel()
                return exchange
            }
        }
        return nil
    }

    /// While requests wait, each pass looks at all of them: a retry stands first with the latest deadline.
    private func armQueue() {
        queueDeadline?.at = waiting.isEmpty ? .distantFuture : .now()
    }
}

extension UpstreamPool: DeadlineHolder {
    /// Ends the wait of those that have waited too long, and forgets those that left.
    package func deadlinePassed(now: NIODeadline) {
        var late: [any UpstreamExchange] = []
        var rest = CircularBuffer<UpstreamTicket>()
        for ticket in waiting {
            guard let exchange = ticket.exchange else { continue }
            if ticket.deadline <= now {
                ticket.cancel()
                late.append(exchange)
            } else {
                rest.append(ticket)
            }
        }
        waiting = rest
        armQueue()
        let code: GatewayError.Code = open > 0 ? .upstreamBusy : .upstreamTimeout
        for exchange in late {
            exchange.upstreamFailed(GatewayError(code, detail: "\(endpoint.name): no connection in time"))
        }
    }
}
