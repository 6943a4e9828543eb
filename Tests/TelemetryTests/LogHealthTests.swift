import Domain
import Foundation
import Logging
import Testing

@testable import Telemetry

@Suite("Log health")
struct LogHealthTests {
    /// More than a pipe holds (64 KiB, pipe(7)): a batch of this size is in the middle of its write until it is read.
    private static let large = [UInt8](repeating: UInt8(ascii: "x"), count: 80 << 10) + [UInt8(ascii: "\n")]

    @Test("a full disk makes the log fail; lines are tried on, and the first that is written ends it")
    func fullDisk() throws {
        try inDirectory { path in
            let reports = Reports()
            #expect(symlink("/dev/full", path) == 0)
            let sink = try makeSink(path, reports: reports)
            #expect(!sink.isFailing)
            for _ in 0..<2 {
                #expect(sink.append(Array("lost\n".utf8)))
                sink.flush()
                #expect(sink.isFailing)
                // No line, no proof; and no new episode to report.
                sink.flush()
                #expect(sink.isFailing)
            }
            #expect(unlink(path) == 0)
            #expect(symlink(path + "-real", path) == 0)
            #expect(sink.isFailing)
            #expect(sink.append(Array("written\n".utf8)))
            sink.flush()
            #expect(!sink.isFailing)
            sink.close()
            #expect(try String(contentsOfFile: path, encoding: .utf8) == "written\n")
            #expect(sink.dropped == 2)
            #expect(reports.count == 1)
        }
    }

    @Test("a device is never rotated, however small a file may be")
    func device() throws {
        let reports = Reports()
        let rotation = LogRotation(size: ByteCount(1), keep: 1)
        let sink = try LogSink.make(
            .file("/dev/full"), rotation: rotation, logger: Logger(label: "test") { _ in reports })
        for _ in 0..<2 {
            sink.append(Array("lost\n".utf8))
            sink.flush()
        }
        sink.close()
        #expect(!FileManager.default.fileExists(atPath: "/dev/full.1"))
        #expect(reports.count == 1)
    }

    @Test("a line that finds the memory full makes the log fail until a line is written")
    func fullMemory() throws {
        try inDirectory { path in
            let sink = try makeSink(path, capacity: ByteCount(8))
            defer { sink.close() }
            #expect(!sink.append(Array("12345678\n".utf8)))
            #expect(sink.isFailing)
            #expect(sink.append(Array("1234567\n".utf8)))
            sink.flush()
            #expect(!sink.isFailing)
        }
    }

    @Test("the end of a write does not hide a line that was refused during it")
    func refusedDuringWrite() throws {
        try inDirectory { path in
            let reader = try FIFOReader(making: path)
            let sink = try makeSink(path, capacity: ByteCount(Self.large.count))
            #expect(sink.append(Self.large))
            #expect(reader.awaitBytes())
            #expect(sink.append(Self.large))
            #expect(!sink.append(Array("refused\n".utf8)))
            #expect(reader.read(Self.large.count) == Self.large)
            // The second batch is on its way, so the first has ended well.
            #expect(reader.awaitBytes())
            #expect(sink.isFailing)
            #expect(reader.read(Self.large.count) == Self.large)
            sink.flush()
            #expect(!sink.isFailing)
            sink.close()
            #expect(sink.dropped == 1)
        }
    }

    @Test("after a write that stopped within a line the next one stands on its own, and the log has recovered")
    func torn() throws {
        try inDirectory { path in
            var reader: FIFOReader? = try FIFOReader(making: path)
            let sink = try makeSink(path)
            #expect(sink.append(Self.large))
            #expect(reader?.awaitBytes() == true)
            // The write ends with EPIPE; what the pipe holds already stays in it.
            reader = nil
            sink.flush()
            #expect(sink.isFailing)
            let next = try FIFOReader(opening: path)
            #expect(sink.append(Array("next\n".utf8)))
            var tail: [UInt8] = []
            while tail.suffix(6) != Array("\nnext\n".utf8)[...], let byte = next.read(1).first { tail.append(byte) }
            #expect(tail.suffix(8) == Array("xx\nnext\n".utf8)[...])
            sink.flush()
            #expect(!sink.isFailing)
            sink.close()
            #expect(sink.dropped == 1)
        }
    }

    @Test("a closed log loses the line and says so")
    func closed() throws {
        try inDirectory { path in
            let sink = try makeSink(path)
            sink.close()
            #expect(!sink.isFailing)
            #expect(!sink.append(Array("late\n".utf8)))
            #expect(sink.isFailing)
        }
    }

    @Test("a log that is off never fails")
    func off() throws {
        let sink = try LogSink.make(.off, capacity: ByteCount(1), logger: Logger(label: "test") { _ in Reports() })
        #expect(sink.append(Array("line\n".utf8)))
        sink.close()
        #expect(sink.append(Array("line\n".utf8)))
        #expect(!sink.isFailing)
    }

    private func makeSink(
        _ path: String, capacity: ByteCount = LogSink.defaultCapacity, reports: Reports = Reports()
    ) throws -> LogSink {
        try LogSink.make(.file(path), capacity: capacity, logger: Logger(label: "test") { _ in reports })
    }

    private func inDirectory(_ body: (_ path: String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory.path + "/log")
    }
}

/// The reading end of a FIFO, open as long as it lives: the other end opens and writes without waiting for a reader.
final class FIFOReader {
    private let descriptor: Int32

    init(making path: String) throws {
        guard mkfifo(path, 0o600) == 0 else { throw CocoaError(.fileWriteUnknown) }
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
    }

    init(opening path: String) throws {
        descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        guard descriptor >= 0 else { throw CocoaError(.fileReadUnknown) }
    }

    deinit {
        close(descriptor)
    }

    /// Waits until something can be read; `false` after ten seconds.
    func awaitBytes() -> Bool {
        var ready = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&ready, 1, 10_000) == 1 && ready.revents & Int16(POLLIN) != 0
    }

    /// The next bytes; fewer than `count` when no more come.
    func read(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: count)
        while bytes.count < count, awaitBytes() {
            let got = Foundation.read(descriptor, &piece, count - bytes.count)
            guard got > 0 else { break }
            bytes += piece.prefix(got)
        }
        return bytes
    }
}
