import Domain
import Foundation
import Logging
import Testing

@testable import Telemetry

@Suite("Log sink")
struct LogSinkTests {
    @Test("lines reach the file in order, behind what was there, and the file is private")
    func appends() throws {
        try inDirectory { directory in
            let path = directory + "/new/access.jsonl"
            for round in 0..<2 {
                let sink = try makeSink(.file(path))
                for number in 0..<3 { sink.append(Array("\(round).\(number)\n".utf8)) }
                sink.close()
                #expect(sink.dropped == 0)
            }
            #expect(try contents(path) == "0.0\n0.1\n0.2\n1.0\n1.1\n1.2\n")
            let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(mode.map { $0 & 0o137 } == 0)
        }
    }

    @Test("a flush waits for what was appended before it")
    func flushes() throws {
        try inDirectory { directory in
            let sink = try makeSink(.file(directory + "/log"))
            defer { sink.close() }
            for number in 0..<5 {
                sink.append(Array("\(number)\n".utf8))
                sink.flush()
                #expect(try contents(directory + "/log").hasSuffix("\(number)\n"))
            }
        }
    }

    @Test("a log that was moved away is opened anew")
    func rotation() throws {
        try inDirectory { directory in
            let path = directory + "/log"
            let sink = try makeSink(.file(path))
            defer { sink.close() }
            sink.append(Array("before\n".utf8))
            sink.flush()
            try FileManager.default.moveItem(atPath: path, toPath: path + ".1")
            sink.append(Array("after\n".utf8))
            sink.flush()
            #expect(try contents(path + ".1") == "before\n")
            #expect(try contents(path) == "after\n")
        }
    }

    @Test("a line that finds the memory full is dropped whole and counted")
    func fullMemory() throws {
        try inDirectory { directory in
            let sink = try makeSink(.file(directory + "/log"), capacity: ByteCount(8))
            sink.append(Array("12345678\n".utf8))
            sink.append(Array("1234567\n".utf8))
            sink.close()
            #expect(sink.dropped == 1)
            #expect(try contents(directory + "/log") == "1234567\n")
        }
    }

    @Test("lines that a full disk refuses are counted, and the log is told once")
    func fullDisk() throws {
        let reports = Reports()
        let sink = try LogSink.make(.file("/dev/full"), logger: Logger(label: "test") { _ in reports })
        for _ in 0..<3 {
            sink.append(Array("line\n".utf8))
            sink.flush()
        }
        sink.close()
        #expect(sink.dropped == 3)
        #expect(reports.count == 1)
    }

    @Test("after the close lines are dropped, and a second close does nothing")
    func closed() throws {
        try inDirectory { directory in
            let sink = try makeSink(.file(directory + "/log"))
            sink.close()
            sink.append(Array("late\n".utf8))
            sink.close()
            #expect(sink.dropped == 1)
            #expect(try contents(directory + "/log").isEmpty)
        }
    }

    @Test("a log that is off takes nothing and loses nothing")
    func off() throws {
        let sink = try makeSink(.off)
        sink.append(Array("line\n".utf8))
        sink.flush()
        sink.close()
        #expect(sink.isOff)
        #expect(sink.dropped == 0)
    }

    @Test("lines of many threads arrive whole, none twice")
    func manyThreads() throws {
        try inDirectory { directory in
            let sink = try makeSink(.file(directory + "/log"))
            DispatchQueue.concurrentPerform(iterations: 8) { thread in
                var line = JSONLine()
                for number in 0..<500 {
                    line.begin()
                    line.string("line", "\(thread).\(number)")
                    line.end()
                    sink.append(line)
                }
            }
            sink.close()
            let lines = try contents(directory + "/log").split(separator: "\n")
            let expected = (0..<8).flatMap { thread in (0..<500).map { "{\"line\":\"\(thread).\($0)\"}" } }
            #expect(lines.count == expected.count)
            #expect(Set(lines.map(String.init)) == Set(expected))
        }
    }

    @Test("a file that cannot be opened stops the start with its path")
    func unopenable() {
        #expect {
            try makeSink(.file("/dev/null/log"))
        } throws: { error in
            (error as? StartupError)?.subject == "log file /dev/null/log"
        }
    }

    @Test("a target is standard output, off or a path")
    func targets() {
        #expect(LogTarget(parsing: "-") == .standardOutput)
        #expect(LogTarget(parsing: "off") == .off)
        #expect(LogTarget(parsing: "./off") == .file("./off"))
        #expect(LogTarget(parsing: "") == nil)
    }

    private func makeSink(_ target: LogTarget, capacity: ByteCount = LogSink.defaultCapacity) throws -> LogSink {
        try LogSink.make(target, capacity: capacity, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    private func contents(_ path: String) throws -> String {
        try String(contentsOfFile: path, encoding: .utf8)
    }

    private func inDirectory(_ body: (String) throws -> Void) throws {
        let directory = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try body(directory.path)
    }
}
