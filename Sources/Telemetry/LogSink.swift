package import Domain
import Foundation
package import Logging
import Synchronization

/// A log that never makes its callers wait: lines are copied into bounded memory, and one thread takes them to standard
/// output or a file. A line that finds the memory full is dropped and counted. A file is rotated by its size.
///
/// Any thread may append. The sink lives until `close()`: its thread holds it.
package final class LogSink: Sendable {
    /// 8 MiB are some 25,000 lines: about a second of a busy gateway while a disk stalls.
    package static let defaultCapacity = ByteCount.mib(8)
    /// How long the first line of a batch waits for company. Waking a thread and writing cost more than a line, so a
    /// busy log is written 50 times a second, whatever the rate; a reader of a quiet one does not notice.
    private static let linger = DispatchTimeInterval.milliseconds(20)
    /// The longest that `flush()` and `close()` wait: a reader of our standard output that has stopped reading must
    /// not stop the process from ending.
    private static let patience = DispatchTimeInterval.seconds(2)
    /// A buffer that grew beyond this in a burst is given back.
    private static let keptCapacity = 256 << 10
    /// Two logs may share standard output; a pipe may split a large write, so batches take turns.
    private static let standardOutputTurn = Mutex(())

    private struct Lines {
        var pending: [UInt8] = []
        var count: UInt64 = 0
        var dropped: UInt64 = 0
        var isClosed = false
        /// A line was refused since lines were last taken to be written.
        var isOverrun = false
        /// Flushes that wait for what is pending.
        var waiting: [DispatchSemaphore] = []
    }

    package let target: LogTarget
    private let capacity: Int
    private let logger: Logger
    private let lines = Mutex(Lines())
    /// Changed under the lock of `lines`, so that the end of a write cannot undo what a later line found.
    private let failing = Atomic(false)
    /// Only the writer thread takes it, so it never waits for it.
    private let output: Mutex<LogOutput>
    /// Signalled when there is something to do.
    private let work = DispatchSemaphore(value: 0)
    /// Signalled when it should be done at once.
    private let hurry = DispatchSemaphore(value: 0)

    private init(target: LogTarget, capacity: Int, output: consuming sending LogOutput, logger: Logger) {
        self.target = target
        isOff = target == .off
        self.capacity = capacity
        self.output = Mutex(output)
        self.logger = logger
    }

    /// Opens the log and starts its thread (none for `off`).
    /// - Parameters:
    ///   - capacity: of the lines that wait to be written.
    ///   - rotation: of a file; standard output is not rotated.
    ///   - logger: told, once an episode, that lines are being lost, or that the file cannot be rotated.
    /// - Throws: when the file cannot be opened.
    package static func make(
        _ target: LogTarget, capacity: ByteCount = defaultCapacity, rotation: LogRotation = .standard, logger: Logger
    ) throws(StartupError) -> LogSink {
        let output =
            if case .file(let path) = target {
                try LogOutput.file(path, rotation: rotation)
            } else {
                LogOutput.standardOutput()
            }
        let sink = LogSink(target: target, capacity: capacity.bytes, output: output, logger: logger)
        if target != .off {
            let thread = Thread { sink.drain() }
            thread.name = "log"
            thread.start()
        }
        return sink
    }

    /// Whether lines go nowhere, so that callers need not write them.
    package let isOff: Bool

    /// Lines lost since the start.
    package var dropped: UInt64 { lines.withLock(\.dropped) }

    /// Whether lines are being lost: from a write that failed, or a line that was refused, until a batch taken after
    /// that has been written and no further line was refused meanwhile. Never for `off`. Any thread, without a lock.
    ///
    /// Lines are taken and tried all the same while it lasts, and only a line that is written ends it.
    package var isFailing: Bool { failing.load(ordering: .relaxed) }

    /// Copies a finished line. Never blocks beyond that copy.
    /// - Returns: as `append(_:)` of bytes.
    @discardableResult
    package func append(_ line: borrowing JSONLine) -> Bool {
        append(line.bytes)
    }

    /// Copies bytes that end in a line feed. Never blocks beyond that copy.
    /// - Returns: `false` when the line is lost: the memory is full, or the log is closed. `true` says that it will be
    ///   tried, not that it is written; a log that is off has nothing to lose.
    @discardableResult
    package func append(_ line: [UInt8]) -> Bool {
        guard target != .off else { return true }
        let count = lines.withLock { lines -> UInt64 in
            guard !lines.isClosed, lines.pending.count + line.count <= capacity else {
                lines.dropped &+= 1
                lines.isOverrun = true
                failing.store(true, ordering: .relaxed)
                return 0
            }
            lines.pending.append(contentsOf: line)
            lines.count &+= 1
            return lines.count
        }
        if count == 1 { work.signal() }
        return count > 0
    }

    /// Waits until what was appended before is written, at most two seconds. Blocks: never on an event loop.
    package func flush() {
        guard target != .off else { return }
        let written = DispatchSemaphore(value: 0)
        lines.withLock { $0.waiting.append(written) }
        hurry.signal()
        work.signal()
        _ = written.wait(timeout: .now() + Self.patience)
    }

    /// Writes what is there, as `flush()` does, and ends the thread. Later lines are dropped.
    package func close() {
        let wasClosed = lines.withLock { lines in
            defer { lines.isClosed = true }
            return lines.isClosed
        }
        if !wasClosed { flush() }
    }

    private func drain() {
        blockBrokenPipeSignal()
        var wasFailing = false
        var batch = Lines()
        repeat {
            work.wait()
            _ = hurry.wait(timeout: .now() + Self.linger)
            batch.pending.removeAll(keepingCapacity: batch.pending.capacity <= Self.keptCapacity)
            lines.withLock { lines in
                swap(&lines.pending, &batch.pending)
                swap(&lines.waiting, &batch.waiting)
                batch.count = lines.count
                lines.count = 0
                lines.isOverrun = false
                batch.isClosed = lines.isClosed
            }
            // A flush without lines proves nothing about the next write.
            if !batch.pending.isEmpty {
                let fault = write(batch.pending)
                settle(fault, lost: batch.count)
                report(fault, wasFailing: &wasFailing)
            }
            for waiting in batch.waiting { waiting.signal() }
            batch.waiting = []
        } while !batch.isClosed
    }

    private func write(_ bytes: [UInt8]) -> Int32 {
        output.withLock { output in
            guard target == .standardOutput else {
                if let fault = output.prepare(for: bytes.count) { report(fault) }
                return output.write(bytes)
            }
            return Self.standardOutputTurn.withLock { _ in output.write(bytes) }
        }
    }

    /// - Parameter count: the lines lost if `fault` is not 0.
    private func settle(_ fault: Int32, lost count: UInt64) {
        lines.withLock { lines in
            if fault != 0 {
                lines.dropped &+= count
                failing.store(true, ordering: .relaxed)
            } else if !lines.isOverrun {
                failing.store(false, ordering: .relaxed)
            }
        }
    }

    private func report(_ fault: LogRotation.Fault) {
        logger.warning(
            "a log cannot be rotated: its file grows on",
            metadata: ["log": "\(target)", "file": "\(fault.file)", "error": "\(fault.problem)"])
    }

    private func report(_ fault: Int32, wasFailing: inout Bool) {
        let isFailing = fault != 0
        defer { wasFailing = isFailing }
        guard isFailing, !wasFailing else { return }
        logger.warning(
            "a log cannot be written: lines are being lost",
            metadata: ["log": "\(target)", "error": "\(String(cString: strerror(fault)))"])
    }

    /// A reader of our standard output that left must cost log lines, not the process: the write says EPIPE instead.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
