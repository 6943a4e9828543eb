extension RegistryFacts {
    /// These answers with others that came later.
    package func merged(with later: RegistryFacts) -> RegistryFacts {
        var merged = self
        if later.account != .unknown { merged.account = later.account }
        if let projects = later.projects { merged.projects = projects }
        merged.labels.merge(later.labels) { $1 }
        merged.members.merge(later.members) { $1 }
        merged.gatewayAccounts.merge(later.gatewayAccounts) { $1 }
        return merged
    }

    /// Whether anybody has said which projects are the namespace's own. Who has no account has none.
    var knowsProjects: Bool { projects != nil || account == .none }

    /// Takes the answers to some questions from what is known otherwise; of what is not said there is nothing.
    /// - Parameter knowsAccounts: whether the registry has accounts of namespaces, of which somebody is asked then.
    mutating func answer(_ questions: [FactQuestion], from known: RegistryFacts, knowsAccounts: Bool = true) {
        if knowsAccounts || questions.contains(.account) { account = known.account == .unknown ? .none : known.account }
        for question in questions {
            switch question {
            case .account: continue
            case .projects: projects = known.projects ?? Projects(names: [], numbers: [])
            case .label(let number): labels[number] = known.labels[number] ?? .absent
            case .member(let project, let number):
                let member = Member(project: project, number: number)
                members[member] = known.members[member] ?? 0
            case .gatewayAccount(let name): gatewayAccounts[name] = known.gatewayAccounts[name] ?? !knowsAccounts
            }
        }
    }
}
