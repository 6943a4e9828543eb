/// One line of the audit log: an authentication, or an act that changed who may do what.
package struct AuditRecord {
    package enum Event: String, Sendable, CaseIterable {
        /// A name and password were presented.
        case login
        /// The first administrator's account was created.
        case bootstrap
        case start, stop
    }

    package enum Outcome: String, Sendable {
        case success, failure
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    package var time: Int64
    /// `nil` for what the process did by itself.
    package var requestID: String?
    package var event: Event
    package var outcome: Outcome
    /// Why it failed, a word of a closed set such as `GatewayError.Code`; `nil` on success.
    package var reason: String?
    /// The name as it was presented: on a failed login not a known user's.
    package var user: String?
    /// Only when the user is known and authenticated.
    package var userID: Int64?
    package var client: String?
    /// What was acted on, such as a ruleset's identity.
    package var subject: String?

    package init(
        time: Int64, requestID: String? = nil, event: Event, outcome: Outcome, reason: String? = nil,
        user: String? = nil, userID: Int64? = nil, client: String? = nil, subject: String? = nil
    ) {
        self.time = time
        self.requestID = requestID
        self.event = event
        self.outcome = outcome
        self.reason = reason
        self.user = user
        self.userID = userID
        self.client = client
        self.subject = subject
    }

    /// Writes the whole line. The members are always the same ones, in the same order, `null` when absent.
    package func write(into line: inout JSONLine) {
        line.begin()
        line.time("time", milliseconds: time)
        line.string("requestId", requestID)
        line.string("event", event.rawValue)
        line.string("outcome", outcome.rawValue)
        line.string("reason", reason)
        line.string("user", user)
        line.integer("userId", userID)
        line.string("client", client)
        line.string("subject", subject)
        line.end()
    }
}
