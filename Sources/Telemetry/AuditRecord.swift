/// One line of the audit log: an authentication, or an act that changed who may do what.
package struct AuditRecord {
    package enum Event: String, Sendable, CaseIterable {
        /// A name and password were presented for a token.
        case login
        /// A token was presented for another one.
        case refresh
        case logout
        /// A superseded token was used to refresh, which ended its session: one of the two holders had stolen it.
        case reuse
        /// A request was refused, for who sent it or what he may do.
        case refusal
        case userAdded = "user-added"
        case userDeleted = "user-deleted"
        case statusChanged = "status-changed"
        case passwordChanged = "password-changed"
        case sessionsEnded = "sessions-ended"
        /// The account of a namespace at the registry was made, or got another password.
        case registryAccountAdded = "registry-account-added"
        case registryPasswordChanged = "registry-password-changed"
        /// A registry elsewhere was added to those of a namespace, or removed from them.
        case thirdRepositoryAdded = "third-repository-added"
        case thirdRepositoryRemoved = "third-repository-removed"
        /// A token was issued by the command line.
        case tokenIssued = "token-issued"
        case keyAdded = "key-added"
        case keyRemoved = "key-removed"
        /// Changed policies were put in force, or refused whole.
        case policyReloaded = "policy-reloaded"
        case policyRefused = "policy-refused"
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
    /// Why it failed, a word of a closed set such as `GatewayError.Code` or `TokenFault`; `nil` on success.
    package var reason: String?
    /// Who did it: a login name as it was presented (on a failed login not a known user's), or `cli:` and the name of
    /// the system's user.
    package var actor: String?
    /// Only when the actor is known and authenticated.
    package var actorID: Int64?
    /// What was acted on: an account's name, a key's, a registry's, a route's id, a ruleset's identity.
    package var target: String?
    /// What became of it, such as the new status; `nil` where the event says all.
    package var detail: String?
    /// The peer's address and port.
    package var address: String?

    package init(time: Int64, event: Event, outcome: Outcome) {
        self.time = time
        self.event = event
        self.outcome = outcome
    }

    /// Writes the whole line. The members are always the same ones, in the same order, `null` when absent.
    package func write(into line: inout JSONLine) {
        line.begin()
        line.time("time", milliseconds: time)
        line.string("requestId", requestID)
        line.string("event", event.rawValue)
        line.string("outcome", outcome.rawValue)
        line.string("reason", reason)
        line.string("actor", actor)
        line.integer("actorId", actorID)
        line.string("target", target)
        line.string("detail", detail)
        line.string("address", address)
        line.end()
    }
}
