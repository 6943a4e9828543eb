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
        var reloads: UInt64 = 0
        var refusals: UInt64 = 0
    }

    private let directory: String
    private let environment: PolicyEnvironment
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
    init(
        directory: String, environment: PolicyEnvironment, ruleset: Ruleset, audit: AuditTrail, logger: Logger
    ) {
        self.directory = directory
        self.environment = environment
        self.audit = audit
        self.logger = logger
        status = Status(identity: ruleset.identity, routes: ruleset.routes.count)
        seen = FileStamp.all(in: directory)
    }

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
        seen = FileStamp.all(in: directory)
        let (directory, environment) = (directory, environment)
        // Away from the actor: a disk that does not answer must not keep readiness from saying so.
        let outcome = await Task.detached { () -> Result<Ruleset, PolicyFindings> in
            do throws(PolicyFindings) {
                return .success(try PolicyLoader.load(directory: directory, environment: environment))
            } catch {
                return .failure(error)
            }
        }.value
        let ruleset: Ruleset
        switch outcome {
        case .success(let loaded): ruleset = loaded
        case .failure(let error):
            refuse(error.findings)
            return
        }
        do {
            try await front?.adopt(ruleset)
        } catch {
            refuse([Finding(file: directory, line: 0, column: 0, message: "\(error)", source: "")])
            return
        }
        let isSame = ruleset.identity == status.identity
        status.identity = ruleset.identity
        status.routes = ruleset.routes.count
        status.findings = []
        status.reloads += 1
        logger.notice(
            isSame ? "the policies are as they were" : "the policies are taken up",
            metadata: ["routes": "\(ruleset.routes.count)", "identity": "\(ruleset.identity.prefix(12))"])
        audit.note(.policyReloaded, target: ruleset.identity)
    }

    /// To be called on a steady beat: reads the files when they have changed since the last time, but not before they were
    /// the same on two beats, since a file that is being written may be valid half-way. While the last attempt is refused it
    /// is made again now and then: what was missing may be a secret's file, which is none of the policies.
    func beat() async {
        let stamps = FileStamp.all(in: directory)
        defer { pending = stamps }
        beats += 1
        let isDue = !status.findings.isEmpty && beats.isMultiple(of: Self.retry)
        guard isDue || stamps != seen && stamps == pending else { return }
        await reload()
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
        audit.note(.policyRefused, target: status.identity, detail: findings.first.map(Self.headline))
    }

    /// The first line of a finding: the line of the file below it may hold what is nobody's business.
    static func headline(_ finding: Finding) -> String {
        String(finding.description.prefix { $0 != "\n" })
    }
}
