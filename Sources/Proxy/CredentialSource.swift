package import Domain
package import Policy
package import Translation

/// In whose name the gateway asks an upstream.
package enum ActingAccount: Hashable, Sendable {
    /// The upstream's own account, from the policy.
    case upstream
    /// The account of a business namespace.
    case namespace(String)
}

/// What makes an upstream take a request.
package struct UpstreamCredential: Sendable {
    /// Of two for the same account, the later one has the larger number.
    package let serial: Int
    /// Header lines for GET, HEAD and OPTIONS, each with its end.
    package let lines: [UInt8]
    /// Those for other methods.
    package let changeLines: [UInt8]
    /// Where each request is signed: then the lines are empty.
    package let signer: (any RequestSigner)?
    /// Unix seconds; asked for anew from then on.
    package let goodUntil: Int64
    /// The registry's name of the user; empty where that is nobody's business.
    package let user: String

    package init(
        serial: Int, lines: [UInt8], changeLines: [UInt8], signer: (any RequestSigner)? = nil, goodUntil: Int64,
        user: String
    ) {
        self.serial = serial
        self.lines = lines
        self.changeLines = changeLines
        self.signer = signer
        self.goodUntil = goodUntil
        self.user = user
    }
}

/// Knows the credentials of accounts: opens sessions, fetches tokens, reads the vault. One for all event loops.
package protocol CredentialSource: Sendable {
    /// A credential that has not been refused yet. However many ask at once, one login is made.
    /// - Throws: `.accountMissing` for a namespace without an account; `.upstreamCredential` when the upstream does not
    ///   take it, at once and without asking again while the breaker of that account is open; or what kept the login
    ///   from being made.
    func credential(
        for account: ActingAccount, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> UpstreamCredential

    /// The upstream answered 401 to it: it is not given out again.
    /// - Parameter isRenewed: it was itself asked for after another one had been refused: now the breaker opens.
    func refused(
        _ credential: UpstreamCredential, of account: ActingAccount, on upstream: UpstreamSpec, isRenewed: Bool
    ) async
}
