package import NIOCore

/// The reading side of a body that goes on by splice(2).
///
/// The channel still tells when there is something to read, by reading it. So it reads little while this is on, and what
/// else is in the socket is spliced after that.
package struct BodySplice {
    /// A body that has less to come is not worth two more system calls.
    private static let least = 256 << 10
    private static let readAtOnce = 4 << 10

    private var isOn = false

    package init() {}

    /// Whether what is to come of a body may be spliced.
    package func suits(_ remaining: Int) -> Bool { isOn || remaining >= Self.least }

    /// One turn. `nil`: nothing was there to take.
    ///
    /// The last byte of a body is always read, and with it what follows: a connection on which there is more than the
    /// answer must not be used again.
    /// - Parameter remaining: bytes to the end of the body.
    package mutating func turn(
        _ context: ChannelHandlerContext, remaining: Int, to sink: SpliceSink
    ) -> SplicePipe.Moved? {
        guard let source = context.descriptor else { return nil }
        let moved = sink.pipe.move(from: source, to: sink.descriptor, atMost: min(remaining - 1, SplicePipe.turn))
        if sink.pipe.isRefused { end(context) }
        guard moved.count > 0 else { return nil }
        if !isOn, !sink.pipe.isRefused {
            isOn = true
            read(FixedSizeRecvByteBufferAllocator(capacity: Self.readAtOnce), times: 1, context)
        }
        return moved
    }

    /// The body is complete: what follows is read as ever.
    package mutating func end(_ context: ChannelHandlerContext) {
        guard isOn else { return }
        isOn = false
        read(RelayBuffers.receive, times: RelayBuffers.readsAtOnce, context)
    }

    private func read(_ allocator: any RecvByteBufferAllocator, times: UInt, _ context: ChannelHandlerContext) {
        // Fails for a channel that has been closed, which reads no more.
        try? context.channel.syncOptions?.setOption(.recvAllocator, value: allocator)
        try? context.channel.syncOptions?.setOption(.maxMessagesPerRead, value: times)
    }
}
