/// What a token is for, as its claim `token_use` says: the explicit typing that RFC 8725 §3.11 asks for, so that a token
/// of one kind never passes for another. Compared before any other claim.
enum TokenUse: String {
    /// Presented with each request.
    case access

    static let claim = "token_use"
}
