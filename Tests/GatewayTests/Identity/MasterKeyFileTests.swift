import Cryptography
import Domain
import Foundation
import Testing

@testable import Gateway

@Suite("The master key")
struct MasterKeyFileTests {
    /// All of base64's unusual letters are in it.
    private static let bytes: [UInt8] = [0xfb, 0xef, 0xbe, 0xff, 0xff, 0xff] + (0..<26).map { UInt8($0) }
    private static let hex = bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    private static let base64 = Data(bytes).base64EncodedString()
    private static let base64URL = base64.replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")

    @Test(
        "32 bytes in hexadecimal or base64 of either alphabet are a key, padded or not",
        arguments: [
            hex, hex.uppercased(), base64, base64.replacingOccurrences(of: "=", with: ""), base64URL, base64URL + "=",
            hex + "\n", base64 + "\r\n", " \(hex)",
        ])
    func forms(text: String) {
        #expect(MasterKeyFile.bytes(of: text) == Self.bytes)
    }

    private static let shorter = Data(bytes.dropLast()).base64EncodedString()
    private static let longer = Data(bytes + [0]).base64EncodedString()
    private static let noForms: [String] = [
        "", "password", "\(hex.dropLast())", "\(hex.dropLast(2))", "\(hex)00", "\(hex)0", "\(hex.dropLast())g",
        "0x\(hex.dropFirst(2))", "0x\(hex)", "\(hex.dropLast(2))\u{ff11}", "\(hex.prefix(32)) \(hex.suffix(32))",
        String(repeating: "+1", count: 32), String(repeating: "-1", count: 32), shorter, longer,
        "\(base64.prefix(20)) \(base64.suffix(24))", String(repeating: "=", count: 44),
        String(repeating: "!", count: 43),
    ]

    @Test("anything else is none: a shorter key would be filled up in somebody's head only", arguments: noForms)
    func noForm(text: String) {
        #expect(MasterKeyFile.bytes(of: text) == nil)
    }

    private func names(in folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    @Test("the setting wins over the file, and then no file is made")
    func setting() async throws {
        try await withStateFolder { (folder) async throws in
            let setting = Secret(Self.hex)
            let key = try MasterKeyFile.load(setting, stateDirectory: folder, mayMake: true)
            #expect(key.bytes == Self.bytes)
            #expect(try names(in: folder) == [])
            let made = try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true)
            #expect(made.bytes != Self.bytes)
            let chosen = try MasterKeyFile.load(setting, stateDirectory: folder, mayMake: false)
            #expect(chosen.bytes == Self.bytes)
            #expect(chosen.id == key.id)
        }
    }

    @Test("a setting that is no key stops the start, is not shown, and is not replaced by a file")
    func wrongSetting() async throws {
        try await withStateFolder { (folder) async throws in
            let error = try #require(throws: StartupError.self) {
                try MasterKeyFile.load(Secret("hunter2"), stateDirectory: folder, mayMake: true)
            }
            #expect(error.subject == "masterKey")
            #expect(!error.description.contains("hunter2"))
            #expect(try names(in: folder) == [])
        }
    }

    @Test("the first start makes the key for its owner alone, the next ones read it")
    func made() async throws {
        try await withStateFolder { (folder) async throws in
            let path = folder + "/master.key"
            let made = try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true)
            #expect(try names(in: folder) == ["master.key"])
            let attributes = try FileManager.default.attributesOfItem(atPath: path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
            let contents = try String(contentsOfFile: path, encoding: .utf8)
            #expect(contents.utf8.count == 65 && contents.hasSuffix("\n"))
            for mayMake in [true, false] {
                let read = try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: mayMake)
                #expect(read.bytes == made.bytes)
                #expect(read.id == made.id)
            }
            #expect(try String(contentsOfFile: path, encoding: .utf8) == contents)
        }
    }

    @Test("each installation has a key of its own")
    func different() async throws {
        func made() async throws -> [UInt8] {
            try await withStateFolder { (folder) async throws in
                try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true).bytes
            }
        }
        let (one, other) = (try await made(), try await made())
        #expect(one != other)
    }

    /// A command that made one would seal with a key that the gateway, whose key is in its environment, does not have.
    @Test("a command makes no key, and says what to do")
    func command() async throws {
        try await withStateFolder { (folder) async throws in
            let error = try #require(throws: StartupError.self) {
                try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: false)
            }
            #expect(error.subject == folder + "/master.key")
            #expect(error.remedy.contains("BREAKWATER_MASTER_KEY"))
            #expect(try names(in: folder) == [])
        }
    }

    @Test(
        "a key that others may have read or changed is refused",
        arguments: [0o640, 0o604, 0o620, 0o602, 0o644, 0o666])
    func modes(mode: Int) async throws {
        try await withStateFolder { (folder) async throws in
            let path = folder + "/master.key"
            _ = try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let error = try #require(throws: StartupError.self) {
                try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true)
            }
            #expect(error.subject == path)
            #expect(error.remedy.contains("chmod 600 \(path)"))
        }
    }

    @Test(
        "a file that holds no key is refused without being shown or written over",
        arguments: ["", "\n", "hunter2", String(repeating: "hunter2\n", count: 10_000)])
    func contents(text: String) async throws {
        try await withStateFolder { (folder) async throws in
            let path = folder + "/master.key"
            #expect(try PrivateFile.create(Array(text.utf8), at: path))
            let error = try #require(throws: StartupError.self) {
                try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true)
            }
            #expect(error.subject == path)
            #expect(!error.description.contains("hunter2"))
            #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
        }
    }

    /// Whoever may write into the folder could let the name mean a file of his, or fill one of ours.
    @Test("a link, also one to nowhere, and a folder are no key")
    func links() async throws {
        try await withStateFolder { (folder) async throws in
            let path = folder + "/master.key"
            #expect(try PrivateFile.create(Array(Self.hex.utf8), at: folder + "/other"))
            for target in ["/other", "/nowhere"] {
                try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: folder + target)
                #expect(throws: StartupError.self) {
                    try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true)
                }
                try FileManager.default.removeItem(atPath: path)
            }
            #expect(try names(in: folder) == ["other"])
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
            #expect(throws: StartupError.self) { try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true) }
        }
    }

    /// Two that start at once, in two containers on one volume: their process numbers may well be the same. Were one left
    /// with a key that is not in the file, what it seals could be opened by nobody after its restart.
    @Test("gateways that start at once agree on the key, and it is the one in the file")
    func together() async throws {
        for _ in 0..<40 {
            try await withStateFolder { (folder) async throws in
                let keys = try await withThrowingTaskGroup(of: [UInt8].self) { group in
                    for _ in 0..<8 {
                        group.addTask {
                            try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: true).bytes
                        }
                    }
                    return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
                }
                let read = try MasterKeyFile.load(nil, stateDirectory: folder, mayMake: false)
                #expect(keys == [read.bytes])
            }
        }
    }
}
