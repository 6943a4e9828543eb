import Cryptography
import Store

extension SealedBox {
    /// Of the same master key as those of `KeyRecord.signer`.
    static func sample(_ byte: UInt8 = 1, key: String = "0123456789abcdef") -> SealedBox {
        SealedBox(keyID: key, bytes: [0, 255, byte])
    }
}

extension NewRepositoryAccount {
    static func sample(_ namespace: String = "ns7", user: String = "robot", box: SealedBox = .sample()) -> Self {
        NewRepositoryAccount(namespace: namespace, uid: "12", user: user, email: "r@example.org", password: box)
    }
}

extension NewThirdRepository {
    static func sample(_ name: String, namespace: String = "ns7", box: SealedBox = .sample()) -> Self {
        NewThirdRepository(
            namespace: namespace, name: name, address: "\(name).example.org", user: "puller", password: box)
    }
}

extension NewProject {
    static func sample(
        _ name: String, namespace: String = "ns7", on upstream: String = "swr", isPublic: Bool = false
    ) -> Self {
        NewProject(upstream: upstream, name: name, namespace: namespace, isPublic: isPublic)
    }
}
