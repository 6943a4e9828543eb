import Cryptography
import Store
import Tokens

extension KeyRecord {
    /// What a key's secret half is sealed for.
    static func name(_ id: String) -> String { SealedRecord.tokenKey(id).name }

    /// A key that signs.
    init(
        _ key: SigningKey, sealedWith master: MasterKey, createdAt: Int64, signsFrom: Int64
    ) throws(CryptographyError) {
        let publicKey: [UInt8]?
        let secret: [UInt8]
        switch key.material {
        case .secret(let bytes): (publicKey, secret) = (nil, bytes.bytes)
        case .pair(let pair): (publicKey, secret) = (pair.publicKey.pem, pair.pem)
        }
        self.init(
            id: key.id.text, algorithm: key.algorithm.rawValue, use: .sign, publicKey: publicKey,
            sealed: try master.seal(secret, for: Self.name(key.id.text)), issuer: nil, createdAt: createdAt,
            signsFrom: signsFrom, verifiesUntil: nil)
    }
}
