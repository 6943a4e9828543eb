/// For how long an account that the upstream refused is not tried again. Harbor makes each wrong password wait, and all
/// right ones of the same user with it, for a second and a half: asking on would keep the account shut.
///
/// The times are Unix seconds, given by the caller.
struct CredentialBreaker: Sendable {
    /// Long enough that trying costs the registry nothing, short enough for whoever has just mended the account.
    static let shortest: Int64 = 30
    static let longest: Int64 = 300

    private var openedAt: Int64 = 0
    private(set) var wait: Int64 = 0

    func isOpen(at now: Int64) -> Bool {
        // One that was opened in the future was opened by a clock that has been set back since.
        wait > 0 && (openedAt..<openedAt + wait).contains(now)
    }

    /// Waits twice as long as the last time, unless the account was good for some minutes in between.
    mutating func open(at now: Int64) {
        let isRepeated = wait > 0 && (openedAt..<openedAt + wait + Self.longest).contains(now)
        wait = isRepeated ? min(2 * wait, Self.longest) : Self.shortest
        openedAt = now
    }
}
