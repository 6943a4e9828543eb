import Domain
import Foundation
import Logging
import Testing

@testable import Telemetry

@Suite("Log rotation")
struct LogRotationTests {
    @Test(
        "a file is set aside before it would outgrow its size, and only then",
        arguments: [
            (size: 10, batches: ["aaaa\n", "bbbb\n"], files: ["aaaa\nbbbb\n"]),
            (size: 10, batches: ["aaaa\n", "bbbb\n", "c\n"], files: ["aaaa\nbbbb\n", "c\n"]),
            (size: 9, batches: ["aaaa\n", "bbbb\n"], files: ["aaaa\n", "bbbb\n"]),
            // Larger than a file may be, first and later.
            (size: 4, batches: ["aaaaaa\n"], files: ["aaaaaa\n"]),
            (size: 4, batches: ["a\n", "bbbbbb\n", "c\n"], files: ["a\n", "bbbbbb\n", "c\n"]),
            // Larger already when it is opened: the first batch stands for what an earlier process wrote.
            (size: 4, batches: ["", "a\n"], files: ["an earlier process wrote this\n", "a\n"]),
        ])
    func bound(size: Int, batches: [String], files: [String]) throws {
        try inDirectory { path in
            if batches[0].isEmpty { try Data(files[0].utf8).write(to: URL(fileURLWithPath: path)) }
            let sink = try makeSink(path, LogRotation(size: ByteCount(size), keep: 5))
            for batch in batches where !batch.isEmpty { write(batch, to: sink) }
            sink.close()
            #expect(try logs(path) == files)
            #expect(sink.dropped == 0)
        }
    }

    @Test("as many files as are kept stay, the newest with the lowest number", arguments: [-1, 0, 1, 3])
    func kept(keep: Int) throws {
        try inDirectory { path in
            let sink = try makeSink(path, LogRotation(size: ByteCount(2), keep: keep))
            let lines = (0..<7).map { "\($0)\n" }
            for line in lines { write(line, to: sink) }
            sink.close()
            let count = max(1, keep)
            #expect(try logs(path) == Array(lines.suffix(count + 1)))
            #expect(!exists("\(path).\(count + 1)"))
        }
    }

    @Test("lines of bursts stay whole and in order over all files")
    func bursts() throws {
        try inDirectory { path in
            let sink = try makeSink(path, LogRotation(size: ByteCount(1_000), keep: 100))
            let lines = (0..<600).map { "line \($0)\n" }
            for (number, line) in lines.enumerated() {
                sink.append(Array(line.utf8))
                if number % 10 == 9 { sink.flush() }
            }
            sink.close()
            let files = try logs(path)
            #expect(files.count > 3)
            #expect(files.allSatisfy { $0.hasSuffix("\n") })
            #expect(files.joined() == lines.joined())
        }
    }

    @Test("files move up no further than the first free number, and none beyond what is kept")
    func gap() throws {
        try inDirectory { path in
            for number in [1, 3, 4, 9] { try Data("old \(number)\n".utf8).write(to: file("\(path).\(number)")) }
            let sink = try makeSink(path, LogRotation(size: ByteCount(2), keep: 4))
            for line in ["a\n", "b\n"] { write(line, to: sink) }
            sink.close()
            #expect(try logs(path) == ["old 4\n", "old 3\n", "old 1\n", "a\n", "b\n"])
            #expect(try contents("\(path).9") == "old 9\n")
        }
    }

    @Test("what is in the way costs no line and is reported once, until the rotation succeeds", arguments: [1, 3])
    func obstacle(keep: Int) throws {
        try inDirectory { path in
            let reports = Reports()
            let sink = try makeSink(path, LogRotation(size: ByteCount(2), keep: keep), reports)
            let obstacle = "\(path).\(keep)"
            for number in 1..<keep { try Data("old \(number)\n".utf8).write(to: file("\(path).\(number)")) }
            // Large enough that the next write is an attempt.
            let large = String(repeating: "x", count: LogRotation.Attempts.growth.bytes) + "\n"
            for round in 1...2 {
                try FileManager.default.createDirectory(atPath: obstacle + "/full", withIntermediateDirectories: true)
                for line in ["a\n", "b\n", large, "c\n", "d\n"] { write(line, to: sink) }
                #expect(try contents(path) == "a\nb\n\(large)c\nd\n")
                #expect(reports.count == round)
                try FileManager.default.removeItem(atPath: obstacle)
                for line in [large, "e\n"] { write(line, to: sink) }
                #expect(try contents("\(path).1") == "a\nb\n\(large)c\nd\n\(large)")
                #expect(try contents(path) == "e\n")
                for number in 1...keep { try? FileManager.default.removeItem(atPath: "\(path).\(number)") }
                for number in 1..<keep { try Data("old \(number)\n".utf8).write(to: file("\(path).\(number)")) }
                truncate(path, 0)
            }
            sink.close()
            #expect(sink.dropped == 0)
            #expect(!sink.isFailing)
        }
    }

