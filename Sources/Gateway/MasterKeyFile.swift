import Cryptography
import Domain
import Foundation

/// Where the master key comes from: the setting, or a file for the owner alone that the first start makes.
enum MasterKeyFile {
    /// - Parameters:
    ///   - setting: 32 bytes in hexadecimal or base64; wins over the file.
    ///   - mayMake: whether a missing file is made. Not by a command, nor when the store holds keys: it would be another
    ///     key than the one that they are sealed with.
    static func load(_ setting: Secret?, stateDirectory: String, mayMake: Bool) throws(StartupError) -> MasterKey {
        if let setting {
            guard let bytes = bytes(of: setting.reveal()) else {
                throw StartupError("masterKey", "this is not a key", remedy: "give 32 bytes in hexadecimal or base64")
            }
            return try make(bytes, "masterKey")
        }
        let path = path(in: stateDirectory)
        if FileManager.default.fileExists(atPath: path) { return try read(path) }
        guard mayMake else {
            throw StartupError(
                path, "there is no master key, and the store's keys are sealed with one",
                remedy: "put that file back, or set BREAKWATER_MASTER_KEY as the gateway has it")
        }
        let made = try make(path)
        // Of two gateways that start at once, one finds the file there and takes its key.
        return try PrivateFile.create(text(of: made), at: path) ? made : read(path)
    }

    /// A new key.
    /// - Parameter path: where it is meant for.
    static func make(_ path: String) throws(StartupError) -> MasterKey {
        do {
            return try MasterKey.generate()
        } catch {
            throw StartupError(path, "a master key cannot be made: \(error)")
        }
    }

    /// What the file of a key holds.
    static func text(of key: MasterKey) -> [UInt8] {
        Array((key.bytes.map { String(format: "%02x", $0) }.joined() + "\n").utf8)
    }

    /// The key in a file, which nobody but its owner may read.
    static func read(_ path: String) throws(StartupError) -> MasterKey {
        let contents = try PrivateFile.read(path)
        guard let bytes = bytes(of: String(decoding: contents, as: UTF8.self)) else {
            throw StartupError(path, "this is not a master key", remedy: "it holds 32 bytes in hexadecimal or base64")
        }
        return try make(bytes, path)
    }

    private static func make(_ bytes: [UInt8], _ subject: String) throws(StartupError) -> MasterKey {
        do {
            return try MasterKey(bytes: bytes)
        } catch {
            throw StartupError(subject, "this is not a master key: \(error)")
        }
    }

    /// 64 hexadecimal digits, or base64 of 32 bytes with either alphabet, white space at the end aside.
    static func bytes(of text: String) -> [UInt8]? {
        let text = text.trimmingCharacters(in: .whitespacesAndNewlines)
        let digits = Array(text.utf8)
        if digits.count == 2 * MasterKey.length {
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap { start in
                UInt8(String(decoding: digits[start..<start + 2], as: UTF8.self), radix: 16)
            }
            return bytes.count == MasterKey.length && !text.contains(where: { $0 == "+" || $0 == "-" }) ? bytes : nil
        }
        let standard = text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let padded = standard + String(repeating: "=", count: (4 - standard.count % 4) % 4)
        guard let data = Data(base64Encoded: padded), data.count == MasterKey.length else { return nil }
        return Array(data)
    }
}
