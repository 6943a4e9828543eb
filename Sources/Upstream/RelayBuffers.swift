package import NIOCore

/// How much of a stream is in memory at once, on both sides of the relay.
package enum RelayBuffers {
    /// One read's buffer: small for heads, growing to 64 KiB for a body, so that a bulk relay makes few socket calls.
    package static var receive: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 64 << 10)
    }

    /// A peer that has this much waiting to be sent pauses the other side's reading. With one read's buffer on top, a
    /// stream holds at most 128 KiB.
    package static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 32 << 10, high: 64 << 10)
}
