package import Domain
import Foundation
import Store
import Telemetry
import Tokens

extension Console {
    /// A token key as the command line shows it.
    package struct Key: Sendable {
        package let id: String
        package let algorithm: String
        /// `signs`, `signs from …`, `verifies until …` or `verifies`.
        package let state: String
        package let issuer: String?
    }

    package func keys() async throws(StartupError) -> [Key] {
        let records = try await stored { store throws(StoreError) in try await store.keys() }
        let now = Identity.now()
        let signs = TokenKeys.signer(among: records, at: now)?.id
        return records.map { record in
            Key(
                id: record.id, algorithm: record.algorithm, state: Self.state(record, signs: record.id == signs, now),
                issuer: record.issuer)
        }
    }

    private static func state(_ record: KeyRecord, signs: Bool, _ now: Int64) -> String {
        let end = record.verifiesUntil.map { ", verifies until \(Moment.text($0))" } ?? ""
        if signs { return "signs\(end)" }
        if record.use == .sign, record.verifiesUntil == nil, record.signsFrom > now {
            return "signs from \(Moment.text(record.signsFrom))"
        }
        return end.isEmpty ? "verifies" : String(end.dropFirst(2))
    }

    /// Makes a key that signs after `keys.publishAhead`, or at once. Its name, and when it begins to sign.
    package func rotate(immediately: Bool) async throws(StartupError) -> (id: String, from: String) {
        let now = Identity.now()
        let ahead = immediately ? 0 : settings.keys.publishAhead.components.seconds
        guard let made = try await files().keys.rotate(ahead: ahead, now: now) else {
            throw StartupError("store", "another key was made meanwhile", remedy: "see `breakwater keys list`")
        }
        audit.note(.keyAdded, target: made.text)
        return (made.text, ahead == 0 ? "now" : Moment.text(now + ahead))
    }

    /// Removes a key at once; what it signed counts no more.
    package func retire(_ id: String) async throws(StartupError) {
        try await files().keys.retire(id, now: Identity.now())
        audit.note(.keyRemoved, target: id)
    }

    package func importKey(
        _ path: String, id: String, algorithm: String, verifyOnly: Bool, issuer: String?, immediately: Bool
    ) async throws(StartupError) {
        // Others may have read a public key; a private one or a secret is refused when they could have.
        let isPublic = verifyOnly && !algorithm.hasPrefix("HS")
        let contents = try PrivateFile.read(path, isPublic: isPublic)
        try await files().keys.add(
            imported: contents, id: id, algorithm: algorithm, verifyOnly: verifyOnly, issuer: issuer,
            ahead: immediately ? 0 : settings.keys.publishAhead.components.seconds, now: Identity.now())
        audit.note(.keyAdded, target: id)
    }
}
