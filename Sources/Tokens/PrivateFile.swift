internal import Domain
internal import Foundation

/// A small file that only its owner may read: written whole or not at all, refused when others could have read it.
enum PrivateFile {
    /// In bytes; an RSA key of 8,192 bits takes 6.5 KiB.
    private static let largest = 64 << 10

    /// Opens without following a link, and judges the file that was opened rather than the name: between a check by
    /// name and the read, the name could come to mean something else.
    static func read(_ path: String) throws(StartupError) -> (contents: [UInt8], written: timespec) {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw failure(path, "cannot be read") }
        defer { close(file) }
        var facts = stat()
        guard fstat(file, &facts) == 0 else { throw failure(path, "cannot be read") }
        guard facts.st_mode & S_IFMT == S_IFREG else { throw StartupError(path, "this is not a plain file") }
        guard facts.st_mode & 0o077 == 0 else {
            throw StartupError(
                path, "others than its owner may read or change this file (mode \(octal(facts.st_mode)))",
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
        return (Array(contents.prefix(length)), facts.st_mtim)
    }

    /// Writes beside, syncs, renames, syncs the folder: after a power cut there is the whole file or none.
    static func write(_ contents: [UInt8], to path: String) throws(StartupError) {
        let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
        let folder = slash.map { String(path[..<$0]) } ?? "."
        let temporary = "\(folder)/.new-\(getpid())"
        unlink(temporary)
        let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(temporary, "cannot be made") }
        let written = contents.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) } == contents.count
        let synced = written && fsync(file) == 0
        guard close(file) == 0, synced, rename(temporary, path) == 0, syncFolder(folder) else {
            let reason = failure(path, "cannot be written")
            unlink(temporary)
            throw reason
        }
    }

    private static func syncFolder(_ path: String) -> Bool {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { return false }
        defer { close(folder) }
        return fsync(folder) == 0
    }

    private static func octal(_ mode: mode_t) -> String {
        String(mode & 0o7777, radix: 8)
    }

    private static func failure(_ path: String, _ problem: String) -> StartupError {
        StartupError(path, "\(problem): \(String(cString: strerror(errno)))")
    }
}
