import Domain
import Foundation

/// The open end of a log: standard output, or a file that is only ever appended to.
///
/// Owned by one writer thread; every call may block on the disk or the pipe.
struct LogOutput: ~Copyable {
    /// Owner may write, group may read: logs name users and addresses, and no secrets.
    private static let permissions: mode_t = 0o640

    /// `nil` for standard output.
    private let path: String?
    private var descriptor: Int32
    /// A write failed in the middle of a line: the next one has to start on a line of its own.
    private var isTorn = false

    private init(path: String?, descriptor: Int32) {
        self.path = path
        self.descriptor = descriptor
    }

    deinit {
        if path != nil { close(descriptor) }
    }

    static func standardOutput() -> LogOutput {
        LogOutput(path: nil, descriptor: STDOUT_FILENO)
    }

    /// Opens or creates the file, its directory (0750) too.
    static func file(_ path: String) throws(StartupError) -> LogOutput {
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
        return LogOutput(path: path, descriptor: descriptor)
    }

    /// Follows a rotated log: opens the path anew when it no longer names the open file. While that fails the old file
    /// is written on, so that nothing is lost.
    mutating func reopenIfMoved() {
        guard let path else { return }
        var named = stat()
        var opened = stat()
        guard fstat(descriptor, &opened) == 0 else { return }
        if stat(path, &named) == 0, named.st_dev == opened.st_dev, named.st_ino == opened.st_ino { return }
        let fresh = Self.open(path: path)
        guard fresh >= 0 else { return }
        close(descriptor)
        descriptor = fresh
        isTorn = false
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

    private static func open(path: String) -> Int32 {
        Foundation.open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, permissions)
    }
}
