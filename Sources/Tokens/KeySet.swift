internal import Cryptography
internal import FoundationEssentials

/// The public keys as a JSON Web Key Set (RFC 7517 §5), for those who verify this gateway's tokens themselves. Secrets
/// are never in it, nor are the keys of other issuers.
package enum KeySet {
    /// `application/jwk-set+json` (RFC 7517 §8.5.2).
    package static let contentType = "application/jwk-set+json"

    private struct Document: Encodable {
        let keys: [Key]
    }

    private struct Key: Encodable {
        let kty: String
        let kid: String
        let alg: String
        let use = "sig"
        var crv: String?
        var x: String?
        var y: String?
        var n: String?
        var e: String?

        private enum CodingKeys: CodingKey {
            case kty, kid, alg, use, crv, x, y, n, e
        }

        init(_ key: VerificationKey, _ parameters: PublicKey.Parameters) {
            kid = key.id.text
            alg = key.algorithm.rawValue
            switch parameters {
            case .p256(let x, let y):
                (kty, crv) = ("EC", "P-256")
                (self.x, self.y) = (Base64URL.encode(x), Base64URL.encode(y))
            case .p384(let x, let y):
                (kty, crv) = ("EC", "P-384")
                (self.x, self.y) = (Base64URL.encode(x), Base64URL.encode(y))
            case .rsa(let modulus, let exponent):
                kty = "RSA"
                (n, e) = (Base64URL.encode(modulus), Base64URL.encode(exponent))
            }
        }
    }

    /// The document for `now` (unix seconds), always the same bytes for the same keys.
    package static func document(_ ring: KeyRing, at now: Int64) throws(TokenError) -> [UInt8] {
        let keys = ring.verificationKeys(at: now).compactMap { key -> Key? in
            guard key.foreignIssuer == nil, case .publicKey(let half) = key.material else { return nil }
            return Key(key, half.parameters)
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        do {
            return Array(try encoder.encode(Document(keys: keys)))
        } catch {
            throw .signingFailed("\(error)")
        }
    }
}