    @Test("after a failure the next attempt waits for growth or time, and only the first failure is news")
    func attempts() {
        var attempts = LogRotation.Attempts()
        let start = ContinuousClock.now
        let growth = LogRotation.Attempts.growth.bytes
        #expect(attempts.isDue(size: 10, now: start))
        let first = attempts.fail(size: 10, now: start)
        #expect(first)
        #expect(!attempts.isDue(size: 10, now: start))
        #expect(!attempts.isDue(size: 9 + growth, now: start + .seconds(59)))
        #expect(attempts.isDue(size: 10 + growth, now: start))
        #expect(attempts.isDue(size: 10, now: start + .seconds(60)))
        let second = attempts.fail(size: 10 + growth, now: start)
        #expect(!second)
        #expect(!attempts.isDue(size: 10 + growth, now: start))
        attempts.succeed()
        #expect(attempts.isDue(size: 0, now: start))
        let next = attempts.fail(size: 0, now: start)
        #expect(next)
    }

    @Test("a move by another tool is followed, and the new file has its own size")
    func movedAway() throws {
        try inDirectory { path in
            let sink = try makeSink(path, LogRotation(size: ByteCount(4), keep: 3))
            for line in ["a\n", "b\n"] { write(line, to: sink) }
            try FileManager.default.moveItem(atPath: path, toPath: path + "-moved")
            for line in ["c\n", "d\n", "e\n"] { write(line, to: sink) }
            sink.close()
            #expect(try contents(path + "-moved") == "a\nb\n")
            #expect(try logs(path) == ["c\nd\n", "e\n"])
        }
    }

    @Test("two logs that share a file rotate it in turn and lose no line")
    func shared() throws {
        try inDirectory { path in
            let rotation = LogRotation(size: ByteCount(8), keep: 1_000)
            let sinks = try (0..<2).map { _ in try makeSink(path, rotation) }
            DispatchQueue.concurrentPerform(iterations: 2) { writer in
                for number in 0..<100 { write("\(writer).\(number)\n", to: sinks[writer]) }
            }
            for sink in sinks { sink.close() }
            let lines = try logs(path).joined().split(separator: "\n").map(String.init)
            let expected = (0..<2).flatMap { writer in (0..<100).map { "\(writer).\($0)" } }
            #expect(lines.sorted() == expected.sorted())
        }
    }

    @Test("a file that another process holds is written on")
    func held() throws {
        try inDirectory { path in
            let reports = Reports()
            let sink = try makeSink(path, LogRotation(size: ByteCount(2), keep: 1), reports)
            let holder = open(path, O_RDONLY)
            defer { close(holder) }
            #expect(flock(holder, LOCK_EX | LOCK_NB) == 0)
            for line in ["a\n", "b\n", "c\n"] { write(line, to: sink) }
            sink.close()
            #expect(try logs(path) == ["a\nb\nc\n"])
            #expect(reports.count == 1)
        }
    }

    @Test("a symbolic link is not renamed: the file that it names is written on")
    func link() throws {
        try inDirectory { path in
            let reports = Reports()
            #expect(symlink(path + "-real", path) == 0)
            let sink = try makeSink(path, LogRotation(size: ByteCount(2), keep: 1), reports)
            for line in ["a\n", "b\n", "c\n"] { write(line, to: sink) }
            sink.close()
            #expect(try contents(path + "-real") == "a\nb\nc\n")
            #expect(!exists(path + ".1"))
            #expect(reports.count == 1)
        }
    }

    @Test("a FIFO is never rotated")
    func fifo() throws {
        try inDirectory { path in
            let reader = try FIFOReader(making: path)
            let sink = try makeSink(path, LogRotation(size: ByteCount(1), keep: 1))
            for line in ["aa\n", "bb\n"] { write(line, to: sink) }
            sink.close()
            #expect(reader.read(6) == Array("aa\nbb\n".utf8))
            #expect(!exists(path + ".1"))
        }
    }

    @Test("without rotation a file grows")
    func off() throws {
        try inDirectory { path in
            let sink = try makeSink(path, .off)
            for line in ["a\n", "b\n", "c\n"] { write(line, to: sink) }
            sink.close()
            #expect(try logs(path) == ["a\nb\nc\n"])
        }
    }

    @Test("the new file has the mode of the old one, and its owner if we may give it")
    func owner() throws {
        try inDirectory { path in
            let sink = try makeSink(path, LogRotation(size: ByteCount(2), keep: 1))
            let user: uid_t = geteuid() == 0 ? 4_711 : geteuid()
            #expect(chmod(path, 0o604) == 0)
            #expect(chown(path, user, uid_t.max) == 0)
            for line in ["a\n", "b\n"] { write(line, to: sink) }
            sink.close()
            var status = stat()
            #expect(stat(path, &status) == 0)
            #expect(exists(path + ".1"))
            #expect(status.st_mode & 0o777 == 0o604)
            #expect(status.st_uid == user)
        }
    }

    private func makeSink(_ path: String, _ rotation: LogRotation, _ reports: Reports = Reports()) throws -> LogSink {
        try LogSink.make(.file(path), rotation: rotation, logger: Logger(label: "test") { _ in reports })
    }

    /// A batch of its own.
    private func write(_ line: String, to sink: LogSink) {
        sink.append(Array(line.utf8))
        sink.flush()
    }

    /// What the files hold, the oldest first.
    private func logs(_ path: String) throws -> [String] {
        var names = [path]
        while exists("\(path).\(names.count)") { names.append("\(path).\(names.count)") }
        return try names.reversed().map(contents)
    }

    private func file(_ path: String) -> URL { URL(fileURLWithPath: path) }

    private func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    private func contents(_ path: String) throws -> String { try String(contentsOfFile: path, encoding: .utf8) }

    private func inDirectory(_ body: (_ path: String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory.path + "/log")
    }
}
