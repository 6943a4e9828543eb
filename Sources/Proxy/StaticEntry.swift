import Domain
import Glibc
import NIOCore

/// An open file or folder. It is closed when nobody holds it any more: exactly once, however its exchange ends, and
/// never under a read. Opening and reading may wait for a disk: not on an event loop.
final class StaticEntry: Sendable {
    enum Kind {
        case file, folder
        /// A device, a pipe or a socket.
        case other
    }

    /// A point in time; seconds since 1970-01-01T00:00:00Z.
    struct Instant: Hashable, Sendable {
        let second: Int64
        let nanosecond: Int64

        init(second: Int64, nanosecond: Int64 = 0) {
            self.second = second
            self.nanosecond = nanosecond
        }

        fileprivate init(_ time: timespec) {
            self.init(second: Int64(time.tv_sec), nanosecond: Int64(time.tv_nsec))
        }
    }

    /// What tells one content from another.
    struct Version: Hashable, Sendable {
        let inode: UInt64
        /// Bytes.
        let size: Int
        /// When its bytes were written; its owner can set it.
        let modified: Instant
        /// When its bytes or its description were written; nobody can set it.
        let changed: Instant
    }

    let kind: Kind
    let version: Version
    private let descriptor: Int32

    /// O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
    private static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

    private init(_ descriptor: Int32) throws(GatewayError) {
        var status = stat()
        let isKnown = fstat(descriptor, &status) == 0
        let reason = errno
        self.descriptor = descriptor
        switch status.st_mode & S_IFMT {
        case S_IFREG: kind = .file
        case S_IFDIR: kind = .folder
        default: kind = .other
        }
        version = Version(
            inode: UInt64(status.st_ino), size: Int(status.st_size), modified: Instant(status.st_mtim),
            changed: Instant(status.st_ctim))
        if !isKnown { throw Self.error(reason, "static file") }
    }

    deinit {
        Glibc.close(descriptor)
    }

    /// Opens a folder by its path, links followed: a deployment may swap a link.
    static func folder(_ path: String) throws(GatewayError) -> StaticEntry {
        let opened = result { path.withCString { Glibc.open($0, flags | O_DIRECTORY) } }
        guard opened.descriptor >= 0 else { throw error(opened.reason, "static folder \(path)") }
        return try StaticEntry(opened.descriptor)
    }

    /// Opens what has that name in this folder, never through a link.
    ///
    /// - Parameters:
    ///   - name: without `/`, and neither `.` nor `..`.
    ///   - asFolder: whether it must be one.
    /// - Returns: `nil` when there is no such thing.
    func open(_ name: String, asFolder: Bool) throws(GatewayError) -> StaticEntry? {
        let flags = Self.flags | O_NOFOLLOW | (asFolder ? O_DIRECTORY : 0)
        let opened = Self.result { name.withCString { openat(descriptor, $0, flags) } }
        guard opened.descriptor < 0 else { return try StaticEntry(opened.descriptor) }
        switch opened.reason {
        // ELOOP: a link. ENXIO: a socket, or a device that is not there.
        case ENOENT, ENOTDIR, ELOOP, ENAMETOOLONG, ENXIO, ENODEV, EINVAL: return nil
        default: throw Self.error(opened.reason, "static file")
        }
    }

    /// Reads exactly `count` bytes; a file that has become shorter fails.
    func read(at offset: Int, count: Int) throws(GatewayError) -> ByteBuffer {
        var buffer = ByteBuffer()
        var reason: Int32 = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { memory in
            var done = 0
            while done < count, let start = memory.baseAddress {
                let got = pread(descriptor, start + done, count - done, off_t(offset + done))
                if got > 0 {
                    done += got
                } else if got == 0 {
                    break
                } else if errno != EINTR {
                    reason = errno
                    break
                }
            }
            return done
        }
        if reason != 0 { throw Self.error(reason, "static file") }
        guard buffer.readableBytes == count else {
            throw GatewayError(.internal, detail: "static file: became shorter while it was sent")
        }
        return buffer
    }

    /// Asks again when a signal came in between, and keeps the reason before anything else can replace it.
    private static func result(_ open: () -> Int32) -> (descriptor: Int32, reason: Int32) {
        while true {
            let descriptor = open()
            let reason = errno
            if descriptor >= 0 || reason != EINTR { return (descriptor, reason) }
        }
    }

    /// Who may not read a file has set it up wrongly: that is the gateway's failure and stands in its log.
    private static func error(_ reason: Int32, _ subject: String) -> GatewayError {
        let detail = "\(subject): \(String(cString: strerror(reason)))"
        switch reason {
        case EMFILE, ENFILE, ENOMEM: return GatewayError(.overloaded, detail: detail)
        default: return GatewayError(.internal, detail: detail)
        }
    }
}
