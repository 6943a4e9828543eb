internal import Domain
internal import Cryptography
internal import Foundation

/// The folder that keys live in: `<kid>.pem` (a private key) or `<kid>.secret` (base64url of 32 bytes or more, one
/// line). Every file is for the owner alone.
///
/// All calls block, and are for the start of the process, before any event loop runs.
struct KeyDirectory {
    private let path: String

    /// The folder, made (mode 0700) when it is not there; refused when others may put a key of their own into it.
    init(_ path: String) throws(StartupError) {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StartupError(
                path, "the folder for the token keys cannot be made",
                remedy: "set stateDirectory to a folder that this user may write to")
        }
        var facts = stat()
        guard stat(path, &facts) == 0 else { throw failure(path, "cannot be read") }
        guard facts.st_mode & 0o022 == 0 else {
            throw StartupError(path, "others may put keys into this folder", remedy: "run `chmod 700 \(path)`")
        }
    }

    /// Runs `body` while no other process that uses this folder does: two gateways that start at once on a new folder
    /// must end up with one key, or each would refuse the other's tokens.
    func exclusively<Result>(_ body: () throws(StartupError) -> Result) throws(StartupError) -> Result {
        let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path, "cannot be opened") }
        defer { close(folder) }
        guard flock(folder, LOCK_EX) == 0 else { throw failure(path, "cannot be locked") }
        return try body()
    }

    /// Every key with the time it was last written, newest first. Names that start with a dot are skipped: they are
    /// what an interrupted write leaves. Any other stranger is an error: a key that is silently not used is found out
    /// too late.
    func keys() throws(StartupError) -> [SigningKey] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw failure(path, "cannot be listed")
        }
        var found: [(key: SigningKey, written: timespec)] = []
        for name in names.sorted() where !name.hasPrefix(".") {
            let file = try PrivateFile.read("\(path)/\(name)")
            let key = try parse(file.contents, name: name)
            guard !found.contains(where: { $0.key.id == key.id }) else {
                throw StartupError("\(path)/\(name)", "another file holds a key of the same name")
            }
            found.append((key, file.written))
        }
        return found.sorted { ($0.written.tv_sec, $0.written.tv_nsec) > ($1.written.tv_sec, $1.written.tv_nsec) }
            .map(\.key)
    }

    func add(_ key: SigningKey) throws(StartupError) {
        switch key.material {
        case .pair(let pair): try PrivateFile.write(pair.pem, to: "\(path)/\(key.id).pem")
        case .secret(let secret):
            try PrivateFile.write(Array("\(Base64URL.encode(secret.bytes))\n".utf8), to: "\(path)/\(key.id).secret")
        }
    }

    private func parse(_ contents: [UInt8], name: String) throws(StartupError) -> SigningKey {
        let stem = name.prefix { $0 != "." }
        guard let id = KeyIdentifier(stem) else {
            throw StartupError(
                "\(path)/\(name)", "the name is not that of a key",
                remedy: "name it <kid>.pem or <kid>.secret, with a kid of 1 to 64 letters, digits, - and _")
        }
        do throws(CryptographyError) {
            switch name.dropFirst(stem.count) {
            case ".pem":
                return try SigningKey(pair: PrivateKey(pem: contents), id: id)
            case ".secret":
                let line = contents.last == UInt8(ascii: "\n") ? contents.dropLast() : contents[...]
                guard let bytes = Base64URL.decode(Array(line).span) else { throw .keyMalformed }
                return SigningKey(secret: try SecretKey(bytes: bytes), id: id)
            default:
                throw .keyMalformed
            }
        } catch {
            throw StartupError(
                "\(path)/\(name)", "this is not a key that tokens can be signed with",
                remedy: "keep here only P-256 keys, RSA keys of 2048 to 8192 bits (<kid>.pem, not encrypted) "
                    + "and <kid>.secret files (base64url of 32 bytes or more)")
        }
    }

    private func failure(_ subject: String, _ problem: String) -> StartupError {
        StartupError(subject, "\(problem): \(String(cString: strerror(errno)))")
    }
}
