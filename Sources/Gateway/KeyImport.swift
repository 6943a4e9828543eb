import Cryptography
import Domain
import Store
import Tokens

/// A key from a file, checked and ready to be stored: PEM (a private key, or with `verifyOnly` a public one) or, for the
/// HS algorithms, the bytes of the secret.
struct KeyImport {
    private enum Material {
        case signing(SigningKey)
        case secret(SecretKey)
        case publicKey(PublicKey)
    }

    private let material: Material
    private let id: KeyIdentifier
    private let algorithm: Algorithm
    private let issuer: String?

    init(
        contents: [UInt8], id: String, algorithm name: String, verifyOnly: Bool, issuer: String?
    ) throws(StartupError) {
        guard let id = KeyIdentifier(id) else {
            throw StartupError("--kid", "this is not a key's name", remedy: "use 1 to 64 letters, digits, - and _")
        }
        guard let algorithm = Algorithm(rawValue: name) else {
            let meant = Suggestion.nearest(to: name, among: Algorithm.allCases.map(\.rawValue))
            let all = Algorithm.allCases.map(\.rawValue).joined(separator: ", ")
            throw StartupError(
                "--algorithm", "\(name) is unknown", remedy: meant.map { "did you mean \($0)?" } ?? "allowed is \(all)")
        }
        guard issuer == nil || verifyOnly else {
            throw StartupError("--issuer", "a key that signs here signs for this gateway", remedy: "add --verify-only")
        }
        self.id = id
        self.algorithm = algorithm
        self.issuer = issuer
        do {
            material = try Self.read(contents, id: id, algorithm: algorithm, verifyOnly: verifyOnly)
        } catch {
            throw StartupError("FILE", Self.explain(error, algorithm), remedy: Self.remedy(algorithm, verifyOnly))
        }
    }

    private static func read(
        _ contents: [UInt8], id: KeyIdentifier, algorithm: Algorithm, verifyOnly: Bool
    ) throws(CryptographyError) -> Material {
        if algorithm.isSymmetric {
            // A public key as a secret would let everybody sign who has read it.
            guard !String(decoding: contents, as: UTF8.self).contains("-----BEGIN") else { throw .keyUnsupported }
            let secret = try SecretKey(bytes: withoutLineFeed(contents))
            let key = try SigningKey(secret: secret, id: id, algorithm: algorithm)
            return verifyOnly ? .secret(secret) : .signing(key)
        }
        guard verifyOnly else {
            return .signing(try SigningKey(pair: PrivateKey(pem: contents), id: id, algorithm: algorithm))
        }
        // Of a pair, the half that verifies: what is not kept cannot be stolen.
        let key: PublicKey
        do throws(CryptographyError) {
            key = try PublicKey(pem: contents)
        } catch .keyMalformed {
            key = try PrivateKey(pem: contents).publicKey
        }
        _ = try VerificationKey(publicKey: key, id: id, algorithm: algorithm, foreignIssuer: nil)
        return .publicKey(key)
    }

    /// A line feed at the end of a text is the editor's, not the key's; of other bytes it is part.
    private static func withoutLineFeed(_ contents: [UInt8]) -> [UInt8] {
        let text = contents.dropLast()
        let isText = contents.last == UInt8(ascii: "\n") && text.allSatisfy { (0x20..<0x7f).contains($0) }
        return isText ? Array(text) : contents
    }

    /// Unix seconds; `signsFrom` matters only to a key that signs.
    func record(sealedWith master: MasterKey, signsFrom: Int64, now: Int64) throws(StartupError) -> KeyRecord {
        do {
            switch material {
            case .signing(let key):
                return try KeyRecord(key, sealedWith: master, createdAt: now, signsFrom: signsFrom)
            case .secret(let secret):
                return record(
                    publicKey: nil, sealed: try master.seal(secret.bytes, for: KeyRecord.name(id.text)), now: now)
            case .publicKey(let key):
                return record(publicKey: key.pem, sealed: nil, now: now)
            }
        } catch {
            throw StartupError("masterKey", "the key cannot be sealed: \(error)")
        }
    }

    private func record(publicKey: [UInt8]?, sealed: SealedBox?, now: Int64) -> KeyRecord {
        KeyRecord(
            id: id.text, algorithm: algorithm.rawValue, use: .verify, publicKey: publicKey, sealed: sealed,
            issuer: issuer, createdAt: now, signsFrom: now, verifiesUntil: nil)
    }

    private static func explain(_ error: CryptographyError, _ algorithm: Algorithm) -> String {
        switch error {
        case .keySizeRefused(let bits): "an RSA key of \(bits) bits is refused"
        case .keyUnsupported, .keyMalformed: "this is not a key for \(algorithm.rawValue)"
        default: "the key cannot be read: \(error)"
        }
    }

    private static func remedy(_ algorithm: Algorithm, _ verifyOnly: Bool) -> String {
        let half = verifyOnly ? "a public or unencrypted private key" : "an unencrypted private key"
        switch algorithm {
        case .es256: return "give \(half) on P-256 in PEM"
        case .es384: return "give \(half) on P-384 in PEM"
        case .rs256, .rs384, .rs512: return "give \(half) of RSA, 2048 to 8192 bits, in PEM"
        case .hs256, .hs384, .hs512: return "give a secret of \(algorithm.hash.length) to 1024 bytes"
        }
    }
}
