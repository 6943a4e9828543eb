package import Domain
import Foundation
import Logging
import SQLiteStore
import Store
import Telemetry

/// What the commands do to the store of an installation, beside a running gateway or without one.
///
/// Each change is written to the store and to the audit log, and the running gateway, if there is one, has taken it up
/// when the command ends.
package struct Console: Sendable {
    let settings: Settings
    let store: any AccountStore
    let audit: AuditTrail
    private let auditLog: LogSink

    /// Opens the store of these settings. It has to be there: a mistyped path should not become a second, empty one.
    package init(_ settings: Settings) throws(StartupError) {
        self.settings = settings
        switch settings.store {
        case .sqlite(let path):
            guard FileManager.default.fileExists(atPath: path) else {
                throw StartupError(
                    path, "there is no store here", remedy: "start the gateway once, or name its settings by --config")
            }
            store = try SQLiteAccountStore(path: path)
        }
        // Standard output is for the command's answer.
        let target = settings.logs.audit == .standardOutput ? .off : settings.logs.audit
        let logger = Logger(label: "breakwater", factory: { StreamLogHandler.standardError(label: $0) })
        auditLog = try LogSink.make(target, logger: logger)
        audit = AuditTrail(sink: auditLog, operatorName: "cli:\(NSUserName())")
    }

    /// Tells the running gateway what changed. What the person should know of it, if anything, and whether a gateway may be
    /// running that does not know of the change.
    package func announce() -> (note: String?, isUnknown: Bool) {
        auditLog.flush()
        let isMissed = settings.logs.audit == .standardOutput
        let log = isMissed ? "the audit log is the gateway's output: this is not in it" : nil
        switch ControlSocket.tell(settings.stateDirectory) {
        case .done, .nobody: return (log, false)
        case .failed: return ("a gateway that runs could not be told, or not take all of it up: see its log", true)
        }
    }

    /// As the gateway that ran last had them: it may have been told by a flag where it listens.
    func files() async throws(StartupError) -> IdentityFiles {
        let noted = try await stored { store throws(StoreError) in try await store.issuer() }
        let issuer = settings.externalURL?.description ?? (noted.isEmpty ? "http://\(settings.listen)" : noted)
        _ = try await IdentityFiles.settle(settings, store)
        return try IdentityFiles(settings, externalURL: issuer, store: store, mayMakeKey: false)
    }

    func stored<Value>(
        _ body: (any AccountStore) async throws(StoreError) -> Value
    ) async throws(StartupError) -> Value {
        do {
            return try await body(store)
        } catch {
            throw StartupError("store", error.detail, remedy: "try again; see that the disk has room")
        }
    }

    func user(_ name: String) async throws(StartupError) -> UserRecord {
        let found = try await stored { store throws(StoreError) in try await store.user(named: name) }
        guard let found else {
            throw StartupError(name, "there is no user of this name", remedy: "see `breakwater user list`")
        }
        return found
    }

    /// `false` from the store: the row was changed after it was read.
    func change(
        _ body: (any AccountStore) async throws(StoreError) -> Bool
    ) async throws(StartupError) {
        guard try await stored(body) else {
            throw StartupError("store", "the account was changed meanwhile", remedy: "look at it and try again")
        }
    }
}
