package import NIOCore

/// How much of a stream is in memory at once, on both sides of the relay.
package enum RelayBuffers {
    /// One read's buffer: small for heads, growing to 128 KiB for a body. Measured with 256 MiB answers: 64 KiB
    /// cost 15 % more CPU a byte, 256 KiB save nothing more and hold twice the memory.
    package static var receive: AdaptiveRecvByteBufferAllocator {
        AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 2048, maximum: 128 << 10)
    }

    /// How often a socket is read before what came is sent on, in one gathered write. A read that does not fill its
    /// buffer is the last one, so a small message still costs one.
    package static let readsAtOnce: UInt = 2

    /// A peer that has this much waiting to be sent pauses the other side's reading. With the reads of one turn on top,
    /// a stream holds some 384 KiB at most, and only while its reader lags. NIO takes what the kernel still has when the
    /// sender ends, paused or not: some 400 KiB more were seen then.
    package static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 64 << 10, high: 128 << 10)
}
