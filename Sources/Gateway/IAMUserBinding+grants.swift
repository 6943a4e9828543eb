import Domain
import Policy
import Proxy
import Store
import Telemetry
import Translation

/// The permissions of bound users: given one by one, and taken back where the organization is another namespace's by
/// now.
///
/// An organization may be deleted, and another namespace may make one of its name, at any moment, also through another
/// process. So each permission is noted as begun before SWR is asked, if the organization is still the namespace's, and
/// looked at again when SWR has given it.
extension IAMUserBinding {
    func grantMissing(in namespace: String, on upstream: UpstreamSpec) async throws(GatewayError) {
        for stray in try await vault.strayGrants(of: namespace, on: upstream.name) {
            await takeBack(stray, on: upstream)
        }
        guard let user = try await vault.boundUser(of: namespace, on: upstream.name) else { return }
        try await each(of: try await vault.missingGrants(of: user)) { (organization) async throws(GatewayError) in
            try await give(user.grant(in: organization), to: user, on: upstream)
        }
    }

    /// Tries again, for every namespace, what could not be taken back. Ends early, between two, when cancelled.
    func takeBackStrays(on upstream: UpstreamSpec) async {
        guard let strays = try? await vault.strayGrants(of: nil, on: upstream.name) else { return }
        for stray in strays {
            guard !Task.isCancelled else { return }
            // In a task of its own, which is not cancelled halfway.
            await Task { await takeBack(stray, on: upstream) }.value
        }
    }

    /// Takes from a user what it was given, or may have been.
    func release(_ user: BoundUserRecord, on upstream: UpstreamSpec) async throws(GatewayError) {
        let organizations = user.organizations.union(user.begun).sorted()
        try await each(of: organizations) { (organization) async throws(GatewayError) in
            let grant = user.grant(in: organization)
            if user.organizations.contains(organization) {
                try await change(.removal, grant, on: upstream)
                try await vault.dropGrant(grant)
            } else {
                try await change(.recall, grant, on: upstream)
                try await vault.settleRecall(grant)
            }
        }
    }

    /// One that fails keeps no other from its turn.
    /// - Throws: the first error, when all have had it.
    private func each(
        of organizations: [String], _ body: (String) async throws(GatewayError) -> Void
    ) async throws(GatewayError) {
        var first: GatewayError?
        for organization in organizations {
            do throws(GatewayError) {
                try await body(organization)
            } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
    }

    private func give(
        _ grant: BoundUserGrant, to user: BoundUserRecord, on upstream: UpstreamSpec
    ) async throws(GatewayError) {
        var isAsked = false
        // Once more only when the namespace has deleted the organization and made it anew meanwhile.
        while try await vault.beginGrant(grant) {
            isAsked = true
            do throws(GatewayError) {
                try await change(.manage(userName: user.userName), grant, on: upstream)
            } catch {
                // It may come to be after somebody has looked for it, in vain, and dropped the note.
                if !error.isUnsent { try? await vault.doubtGrant(grant) }
                throw error
            }
            if try await vault.confirmGrant(grant) { return }
        }
        if isAsked { await takeBack(grant, on: upstream, isAnswered: true) }
    }

    /// One that could not be taken back, or may still come to be, stays noted. It is tried again with the next change of
    /// either namespace, and from time to time.
    /// - Parameter isAnswered: SWR has given it, so that it does not come to be any more.
    private func takeBack(_ grant: BoundUserGrant, on upstream: UpstreamSpec, isAnswered: Bool = false) async {
        do throws(GatewayError) {
            guard try await vault.beginRecall(grant) else { return }
            try await change(.recall, grant, on: upstream)
            if isAnswered {
                try await vault.dropGrant(grant)
            } else {
                try await vault.settleRecall(grant)
            }
        } catch {
            audit.note(
                .refusal, failure: error.code, target: upstream.name,
                detail: "user \(grant.userID) may still manage what is not his: \(error.message ?? error.code.message)")
        }
    }

    /// Carries out at SWR what it takes.
    private func change(
        _ change: SWRUserGrant.Change, _ grant: BoundUserGrant, on upstream: UpstreamSpec
    ) async throws(GatewayError) {
        do throws(GatewayError) {
            var machine = try SWRUserGrant.machine(change, of: grant.userID, in: grant.organization)
            var step = machine.begin()
            while case .call(let call) = step {
                step = machine.receive(try await calls.send(call, as: .upstream, to: upstream))
            }
            if case .fail(let error) = step { throw error }
        } catch {
            throw GatewayError(
                error.code, message: "project \(grant.organization): \(error.message ?? error.code.message)",
                detail: "\(error.detail); user \(grant.userID)", retryAfter: error.retryAfter)
        }
    }
}
