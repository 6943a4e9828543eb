import Domain
import NIOCore
import Policy
import Upstream

/// One upstream as one event loop uses it.
final class UpstreamRuntime {
    let pool: UpstreamPool
    /// `Host` alone, for requests without the gateway's credential.
    let plainLines: [UInt8]
    /// `Host` and the upstream's credential.
    let credentialLines: [UInt8]
    /// The path of the upstream's URL; empty or beginning with a slash and not ending in one.
    let basePath: String
    /// The host that images of this registry are pulled from.
    let registryAddress: String
    let spec: UpstreamSpec
    /// The value of `Host`.
    let authority: String
    /// Until when Harbor need not be asked whether it takes the credential: it answers a wrong one with public data.
    private var provenUntil = NIODeadline.uptimeNanoseconds(0)
    /// How long an answer vouches for the credential.
    private static let proof = TimeAmount.seconds(60)

    init(
        pool: UpstreamPool, address: UpstreamSpec.Address, spec: UpstreamSpec, registryAddress: String
    ) {
        self.pool = pool
        self.spec = spec
        authority = address.authority
        plainLines = Array("Host: \(address.authority)\r\n".utf8)
        credentialLines = plainLines + Self.lines(of: spec.credentials)
        basePath = address.basePath
        self.registryAddress = registryAddress
    }

    /// `Authorization`, or nothing where there is none, or another one each time.
    static func lines(of credentials: UpstreamSpec.Credentials) -> [UInt8] {
        switch credentials {
        case .none, .session, .signature, .iam:
            return []
        case .basic(let user, let password):
            let pair = Base64.encode(Array("\(user):\(password.reveal())".utf8))
            return Array("Authorization: Basic \(pair)\r\n".utf8)
        case .token(let scheme, let token):
            return Array("Authorization: \(scheme) \(token.reveal())\r\n".utf8)
        }
    }

    /// Whether the upstream's own account is used with the same lines each time.
    var hasFixedCredential: Bool {
        switch spec.credentials {
        case .none, .token: true
        // Harbor does not say that a password is wrong, and freezes the account: it is looked at with care.
        case .basic: spec.kind != .harbor
        case .session, .signature, .iam: false
        }
    }

    /// Whether an answer has shown within the last minute that the fixed credential is taken.
    func isCredentialProven(now: NIODeadline) -> Bool { now < provenUntil }

    /// What a call said about the credential.
    func credential(isProven: Bool, now: NIODeadline) {
        provenUntil = isProven ? now + Self.proof : .uptimeNanoseconds(0)
    }
}
