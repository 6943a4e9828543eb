package import NIOCore

/// Where the bytes of a body go as they are: a socket that has nothing waiting to be sent.
package struct SpliceSink {
    let descriptor: CInt
    let pipe: SplicePipe
}

extension ChannelHandlerContext {
    /// The socket of a pipeline that changes no bytes. One with TLS must not be asked: what it says is not what goes out.
    var descriptor: CInt? {
        guard channel.isActive else { return nil }
        return try? pipeline.syncOperations.withUnsafeTransportIfAvailable { (descriptor: CInt) in descriptor }
    }

    /// - Precondition: nothing waits.
    package func spliceSink(_ pipe: SplicePipe) -> SpliceSink? {
        guard !pipe.isRefused, let descriptor else { return nil }
        return SpliceSink(descriptor: descriptor, pipe: pipe)
    }
}
