import Domain
import Store

extension RunningGateway {
    /// What an operator should see when it has started: where it listens, what it enforces, and what is missing. Holds
    /// the administrator's password when one was made just now: it is nowhere else.
    package func announcement(administrator: String) -> [String] {
        var lines = [
            "breakwater \(Version.current) listens on \(listenURL), admin on \(adminURL)",
            "policies: \(ruleset.routes) routes, identity \(ruleset.identity.prefix(12))",
        ]
        lines += upstreamsOff.map { "warning: upstream \($0) is off: its url is empty, so its routes answer 503" }
        switch bootstrap {
        case .createdWithPassword(let password):
            lines.append("administrator \(administrator), password \(password.reveal()) (shown this once: keep it)")
        case .created:
            lines.append("administrator \(administrator), password from the settings")
        case .existing:
            break
        case .existingWithoutRole:
            lines.append("warning: the account \(administrator) is there, but it is no system administrator")
        }
        return lines
    }
}
