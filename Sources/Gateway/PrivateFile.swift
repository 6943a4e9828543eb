import Domain
import Foundation

/// A small file that only its owner may read: written whole or not at all, refused when others could have read it.
enum PrivateFile {
    /// In bytes; an RSA key of 8,192 bits takes 6.5 KiB.
    private static let largest = 64 << 10

    /// Opens without following a link, and judges the file that was opened rather than the name: between a check by
    /// name and the read, the name could come to mean something else.
    /// `isPublic`: others may read it too.
    static func read(_ path: String, isPublic: Bool = false) throws(StartupError) -> [UInt8] {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, "cannot be read") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw failure(path, "cannot be read") }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw StartupError(path, "this is not a plain file") }
        guard isPublic || facts.st_mode & 0o077 == 0 else {
            let mode = String(facts.st_mode & 0o7777, radix: 8)
            throw StartupError(
                path, "others than its owner may read or change this file (mode \(mode))",
                remedy: "run `chmod 600 \(path)`, and replace the key if somebody may have read it")
        }
        guard facts.st_size <= largest else { throw StartupError(path, "this is too large for a key") }
        var contents = [UInt8](repeating: 0, count: largest + 1)
        var length = 0
        while length < contents.count {
            let count = contents.withUnsafeMutableBytes { buffer in
                Foundation.read(file, buffer.baseAddress?.advanced(by: length), buffer.count - length)
            }
            if count == 0 { break }
            if count < 0 {
                guard errno == EINTR else { throw failure(path, "cannot be read") }
                continue
            }
            length += count
        }
        return Array(contents.prefix(length))
    }

    /// Writes beside, syncs, links into place, syncs the folder: after a power cut there is the whole file or none.
    /// `false`, with nothing changed, when there is a file of that name.
    static func create(_ contents: [UInt8], at path: String) throws(StartupError) -> Bool {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[..<$0]) } ?? "."
        // Two containers on one volume may have the same process number.
        let temporary = "\(folder)/.new-\(UUID().uuidString)"
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(temporary, "cannot be made") }
        defer { unlink(temporary) }
        let written = contents.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) } == contents.count
        let synced = written && fsync(file) == 0
        guard close(file) == 0, synced else { throw failure(path, "cannot be written") }
        // A rename would put a second key in the place of one that is in use.
        if link(temporary, path) != 0 {
            guard errno == EEXIST else { throw failure(path, "cannot be written") }
            return false
        }
        guard syncFolder(folder) else { throw failure(path, "cannot be written") }
        return true
    }

    /// Gives a file the name of another one, which is gone then, and syncs the folder of both: after a power cut the name
    /// means the one or the other.
    static func move(_ path: String, over other: String) throws(StartupError) {
        guard rename(path, other) == 0 else { throw failure(path, "cannot be renamed") }
        let slash = other.utf8.lastIndex(of: UInt8(ascii: "/"))
        guard syncFolder(slash.map { String(other[..<$0]) } ?? ".") else { throw failure(other, "cannot be written") }
    }

    private static func syncFolder(_ path: String) -> Bool {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        return fsync(folder) == 0
    }

    private static func failure(_ path: String, _ problem: String) -> StartupError {
        StartupError(path, "\(problem): \(String(cString: strerror(errno)))")
    }
}
