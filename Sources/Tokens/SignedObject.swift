internal import CJWT
internal import Foundation

/// Sole owner of a libjwt token, freed once when its scope ends. The only type that calls libjwt.
struct SignedObject: ~Copyable {
    private let pointer: OpaquePointer

    private init(owning pointer: OpaquePointer) {
        self.pointer = pointer
    }

    deinit {
        jwt_free(pointer)
    }

    /// An empty token that `key` will sign, with its `kid` in the header.
    static func make(signedBy key: SigningKey) throws(TokenError) -> SignedObject {
        var pointer: OpaquePointer?
        guard jwt_new(&pointer) == 0, let pointer else { throw .signingFailed("jwt_new") }
        let object = SignedObject(owning: pointer)
        let bytes = key.bytes
        guard jwt_set_alg(pointer, key.algorithm.code, bytes, Int32(bytes.count)) == 0,
            jwt_add_header(pointer, "kid", key.id.text) == 0
        else { throw .signingFailed("jwt_set_alg") }
        return object
    }

    /// A C string ends at its first NUL, so a claim with one would silently become another claim.
    func add(_ name: String, _ value: String) throws(TokenError) {
        guard !value.utf8.contains(0) else { throw .claimUnusable(name) }
        guard jwt_add_grant(pointer, name, value) == 0 else { throw .signingFailed("jwt_add_grant") }
    }

    func add(_ name: String, _ value: Int64) throws(TokenError) {
        guard jwt_add_grant_int(pointer, name, Int(value)) == 0 else { throw .signingFailed("jwt_add_grant_int") }
    }

    /// Signs and writes the compact form (RFC 7515 §3.1).
    func encoded() throws(TokenError) -> String {
        guard let text = jwt_encode_str(pointer) else { throw .signingFailed("jwt_encode_str") }
        defer { free(text) }
        return String(cString: text)
    }

    /// Whether `token` is signed by `key` with the key's own algorithm. The caller has compared the header's `alg` with
    /// the key's before, because libjwt takes the algorithm from the token: a public key would verify an HMAC made with
    /// that key's bytes. It is compared again after, with what libjwt says it used.
    static func isSigned(_ token: [UInt8], by key: VerificationKey) -> Bool {
        let text = token.map { CChar(bitPattern: $0) } + [0]
        let bytes = key.bytes
        var pointer: OpaquePointer?
        guard jwt_decode(&pointer, text, bytes, Int32(bytes.count)) == 0, let pointer else { return false }
        let object = SignedObject(owning: pointer)
        return jwt_get_alg(object.pointer) == key.algorithm.code
    }
}
