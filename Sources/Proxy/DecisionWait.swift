import Domain
import Policy

/// What a decision waits for.
enum DecisionWait {
    /// A rule looks at the body.
    case body
    /// A rule, or the account that acts, has to be known from the registry or the store.
    case facts([FactQuestion])
    /// Somebody has to look at a password.
    case caller(PasswordLogin)
}

/// What has been found out for a decision so far.
struct Evidence {
    /// The whole body, where it was asked for.
    var body: [UInt8]?
    /// About `subject`.
    var facts: RegistryFacts?
    var subject: Principal?

    /// What is known about this caller. What was said about another role or namespace says nothing about this one.
    func facts(about principal: Principal?) -> RegistryFacts? {
        guard let facts, let subject, let principal, subject.role == principal.role,
            subject.namespace == principal.namespace
        else { return nil }
        return facts
    }
}
