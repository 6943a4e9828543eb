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
        for organization in try await vault.missingGrants(of: user) {
            try await give(user.grant(in: organization), to: user, on: upstream)
        }
    }

    /// Takes from a user what it was given, or may have been.
    func release(_ user: BoundUserRecord, on upstream: UpstreamSpec) async throws(GatewayError) {
        for organization in user.organizations.union(user.begun).sorted() {
            let grant = user.grant(in: organization)
            try await change(user.organizations.contains(organization) ? .removal : .recall, grant, on: upstream)
            try await vault.dropGrant(grant)
        }
    }

    private func give(
        _ grant: BoundUserGrant, to user: BoundUserRecord, on upstream: UpstreamSpec
    ) async throws(GatewayError) {
        var isAsked = false
        // Once more only when the namespace has deleted the organization and made it anew meanwhile.
        while try await vault.beginGrant(grant) {
            isAsked = true
            try await change(.manage(userName: user.userName), grant, on: upstream)
            if try await vault.confirmGrant(grant) { return }
        }
        if isAsked { await takeBack(grant, on: upstream) }
    }

    /// One that could not be taken back stays noted, and is tried again with the next change of either namespace.
    private func takeBack(_ grant: BoundUserGrant, on upstream: UpstreamSpec) async {
        do throws(GatewayError) {
            try await change(.recall, grant, on: upstream)
            try await vault.dropGrant(grant)
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
