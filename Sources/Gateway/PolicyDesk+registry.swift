import Domain
import Policy

extension PolicyDesk {
    /// The policies, on the registry that a question names.
    func ruleset(for question: PolicyQuestion) throws(Refusal) -> Ruleset {
        guard let name = question.registry else { return ruleset }
        guard ruleset.registry != nil else {
            throw Refusal(usage: "upstreams.yaml has no \"registry\": there is none to ask for another with --registry")
        }
        let known = ruleset.upstreams.filter { $0.kind == .harbor || $0.kind == .swr }.map(\.name)
        guard known.contains(name), let place = ruleset.upstreams.firstIndex(where: { $0.name == name }) else {
            throw Refusal(
                usage: "--registry is the name of an upstream of kind harbor or swr, one of "
                    + "\(known.joined(separator: ", ")), not \"\(name)\"")
        }
        return ruleset.onRegistry(place)
    }

    /// What there is to say about the registry behind a route, whoever asks.
    static func registryNotes(_ ruleset: Ruleset, _ route: CompiledRoute) -> [String] {
        var notes: [String] = []
        let name = ruleset.registryName(of: route, for: nil)
        let isSWR = ruleset.factPlace(of: route, for: nil).map { ruleset.upstreams[$0].kind } == .swr
        if let name {
            let others = (ruleset.registry?.namespaces ?? [:]).sorted { $0.key < $1.key }.map {
                "of \($0.key) \(ruleset.upstreams[$0.value].name)"
            }
            notes.append("the registry is \(([name] + others).joined(separator: ", "))")
        }
        if route.readsFacts {
            notes.append(
                "what is the caller's own is asked of the registry"
                    + (isSWR
                        ? ""
                        : "; a namespace without an account there gets 403 "
                            + GatewayError.Code.accountMissing.rawValue))
        }
        return notes
    }
}
