import CLinux
import Glibc
package import NIOCore

/// Takes bytes from one socket to another without a copy through the process: by splice(2), through a pipe.
///
/// Measured with answers of 256 MiB over loopback: 0.55 CPU seconds a GiB where reading and writing takes 0.84.
/// One an event loop, and empty between two calls. Confined to its loop.
package final class SplicePipe {
    /// What one step takes, in bytes, and so what a sink that takes nothing more leaves for the process to hold.
    private static let capacity = 256 << 10
    /// Steps that take less cost more than reading and writing.
    private static let least = 64 << 10
    /// After so many bytes the loop's other connections have their turn.
    static let turn = 1 << 20

    /// What one call did.
    package struct Moved {
        /// Bytes that the source gave.
        package var count = 0
        /// Those of them that the sink did not take, in order.
        package var rest: ByteBuffer?
        /// Bytes are lost: what follows cannot be sent any more.
        package var isBroken = false
    }

    private var ends: (source: CInt, sink: CInt)?
    private var size = 0
    /// The kernel does not have it for these sockets, or lets nobody call it.
    private(set) var isRefused = false

    package init() {}

    deinit { shut() }

    /// Moves what `source` has, up to `limit` bytes, as far as `sink` takes it. Never waits.
    ///
    /// A source that has ended or failed gives nothing, and a sink that has failed takes nothing: whoever reads or writes
    /// them next finds out.
    /// - Parameters:
    ///   - source: a socket's descriptor, not blocking.
    ///   - sink: another one's, with nothing of the process's waiting to be written to it.
    func move(from source: CInt, to sink: CInt, atMost limit: Int) -> Moved {
        var moved = Moved()
        guard !isRefused, let ends = open() else { return moved }
        while moved.count < limit {
            let taken = Self.splice(source, ends.sink, min(limit - moved.count, size))
            if taken < 0, Self.isRefusal { isRefused = true }
            guard taken > 0 else { break }
            moved.count += taken
            var left = taken
            while left > 0 {
                let given = Self.splice(ends.source, sink, left)
                guard given > 0 else {
                    if given < 0, Self.isRefusal { isRefused = true }
                    moved.rest = drain(left)
                    moved.isBroken = moved.rest == nil
                    return moved
                }
                left -= given
            }
        }
        return moved
    }

    /// Of the last call: it is the call that is refused, and not for now.
    private static var isRefusal: Bool { [EINVAL, ENOSYS, EPERM].contains(errno) }

    private static func splice(_ from: CInt, _ to: CInt, _ count: Int) -> Int {
        CLinux.splice(from, nil, to, nil, count, UInt32(CLINUX_SPLICE_F_MOVE | CLINUX_SPLICE_F_NONBLOCK))
    }

    /// What is in the pipe; `nil` when it could not be had, and the pipe is another one from now on.
    private func drain(_ count: Int) -> ByteBuffer? {
        guard let ends else { return nil }
        var rest = ByteBuffer()
        rest.reserveCapacity(count)
        while rest.readableBytes < count {
            let wanted = count - rest.readableBytes
            let read = rest.writeWithUnsafeMutableBytes(minimumWritableBytes: wanted) { space in
                max(0, Glibc.read(ends.source, space.baseAddress, wanted))
            }
            guard read > 0 else {
                shut()
                return nil
            }
        }
        return rest
    }

    private func open() -> (source: CInt, sink: CInt)? {
        if let ends { return ends }
        var made: [CInt] = [-1, -1]
        guard pipe2(&made, O_NONBLOCK | O_CLOEXEC) == 0 else { return nil }
        let ends = (source: made[0], sink: made[1])
        self.ends = ends
        // A user who has many pipes may not enlarge another one, and may get one page for it (pipe(7)).
        _ = clinux_set_pipe_size(ends.sink, CInt(Self.capacity))
        size = min(Int(clinux_pipe_size(ends.sink)), Self.capacity)
        guard size >= Self.least else {
            isRefused = true
            shut()
            return nil
        }
        return ends
    }

    private func shut() {
        guard let ends else { return }
        close(ends.source)
        close(ends.sink)
        self.ends = nil
    }
}
