import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("Files for the owner alone")
struct PrivateFileTests {
    @Test("a file is made whole, for its owner alone, and nothing is left beside it")
    func creation() async throws {
        try await withStateFolder { (folder) async throws in
            let path = folder + "/secret"
            let contents = (0..<10_000).map { UInt8($0 % 256) }
            #expect(try PrivateFile.create(contents, at: path))
            #expect(try PrivateFile.read(path) == contents)
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["secret"])
        }
    }

    @Test("a file of that name stays as it is, whatever it is")
    func occupied() async throws {
        try await withStateFolder { (folder) async throws in
            let path = folder + "/secret"
            #expect(try PrivateFile.create([1, 2, 3], at: path))
            #expect(try !PrivateFile.create([4], at: path))
            #expect(try PrivateFile.read(path) == [1, 2, 3])
            try FileManager.default.createSymbolicLink(
                atPath: folder + "/link", withDestinationPath: folder + "/nowhere")
            #expect(try !PrivateFile.create([4], at: folder + "/link"))
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == ["link", "secret"])
        }
    }

    @Test("what a killed process of the same number left half-written does not get into the file")
    func leftovers() async throws {
        try await withStateFolder { (folder) async throws in
            let left = folder + "/.new-\(ProcessInfo.processInfo.processIdentifier)"
            try Data("half".utf8).write(to: URL(fileURLWithPath: left))
            #expect(try PrivateFile.create([1, 2, 3], at: folder + "/secret"))
            #expect(try PrivateFile.read(folder + "/secret") == [1, 2, 3])
        }
    }

    @Test("a folder that is not there, or is a file, is an error that names the place")
    func noFolder() async throws {
        try await withStateFolder { (folder) async throws in
            #expect(try PrivateFile.create([1], at: folder + "/file"))
            for path in ["/nowhere/secret", "/file/secret"] {
                let error = try #require(throws: StartupError.self) { try PrivateFile.create([1], at: folder + path) }
                #expect(error.subject.hasPrefix(folder))
            }
        }
    }

    @Test("a file is read up to 64 KiB, and one that is larger is not read at all")
    func size() async throws {
        try await withStateFolder { (folder) async throws in
            let largest = [UInt8](repeating: 7, count: 64 << 10)
            #expect(try PrivateFile.create(largest, at: folder + "/a"))
            #expect(try PrivateFile.read(folder + "/a") == largest)
            #expect(try PrivateFile.create(largest + [7], at: folder + "/b"))
            #expect(throws: StartupError.self) { try PrivateFile.read(folder + "/b") }
        }
    }

    @Test(
        "what is no plain file is refused at once: for a pipe's writer one could wait for ever",
        .timeLimit(.minutes(1)))
    func noPlainFile() async throws {
        try await withStateFolder { (folder) async throws in
            let pipe = folder + "/pipe"
            #expect(mkfifo(pipe, 0o600) == 0)
            for path in [pipe, folder, "/dev/zero", folder + "/nowhere"] {
                #expect(throws: StartupError.self, "\(path)") { try PrivateFile.read(path) }
            }
        }
    }

    @Test("of many that make one file at once, one does, and what is there is his")
    func race() async throws {
        for _ in 0..<40 {
            try await withStateFolder { (folder) async throws in
                let path = folder + "/secret"
                let makers = try await withThrowingTaskGroup(of: UInt8?.self) { group in
                    for number: UInt8 in 1...8 {
                        group.addTask {
                            try PrivateFile.create([UInt8](repeating: number, count: 4_096), at: path) ? number : nil
                        }
                    }
                    return try await group.reduce(into: [UInt8]()) { makers, maker in
                        if let maker { makers.append(maker) }
                    }
                }
                #expect(makers.count == 1)
                #expect(try PrivateFile.read(path) == [UInt8](repeating: makers.first ?? 0, count: 4_096))
            }
        }
    }
}
