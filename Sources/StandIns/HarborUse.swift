/// How often each way in was used.
package struct HarborUse: Sendable, Equatable {
    /// Sessions that were opened.
    package internal(set) var logins = 0
    package internal(set) var refusedLogins = 0
    /// Requests with a name and a password, right or wrong.
    package internal(set) var basicCalls = 0
    /// Requests that a session let in.
    package internal(set) var sessionCalls = 0
}
