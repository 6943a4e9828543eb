package import Domain

/// Knows callers by user name and password, for clients that speak Basic (RFC 7617) only.
package protocol PasswordCheck: Sendable {
    /// - Parameter address: the client's, as logins are counted by.
    /// - Throws: `.loginRefused`, `.accountRefused`, `.throttled` or what kept it from being found out.
    func principal(user: String, password: String, address: String) async throws(GatewayError) -> Principal
}
