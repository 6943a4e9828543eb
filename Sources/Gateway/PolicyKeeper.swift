import Domain
import Logging
import Policy
import Telemetry

/// Takes up changed policies while the gateway runs, whole or not at all: whatever is wrong with them, the last good ones
/// stay, and readiness, metrics and the log say what is wrong.
actor PolicyKeeper {
    /// What is enforced, and whether the files are that.
    struct Status: Sendable {
        /// SHA-256 of the files that are enforced.
        var identity: String
        var routes: Int
        /// Of the last attempt; empty when it was taken up.
        var findings: [Finding] = []
        /// How often other policies were put in force.
        var reloads: UInt64 = 0
        var refusals: UInt64 = 0
        /// Of the policy in shadow mode; `nil` without one.
        var shadowIdentity: String?
        /// What is wrong with its files: then the last good one is evaluated on.
        var shadowFindings: [Finding] = []
        var shadowRefusals: UInt64 = 0
    }

    /// Where policies come from.
    struct Source: Sendable {
        let directory: String
        /// Of a second policy that is evaluated beside it, never enforced.
        let shadowDirectory: String?
        let environment: PolicyEnvironment

        func stamps() -> [String: FileStamp] {
            FileStamp.all(in: directory).merging(
                shadowDirectory.map(FileStamp.all) ?? [:], uniquingKeysWith: { first, _ in first })
        }

        /// Reads files and compiles: away from everything that must go on meanwhile.
        func load() -> (enforced: Result<Ruleset, PolicyFindings>, shadow: Result<Ruleset, PolicyFindings>?) {
            (load(directory), loadShadow())
        }

        func loadShadow() -> Result<Ruleset, PolicyFindings>? { shadowDirectory.map(load) }

        private func load(_ directory: String) -> Result<Ruleset, PolicyFindings> {
            do throws(PolicyFindings) {
                return .success(try PolicyLoader.load(directory: directory, environment: environment))
            } catch {
                return .failure(error)
            }
        }
    }

    private let source: Source
    /// The last good ones.
    private var enforced: Ruleset
    private var shadow: Ruleset?
    private let audit: AuditTrail
    private let logger: Logger
    private var front: ListenerGroup?
    private var isReloading = false
    private var isAskedAgain = false
    private var pending: [String: FileStamp] = [:]
    private var beats = 0
    private static let retry = 15
    private var seen: [String: FileStamp]
    private(set) var status: Status

    /// - Parameter ruleset: what was read at the start.
    init(_ source: Source, ruleset: Ruleset, shadow: Ruleset?, audit: AuditTrail, logger: Logger) {
        self.source = source
        enforced = ruleset
        self.shadow = shadow
        self.audit = audit
        self.logger = logger
        status = Status(
            identity: ruleset.identity, routes: ruleset.routes.count, shadowIdentity: shadow?.identity)
        seen = source.stamps()
    }

    /// What is enforced.
    var ruleset: Ruleset { enforced }

    func attach(_ front: ListenerGroup) {
        self.front = front
    }

    /// Reads the files, and puts them in force if nothing is wrong with them. One at a time, so that what was read last is
    /// in force last: a call while one runs makes it look once more, and returns at once.
    func reload() async {
        guard !isReloading else {
            isAskedAgain = true
            return
        }
        isReloading = true
        repeat {
            isAskedAgain = false
            await reloadOnce()
        } while isAskedAgain
        isReloading = false
    }

    private func reloadOnce() async {
        seen = source.stamps()
        let source = source
        // Away from the actor: a disk that does not answer must not keep readiness from saying so.
        let outcome = await Task.detached { source.load() }.value
        let ruleset: Ruleset
        switch outcome.enforced {
        case .success(let loaded):
            ruleset = loaded
            takeShadow(outcome.shadow)
        case .failure(let error):
            refuse(error.findings)
            // What is only tried does not wait for the other to be mended.
            takeShadow(outcome.shadow)
            try? await front?.adopt(enforced, shadow: shadow)
            return
        }
        do {
            try await front?.adopt(ruleset, shadow: shadow)
        } catch {
            refuse([Finding(file: source.directory, line: 0, column: 0, message: "\(error)", source: "")])
            return
        }
        // What a variable or a secret's file gives may be another while the policies' own files are the same.
        let isSame =
            ruleset.identity == status.identity && ruleset.upstreams == enforced.upstreams
            && ruleset.credentials == enforced.credentials && ruleset.registry == enforced.registry
        enforced = ruleset
        status.identity = ruleset.identity
        status.routes = ruleset.routes.count
        status.findings = []
        logger.notice(
            isSame ? "the policies are as they were" : "the policies are taken up",
            metadata: ["routes": "\(ruleset.routes.count)", "identity": "\(ruleset.identity.prefix(12))"])
        guard !isSame else { return }
        status.reloads += 1
        audit.note(.policyReloaded, target: ruleset.identity)
    }

    /// To be called on a steady beat: reads the files when they have changed since the last time, but not before they were
    /// the same on two beats, since a file that is being written may be valid half-way. While the last attempt is refused it
    /// is made again now and then: what was missing may be a secret's file, which is none of the policies.
    func beat() async {
        let stamps = source.stamps()
        defer { pending = stamps }
        beats += 1
        let isDue = beats.isMultiple(of: Self.retry)
        if stamps != seen && stamps == pending || isDue && !status.findings.isEmpty {
            await reload()
        } else if isDue, !status.shadowFindings.isEmpty, !isReloading {
            await reloadShadow()
        }
    }

    /// Tries the policy in shadow mode alone once more: the other one is as it was.
    private func reloadShadow() async {
        isReloading = true
        let source = source
        let outcome = await Task.detached { source.loadShadow() }.value
        takeShadow(outcome)
        if status.shadowFindings.isEmpty { try? await front?.adopt(enforced, shadow: shadow) }
        isReloading = false
        if isAskedAgain { await reload() }
    }

    /// A policy in shadow mode that is broken stops nothing: the last good one is evaluated on.
    private func takeShadow(_ outcome: Result<Ruleset, PolicyFindings>?) {
        switch outcome {
        case nil: return
        case .success(let ruleset):
            shadow = ruleset
            status.shadowIdentity = ruleset.identity
            status.shadowFindings = []
        case .failure(let error):
            // Told once, however often it is tried again.
            guard error.findings != status.shadowFindings else { return }
            status.shadowFindings = error.findings
            status.shadowRefusals += 1
            for finding in error.findings { logger.error("\(finding)") }
            logger.error("the policies in shadow mode are refused: the last good ones are evaluated on")
        }
    }

    private func refuse(_ findings: [Finding]) {
        // Told once, however often it is tried again.
        guard findings != status.findings else { return }
        status.findings = findings
        status.refusals += 1
        for finding in findings { logger.error("\(finding)") }
        logger.error(
            "the policies are refused: the last good ones stay",
            metadata: ["findings": "\(findings.count)", "identity": "\(status.identity.prefix(12))"])
        audit.note(
            .policyRefused, outcome: .failure, target: status.identity, detail: findings.first.map(Self.headline))
    }

    /// The first line of a finding: the line of the file below it may hold what is nobody's business.
    static func headline(_ finding: Finding) -> String {
        String(finding.description.prefix { $0 != "\n" })
    }
}
