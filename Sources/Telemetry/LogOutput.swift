import Domain
import Foundation

/// The open end of a log: standard output, or a file that is only ever appended to.
///
/// Owned by one writer thread; every call may block on the disk or the pipe.
struct LogOutput: ~Copyable {
    /// Owner may write, group may read: logs name users and addresses, and no secrets.
    private static let permissions: mode_t = 0o640
    /// How often a turn at the file is asked for, and the microseconds between: a rotation elsewhere is a few renames.
    private static let turn = (attempts: 10, pause: 2_000 as UInt32)

    /// `nil` for standard output.
    private let path: String?
    private let rotation: LogRotation
    private var attempts = LogRotation.Attempts()
    private var descriptor: Int32
    /// A write failed in the middle of a line: the next one has to start on a line of its own.
    private var isTorn = false

    private init(path: String?, rotation: LogRotation, descriptor: Int32) {
        self.path = path
        self.rotation = rotation
        self.descriptor = descriptor
    }

    deinit {
        if path != nil { close(descriptor) }
    }

    static func standardOutput() -> LogOutput {
        LogOutput(path: nil, rotation: .off, descriptor: STDOUT_FILENO)
    }

    /// Opens or creates the file, its directory (0750) too.
    static func file(_ path: String, rotation: LogRotation) throws(StartupError) -> LogOutput {
        let directory = URL(fileURLWithPath: path).deletingLastPathComponent()
        // A failure shows when the file is opened, and is told there.
        try? FileManager.default.createDirectory(
            at: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o750])
        let descriptor = open(path: path)
        guard descriptor >= 0 else {
            throw StartupError(
                "log file \(path)", "cannot be opened for writing: \(String(cString: strerror(errno)))",
                remedy: "give a path this user may write, - for standard output, or off")
        }
        return LogOutput(path: path, rotation: rotation, descriptor: descriptor)
    }

    /// Makes ready for a write: follows a file that was moved away, and rotates one that the write would make too
    /// large.
    /// - Parameter count: the bytes to be written.
    /// - Returns: why the file, which is written on, could not be rotated: once an episode.
    mutating func prepare(for count: Int) -> LogRotation.Fault? {
        guard let path else { return nil }
        reopenIfMoved(path)
        guard let bound = rotation.size?.bytes, let size = regularSize, size > 0 else { return nil }
        let isFull = size + count + (isTorn ? 1 : 0) > bound
        guard isFull, attempts.isDue(size: size, now: .now) else { return nil }
        do throws(LogRotation.Fault) {
            try rotate(path)
            return nil
        } catch {
            return attempts.fail(size: size, now: .now) ? error : nil
        }
    }

    /// Follows a rotated log: opens the path anew when it no longer names the open file. While that fails the old file
    /// is written on, so that nothing is lost.
    private mutating func reopenIfMoved(_ path: String) {
        var named = stat()
        guard let opened = status else { return }
        if stat(path, &named) == 0, named.st_dev == opened.st_dev, named.st_ino == opened.st_ino { return }
        _ = take(Self.open(path: path, after: opened))
    }

    /// Sets the file aside and opens the path anew; only the latter when another process was faster.
    ///
    /// Processes that append to the same file take turns by `flock(2)` on that file. Whoever comes late holds a file
    /// that the path no longer names: were it to rename all the same, it would set aside the new file, and with it push
    /// out the oldest.
    private mutating func rotate(_ path: String) throws(LogRotation.Fault) {
        try takeTurn(path)
        // After a success this is the new file, which nobody has locked; the close has released the old one.
        defer { flock(descriptor, LOCK_UN) }
        guard let opened = status else { throw LogRotation.Fault(path, errno: errno) }
        var named = stat()
        if lstat(path, &named) == 0 {
            guard named.st_mode & S_IFMT != S_IFLNK else { throw LogRotation.Fault(path, "is a symbolic link") }
            if named.st_dev == opened.st_dev, named.st_ino == opened.st_ino { try rotation.setAside(path) }
        }
        guard take(Self.open(path: path, after: opened)) else { throw LogRotation.Fault(path, errno: errno) }
    }

    /// Locks the open file. Bounded, because whoever may read the file can hold it.
    private func takeTurn(_ path: String) throws(LogRotation.Fault) {
        for attempt in 0..<Self.turn.attempts {
            if attempt > 0 { usleep(Self.turn.pause) }
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return }
            guard errno == EWOULDBLOCK || errno == EINTR else { throw LogRotation.Fault(path, errno: errno) }
        }
        throw LogRotation.Fault(path, "is locked by another process")
    }

    /// Goes on with a descriptor just opened.
    /// - Returns: `false` when there is none; then the old file stays open, and `errno` as it was.
    private mutating func take(_ fresh: Int32) -> Bool {
        guard fresh >= 0 else { return false }
        close(descriptor)
        descriptor = fresh
        isTorn = false
        attempts.succeed()
        return true
    }

    private var status: stat? {
        var opened = stat()
        return fstat(descriptor, &opened) == 0 ? opened : nil
    }

    /// Bytes of the open file; `nil` for a device or a FIFO.
    private var regularSize: Int? {
        guard let status, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return Int(status.st_size)
    }

    /// Writes all of it, however long that takes.
    /// - Returns: 0, or the `errno` that stopped it; then an unknown part of `bytes` is lost.
    mutating func write(_ bytes: [UInt8]) -> Int32 {
        if isTorn {
            let newline: [UInt8] = [UInt8(ascii: "\n")]
            let fault = writeAll(newline)
            guard fault == 0 else { return fault }
            isTorn = false
        }
        let fault = writeAll(bytes)
        if fault != 0 { isTorn = true }
        return fault
    }

    private func writeAll(_ bytes: [UInt8]) -> Int32 {
        bytes.withUnsafeBytes { rest in
            var rest = rest[...]
            while !rest.isEmpty {
                let count = Foundation.write(descriptor, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno == EAGAIN {
                    // A terminal or pipe that another program has made non-blocking.
                    var ready = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                    poll(&ready, 1, 1_000)
                } else if errno != EINTR {
                    return errno
                }
            }
            return 0
        }
    }

    private static func open(path: String, flags: Int32 = 0) -> Int32 {
        Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | flags, permissions)
    }

    /// Opens what takes the place of `old`, with its owner and mode as far as they are ours to give: a command that an
    /// operator runs as root must not leave a file that the gateway cannot append to.
    private static func open(path: String, after old: stat) -> Int32 {
        // Exclusively, so that only a file made here is given away, never one that a link put in its place.
        let fresh = open(path: path, flags: O_EXCL)
        guard fresh >= 0 else { return open(path: path) }
        // A device's mode is none for a file.
        guard old.st_mode & S_IFMT == S_IFREG else { return fresh }
        if fchown(fresh, old.st_uid, old.st_gid) != 0 { fchown(fresh, uid_t.max, old.st_gid) }
        fchmod(fresh, old.st_mode & 0o777)
        return fresh
    }
}
