package import Domain
import Foundation

/// How large a log file grows before it is set aside, and how many that were set aside are kept: `path.1` is the
/// newest.
///
/// Lines stay whole and in order; a batch that alone is larger than `size` is a file of its own. Only a regular file
/// is rotated (a device or a FIFO never), and only where no symbolic link stands for it: a rename would set aside the
/// link, and the log would go on elsewhere than where the link's maker wants it.
package struct LogRotation: Sendable, Equatable {
    /// Ten files of 100 MiB: each log takes 1 GiB of the disk.
    package static let standard = LogRotation(size: .mib(100), keep: 9)
    /// The file grows, for operators whose own tool (logrotate) moves it away. A move is followed in any case.
    package static let off = LogRotation(bound: nil, keep: 1)

    /// No batch may make the file larger than this; `nil` for no bound.
    package let size: ByteCount?
    /// Files set aside, at least one: what was written last must survive the rotation. Files with higher numbers, left
    /// from a time when more were kept, are not touched.
    package let keep: Int

    package init(size: ByteCount, keep: Int) {
        self.init(bound: size, keep: keep)
    }

    private init(bound: ByteCount?, keep: Int) {
        size = bound
        self.keep = max(1, keep)
    }

    /// Renames `path` to `path.1`, after those that are there have made room.
    ///
    /// The files move up as far as the first number that is free, so that an attempt that failed half way, and is
    /// repeated, costs no second file. Only when no number is free, the oldest file is replaced.
    /// - Throws: when a numbered name belongs to something else than a file (it is left alone, and nothing is renamed),
    ///   or when a rename fails.
    func setAside(_ path: String) throws(Fault) {
        var free = 1
        while free < keep, try isTaken("\(path).\(free)") { free += 1 }
        // The one that may be replaced.
        _ = try isTaken("\(path).\(free)")
        for number in (1...free).reversed() {
            let name = number == 1 ? path : "\(path).\(number - 1)"
            guard rename(name, "\(path).\(number)") == 0 else { throw Fault(name, errno: errno) }
        }
    }

    private func isTaken(_ name: String) throws(Fault) -> Bool {
        var status = stat()
        guard lstat(name, &status) == 0 else {
            guard errno == ENOENT else { throw Fault(name, errno: errno) }
            return false
        }
        guard status.st_mode & S_IFMT == S_IFREG else { throw Fault(name, "is in the way: it is no regular file") }
        return true
    }
}

extension LogRotation {
    /// Why a file could not be rotated; the old one is written on, so that nothing is lost.
    struct Fault: Error, Equatable {
        let file: String
        let problem: String

        init(_ file: String, _ problem: String) {
            self.file = file
            self.problem = problem
        }

        init(_ file: String, errno: Int32) {
            self.init(file, String(cString: strerror(errno)))
        }
    }

    /// Spaces the attempts at a file that could not be rotated: a batch is written up to 50 times a second, and what is
    /// in the way does not leave that fast.
    struct Attempts {
        static let growth = ByteCount.mib(1)
        static let pause = Duration.seconds(60)

        private var failed: (size: Int, at: ContinuousClock.Instant)?

        /// Whether to try: at first, and after a failure when the file has grown by `growth` or `pause` has passed.
        /// - Parameter size: of the file, bytes.
        func isDue(size: Int, now: ContinuousClock.Instant) -> Bool {
            guard let failed else { return true }
            return size - failed.size >= Self.growth.bytes || failed.at.duration(to: now) >= Self.pause
        }

        /// - Returns: whether it is the first failure since the last success.
        mutating func fail(size: Int, now: ContinuousClock.Instant) -> Bool {
            defer { failed = (size, now) }
            return failed == nil
        }

        mutating func succeed() {
            failed = nil
        }
    }
}
