import Domain
import Policy
import Proxy
import Store
import Telemetry
import Translation

/// What is known of registries, and beside it of the users of the IAM that are the accounts of namespaces on SWR: who
/// they are as members, and that they get their permission in what is made from now on.
struct BoundUserFacts: RegistryFactSource {
    let base: any RegistryFactSource
    let vault: Vault
    let binding: IAMUserBinding
    /// The upstream of this name, as the policy has it now.
    let registry: @Sendable (String) async -> UpstreamSpec?

    func facts(
        _ questions: [FactQuestion], about principal: Principal, on upstream: UpstreamSpec
    ) async throws(GatewayError) -> RegistryFacts {
        var facts = try await base.facts(questions, about: principal, on: upstream)
        guard upstream.kind == .swr, questions.contains(where: \.isAboutUser),
            let user = try await vault.boundUser(of: principal.namespace, on: upstream.name)
        else { return facts }
        let number = SWRMemberNumber.of(userID: user.userID)
        for question in questions {
            switch question {
            case .account: facts.account = .known(id: number, name: user.userName)
            // Members of SWR have the numbers of their users.
            case .member(let project, let member):
                let key = RegistryFacts.Member(project: project, number: member)
                facts.members[key] = member == number ? number : 0
            default: break
            }
        }
        return facts
    }

    func keptProjects(of namespace: String?, on upstream: String) async throws(GatewayError) -> [KeptProject] {
        try await base.keptProjects(of: namespace, on: upstream)
    }

    func keep(_ change: ProjectChange, of namespace: String, on upstream: String) async throws(GatewayError) {
        switch change {
        case .add(let name, _):
            // Of one that had its name, and is gone. Before it is kept: what follows may not come to be.
            try await vault.forgetGrants(in: name, on: upstream, of: namespace, begun: true)
            try await base.keep(change, of: namespace, on: upstream)
        // Of Harbor, or not made yet: nothing that the user could have a permission in. With what is removed the store
        // forgets its notes. What may have vanished keeps them, and they count for nothing once it is not kept.
        case .remove, .grant, .withdraw, .vanish, .miss, .see, .affirm, .intend, .reclaim, .forgo:
            try await base.keep(change, of: namespace, on: upstream)
        }
    }

    /// That the user of the namespace lacks his permission in a new organization does not undo it: he may be gone from
    /// the IAM. Until it is made up for, by asking for the account again or with the next organization, he does not
    /// count as the namespace's account.
    func followUp(_ change: ProjectChange, of namespace: String, on name: String) async {
        await base.followUp(change, of: namespace, on: name)
        guard case .add = change, let upstream = await registry(name), upstream.userBinding != nil else { return }
        do throws(GatewayError) {
            try await binding.complete(namespace, on: upstream)
        } catch {
            binding.audit.note(
                .refusal, failure: error.code, target: name,
                detail: "the user of namespace \(namespace) lacks permissions: \(error.message ?? error.code.message)")
        }
    }

    func forget(namespace: String?) async { await base.forget(namespace: namespace) }
}

extension FactQuestion {
    fileprivate var isAboutUser: Bool {
        switch self {
        case .account, .member: true
        default: false
        }
    }
}
