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
    var facts: RegistryFacts?
}
