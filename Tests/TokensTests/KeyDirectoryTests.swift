import Cryptography
import Domain
import Foundation
import Synchronization
import Testing

@testable import Tokens

@Suite struct KeyDirectoryTests {
    /// Runs `body` with a new folder that is removed after.
    private func withFolder(_ body: (String) throws -> Void) throws {
        let folder = NSTemporaryDirectory() + "breakwater-keys-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try body(folder)
    }

    private func files(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder + "/keys").sorted()
    }

    private func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test(
        "the first start makes one key for the owner alone, and the next start finds it",
        arguments: Algorithm.allCases)
    func persistence(algorithm: Algorithm) throws {
        try withFolder { folder in
            let first = try KeyRing.load(stateDirectory: folder, algorithm: algorithm)
            let name = "\(first.signing.id).\(algorithm == .hs256 ? "secret" : "pem")"
            #expect(try files(folder) == [name])
            #expect(try mode("\(folder)/keys/\(name)") == 0o600)
            #expect(try mode("\(folder)/keys") == 0o700)
            let second = try KeyRing.load(stateDirectory: folder, algorithm: algorithm)
            #expect(second.signing.id == first.signing.id)
            #expect(second.signing.bytes == first.signing.bytes)
            #expect(try files(folder) == [name])
        }
    }

    @Test("another algorithm makes another key, and the older keys still verify; going back uses the old one again")
    func change() throws {
        try withFolder { folder in
            let es = try KeyRing.load(stateDirectory: folder, algorithm: .es256)
            let hs = try KeyRing.load(stateDirectory: folder, algorithm: .hs256)
            #expect(hs.signing.algorithm == .hs256)
            #expect(Set(hs.verificationKeys.map(\.id)) == [es.signing.id, hs.signing.id])
            #expect(hs.verificationKey(es.signing.id)?.algorithm == .es256)
            let again = try KeyRing.load(stateDirectory: folder, algorithm: .es256)
            #expect(again.signing.id == es.signing.id)
            #expect(again.verificationKeys.count == 2)
        }
    }

    @Test("the newest of several keys signs")
    func newest() throws {
        try withFolder { folder in
            let old = try KeyRing.load(stateDirectory: folder, algorithm: .hs256).signing.id
            try KeyDirectory(folder + "/keys").add(SigningKey.generate(.hs256))
            let past = [FileAttributeKey.modificationDate: Date(timeIntervalSince1970: 1_000_000)]
            try FileManager.default.setAttributes(past, ofItemAtPath: "\(folder)/keys/\(old).secret")
            let ring = try KeyRing.load(stateDirectory: folder, algorithm: .hs256)
            #expect(ring.signing.id != old)
            #expect(ring.verificationKey(old) != nil)
        }
    }

    @Test("a key that others may read is refused with the remedy", arguments: [0o640, 0o604, 0o620, 0o666])
    func permissions(mode: Int) throws {
        try withFolder { folder in
            let id = try KeyRing.load(stateDirectory: folder, algorithm: .es256).signing.id
            let path = "\(folder)/keys/\(id).pem"
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let error = #expect(throws: StartupError.self) {
                try KeyRing.load(stateDirectory: folder, algorithm: .es256)
            }
            #expect(error?.subject == path)
            #expect(error?.remedy.contains("chmod 600 \(path)") == true)
        }
    }

    @Test(
        "a stranger in the folder stops the start and is named",
        arguments: ["README", "a.txt", "a.pem", "a b.pem", "short.secret", "a.pem.bak", "key.jwk"])
    func strangers(name: String) throws {
        try withFolder { folder in
            _ = try KeyRing.load(stateDirectory: folder, algorithm: .hs256)
            try PrivateFile.write(Array("AAAA\n".utf8), to: "\(folder)/keys/\(name)")
            let error = #expect(throws: StartupError.self) {
                try KeyRing.load(stateDirectory: folder, algorithm: .hs256)
            }
            #expect(error?.subject == "\(folder)/keys/\(name)")
        }
    }

    @Test("a folder that others may write to is refused", arguments: [0o770, 0o777, 0o1777])
    func writableFolder(mode: Int) throws {
        try withFolder { folder in
            _ = try KeyRing.load(stateDirectory: folder, algorithm: .hs256)
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder + "/keys")
            let error = #expect(throws: StartupError.self) {
                try KeyRing.load(stateDirectory: folder, algorithm: .hs256)
            }
            #expect(error?.remedy == "run `chmod 700 \(folder)/keys`")
        }
    }

    @Test("a link is not followed, and a folder is no key")
    func links() throws {
        try withFolder { folder in
            let id = try KeyRing.load(stateDirectory: folder, algorithm: .es256).signing.id
            let link = "\(folder)/keys/other.pem"
            try FileManager.default.createSymbolicLink(
                atPath: link, withDestinationPath: "\(folder)/keys/\(id).pem")
            #expect(throws: StartupError.self) { try KeyRing.load(stateDirectory: folder, algorithm: .es256) }
            try FileManager.default.removeItem(atPath: link)
            try FileManager.default.createDirectory(atPath: link, withIntermediateDirectories: false)
            #expect(throws: StartupError.self) { try KeyRing.load(stateDirectory: folder, algorithm: .es256) }
        }
    }

    @Test("two files for one name are refused")
    func duplicates() throws {
        try withFolder { folder in
            let id = try KeyRing.load(stateDirectory: folder, algorithm: .es256).signing.id
            let secret = Base64URL.encode([UInt8](repeating: 7, count: 32))
            try PrivateFile.write(Array(secret.utf8), to: "\(folder)/keys/\(id).secret")
            #expect(throws: StartupError.self) { try KeyRing.load(stateDirectory: folder, algorithm: .es256) }
        }
    }

    @Test("what an interrupted write left is passed over")
    func leftovers() throws {
        try withFolder { folder in
            let first = try KeyRing.load(stateDirectory: folder, algorithm: .es256)
            try Data("half a k".utf8).write(to: URL(fileURLWithPath: "\(folder)/keys/.new-1"))
            let second = try KeyRing.load(stateDirectory: folder, algorithm: .es256)
            #expect(second.signing.id == first.signing.id)
        }
    }

    @Test("gateways that start at once on a new folder agree on one key")
    func concurrency() throws {
        try withFolder { folder in
            let found = Mutex<Set<String>>([])
            DispatchQueue.concurrentPerform(iterations: 8) { _ in
                // An RSA key, whose making is long enough for the others to look into the folder meanwhile.
                let id = (try? KeyRing.load(stateDirectory: folder, algorithm: .rs256))?.signing.id.text
                found.withLock { _ = $0.insert(id ?? "none") }
            }
            let names = found.withLock { $0 }
            #expect(names.count == 1)
            #expect(!names.contains("none"))
            let count = try files(folder).count
            #expect(count == 1)
        }
    }

    @Test("a folder that cannot be made is an error that names it")
    func unusable() {
        let error = #expect(throws: StartupError.self) {
            try KeyRing.load(stateDirectory: "/dev/null/state", algorithm: .es256)
        }
        #expect(error?.subject == "/dev/null/state/keys")
    }

    @Test("no error shows a key")
    func secrecy() throws {
        try withFolder { folder in
            _ = try KeyRing.load(stateDirectory: folder, algorithm: .es256)
            let secret = "c2VjcmV0LXNlY3JldA"
            try PrivateFile.write(Array(secret.utf8), to: "\(folder)/keys/a.secret")
            let error = #expect(throws: StartupError.self) {
                try KeyRing.load(stateDirectory: folder, algorithm: .es256)
            }
            let text = try #require(error?.description)
            #expect(!text.contains(secret))
        }
    }
}
