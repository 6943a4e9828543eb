import Domain

/// The header of an access token. Members beyond `alg`, `typ` and `kid` are refused rather than ignored: each of those
/// that are registered (`crit`, `b64`, `jku`, `jwk`, `x5u`, `x5c`, `zip`, `enc`, `cty`) asks a verifier to do something
/// that this one does not do, and this gateway's own issuer writes none.
struct TokenHeader {
    /// RFC 9068 §2.1 would have `at+jwt` here, but libjwt 1.10 writes `JWT` whatever it is told and refuses to decode
    /// anything else. What keeps kinds of tokens apart is therefore the claim in `TokenUse`.
    private static let type = "JWT"

    let algorithm: String
    let key: KeyIdentifier

    init(_ members: [String: JSONValue]) throws(TokenFault) {
        guard members.count == 3, case .string(let algorithm)? = members["alg"],
            case .string(let type)? = members["typ"], case .string(let kid)? = members["kid"]
        else { throw .header }
        guard type == Self.type else { throw .type }
        guard let key = KeyIdentifier(kid) else { throw .keyUnknown }
        self.algorithm = algorithm
        self.key = key
    }
}
