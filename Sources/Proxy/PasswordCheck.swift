package import Domain

/// A caller whose password was right.
package struct KnownCaller: Sendable {
    package let principal: Principal
    /// Of the account; it grows with a change of password, role or status.
    package let version: Int64

    package init(principal: Principal, version: Int64) {
        self.principal = principal
        self.version = version
    }
}

/// Knows callers by user name and password, for clients that speak Basic (RFC 7617) only.
package protocol PasswordCheck: Sendable {
    /// - Parameter address: the client's, as logins are counted by.
    /// - Throws: `.loginRefused`, `.accountRefused`, `.throttled` or what kept it from being found out.
    func caller(user: String, password: String, address: String) async throws(GatewayError) -> KnownCaller
}
