package import Domain
import Foundation
import Store
import Telemetry
import Tokens

extension Console {
    /// What a token says, and what the gateway would say to it.
    package struct Inspection: Sendable {
        /// The header and the claims as they stand in the token; JSON if they are.
        package let header: String
        package let claims: String
        /// `valid until …` or `refused: …`.
        package let verdict: String
        package let isValid: Bool
    }

    /// A token for a user, in a session of its own.
    package func issueToken(for name: String) async throws(StartupError) -> String {
        let user = try await user(name)
        guard let role = user.role else {
            throw StartupError(name, "this account may not log in", remedy: "run `breakwater user approve \(name)`")
        }
        let files = try await files()
        // Longer than the running gateway's, maybe: what is known against it has to be kept for as long.
        try await stored { store throws(StoreError) in try await store.noteTokenLife(files.sessionLife + 60) }
        let now = Identity.now()
        let key = try await files.keys.ring().ring.signing(at: now)
        let token: String
        do {
            let principal = Principal(
                userID: user.id, name: user.name, role: role, namespace: user.namespace,
                session: try TokenIssuer.newSession())
            token = try files.issuer.issue(
                to: principal, version: user.version, authenticatedAt: now, now: now, signedBy: key)
        } catch {
            throw StartupError("token", "it cannot be issued: \(error)")
        }
        audit.note(.tokenIssued, target: name)
        return token
    }

    package func inspect(_ token: String) async throws(StartupError) -> Inspection {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        let texts = parts.prefix(2).map { Self.text(of: $0) }
        let verdict: String
        var isValid = false
        switch try await judge(token) {
        case .success(let verified):
            isValid = true
            verdict = "valid until \(Moment.text(verified.expiresAt))"
        case .failure(let fault):
            verdict = "refused: \(fault.rawValue)"
        }
        return Inspection(
            header: texts.first ?? "", claims: texts.count > 1 ? texts[1] : "", verdict: verdict, isValid: isValid)
    }

    /// Ends the session that a token is of, whether the token itself still counts or not. The user's name.
    package func revoke(token: String) async throws(StartupError) -> String {
        let files = try await files()
        let verifier = files.verifier(try await files.keys.ring().ring)
        let bytes = Array(token.utf8)
        let signed: VerifiedToken
        do throws(TokenFault) {
            signed = try verifier.signed(bytes.span, now: Identity.now())
        } catch {
            throw StartupError(
                "TOKEN", "no key here has signed it (\(error.rawValue))", remedy: "give --session or --user instead")
        }
        try await end(signed.principal.session, until: signed.expiresAt)
        return signed.principal.name
    }

    package func revoke(session: String) async throws(StartupError) {
        guard !session.isEmpty, session.utf8.count <= 256 else {
            throw StartupError("--session", "this is not a session", remedy: "give the `sid` of a token")
        }
        // Whose it is is not known, so it is kept for as long as any token may live.
        try await end(session, until: Identity.now() + TokenIssuer.lifetimes.upperBound)
    }

    private func end(_ session: String, until end: Int64) async throws(StartupError) {
        try await stored { store throws(StoreError) in
            try await store.endSession(session, until: end, now: Identity.now())
        }
        audit.note(.sessionsEnded, target: session)
    }

    /// Ends every session of a user.
    package func revoke(user name: String) async throws(StartupError) {
        let user = try await user(name)
        try await change { store throws(StoreError) in
            try await store.endSessions(of: user, now: Identity.now())
        }
        audit.note(.sessionsEnded, target: name)
    }

    private func judge(_ token: String) async throws(StartupError) -> Result<VerifiedToken, TokenFault> {
        let files = try await files()
        let verifier = files.verifier(try await files.keys.ring().ring)
        let standing = SessionStanding()
        standing.apply(try await stored { store throws(StoreError) in try await store.changes(after: 0) }.changes)
        let bytes = Array(token.utf8)
        let now = Identity.now()
        do throws(TokenFault) {
            let verified = try verifier.verify(bytes.span, now: now)
            let judgement = try standing.judge(verified)
            if now >= judgement.goodUntil { throw .superseded }
            return .success(verified)
        } catch {
            return .failure(error)
        }
    }

    private static func text(of part: Substring) -> String {
        let padded = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        let data = Data(base64Encoded: padded + String(repeating: "=", count: (4 - padded.count % 4) % 4))
        // Not a terminal's controls, whatever the token holds.
        return data.map { String(decoding: $0, as: UTF8.self) }?.unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? "\u{fffd}" : String(scalar)
        }.joined() ?? "(not base64url)"
    }
}
