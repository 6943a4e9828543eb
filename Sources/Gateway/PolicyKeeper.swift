import Domain
import Foundation
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

    /// Reads the files, and puts them in force if nothing is wrong with them.
    func reload() async {
        seen = FileStamp.all(in: directory)
        let ruleset: Ruleset
        do throws(PolicyFindings) {
            ruleset = try PolicyLoader.load(directory: directory, environment: environment)
        } catch {
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

    /// The same when a file has changed since the last time, whether that went well or not.
    func reloadIfChanged() async {
        guard FileStamp.all(in: directory) != seen else { return }
        await reload()
    }

    private func refuse(_ findings: [Finding]) {
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

/// What tells one state of a file from another without reading it.
struct FileStamp: Equatable, Sendable {
    private let seconds: Int
    private let nanoseconds: Int
    private let size: Int64
    private let number: UInt64

    /// Of every file that may be a policy, by its path. Links are followed: a directory that is swapped as a whole, as
    /// Kubernetes does with a ConfigMap, shows as changed files.
    static func all(in directory: String) -> [String: FileStamp] {
        var stamps: [String: FileStamp] = [:]
        for folder in [directory, directory + "/routes"] {
            for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            where name.hasSuffix(".yaml") || name.hasSuffix(".yml") {
                let path = "\(folder)/\(name)"
                var facts = stat()
                guard stat(path, &facts) == 0 else { continue }
                stamps[path] = FileStamp(
                    seconds: facts.st_mtim.tv_sec, nanoseconds: facts.st_mtim.tv_nsec, size: Int64(facts.st_size),
                    number: UInt64(facts.st_ino))
            }
        }
        return stamps
    }
}
