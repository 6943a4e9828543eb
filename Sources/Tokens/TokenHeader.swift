internal import Domain

/// A token's header (RFC 7515 §4), read strictly: `alg`, `typ` and `kid`, each a string, and nothing else. Every other
/// member that RFC 7515 to 7797 have registered (`crit`, `b64`, `jku`, `jwk`, `x5u`, `x5c`, `zip`, `enc`, `cty`) asks a
/// verifier to do something that this one does not do, and this gateway's own issuer writes none.
struct TokenHeader {
    /// RFC 9068 §2.1: what keeps an access token apart from every other kind (RFC 8725 §3.11).
    static let type = "at+jwt"
    /// What tokens of other issuers may say; RFC 9068 §4 has the first two.
    private static let foreignTypes = [type, "application/at+jwt", "jwt"]

    let algorithm: String
    let key: KeyIdentifier
    private let type: String

    init(_ members: [String: JSONValue]) throws(TokenFault) {
        guard members.count == 3, case .string(let algorithm)? = members["alg"],
            case .string(let type)? = members["typ"], case .string(let kid)? = members["kid"]
        else { throw .header }
        guard let key = KeyIdentifier(kid) else { throw .keyUnknown }
        self.algorithm = algorithm
        self.key = key
        self.type = type
    }

    /// Whether it is an access token; `isForeign`: by a key of another issuer.
    func isAccess(isForeign: Bool) -> Bool {
        isForeign ? Self.foreignTypes.contains(type.lowercased()) : type == Self.type
    }

    /// The JSON text of a header. The names of algorithms and keys need no escaping.
    static func text(for key: SigningKey) -> String {
        #"{"alg":"\#(key.algorithm.rawValue)","kid":"\#(key.id)","typ":"\#(type)"}"#
    }
}
