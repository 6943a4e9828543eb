import CLinux
package import NIOCore

/// What has been written to a connection and has not arrived.
extension ChannelHandlerContext {
    /// Bytes that wait here for the kernel to take more.
    package var waitingBytes: Int {
        (try? channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Those, and what the peer's kernel has not acknowledged. A socket counts as writable when much of its buffer is free,
    /// which can take a slow reader minutes; this shrinks as long as he reads at all.
    package var unsentBytes: Int {
        waitingBytes + (descriptor.map { Int(clinux_unsent_bytes($0)) } ?? 0)
    }
}
