import Domain

/// Looks up what upstreams refer to.
struct UpstreamCompiler {
    let environment: PolicyEnvironment

    func compile(_ declarations: [UpstreamDeclaration], _ log: inout FindingLog) -> [UpstreamSpec] {
        let addresses = declarations.map { address(of: $0, &log) }
        let sites = zip(declarations, addresses).map { UpstreamSpec.Site(name: $0.name.value, address: $1) }
        let accounts = CredentialsCompiler(
            environment: environment,
            upstreams: Dictionary(sites.map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first }))
        return zip(declarations, addresses).map { declaration, address in
            if let credentials = declaration.credentials { accounts.checkNames(credentials, &log) }
            // The credentials of an upstream that is off are not asked for.
            let credentials = address == nil ? nil : declaration.credentials.map { accounts.compile($0, &log) }
            let binding =
                address == nil || declaration.kind != .swr
                ? nil : accounts.userBinding(of: declaration, credentials ?? .none, &log)
            return UpstreamSpec(
                name: declaration.name.value, address: address, credentials: credentials ?? .none,
                declaresCredentials: declaration.credentials != nil, kind: declaration.kind,
                identityService: declaration.credentials?.identityService, userBinding: binding)
        }
    }

    /// Which of them is the registry; `nil` without a declaration, or after a finding.
    func registry(
        _ declaration: RegistryDeclaration?, among upstreams: [UpstreamSpec], _ log: inout FindingLog
    ) -> RegistryChoice? {
        guard let declaration else { return nil }
        let standard = place(declaration.kind, upstreams, &log)
        var namespaces: [String: Int] = [:]
        for (namespace, kind) in declaration.namespaces {
            if let place = place(kind, upstreams, &log) { namespaces[namespace.value] = place }
        }
        return standard.map { RegistryChoice(standard: $0, namespaces: namespaces) }
    }

    private func place(_ text: Located<String>, _ upstreams: [UpstreamSpec], _ log: inout FindingLog) -> Int? {
        let registries = upstreams.filter { $0.kind == .harbor || $0.kind == .swr }.map(\.name)
        do throws(ValueReference.Fault) {
            let name = try ValueReference(environment: environment).resolve(text.value)
            if let place = upstreams.firstIndex(where: { $0.name == name }), registries.contains(name) { return place }
            // What a variable holds is not shown: it may be another's secret.
            let shown = ValueReference.isReference(text.value) ? "what \(text.value) gives" : "\"\(name)\""
            let isUpstream = upstreams.contains { $0.name == name }
            let hint = isUpstream ? "" : Suggestion.text(for: name, among: registries)
            let known = registries.isEmpty ? "none" : registries.sorted().joined(separator: ", ")
            log.add(
                "\(shown) is no upstream of kind harbor or swr" + (hint.isEmpty ? ": known are \(known)" : hint),
                at: text.position)
        } catch {
            log.add(error.message, at: text.position)
        }
        return nil
    }

    /// `nil` for an upstream that is off, or after a finding.
    private func address(of declaration: UpstreamDeclaration, _ log: inout FindingLog) -> UpstreamSpec.Address? {
        do throws(ValueReference.Fault) {
            let url = try ValueReference(environment: environment).resolve(declaration.url.value)
            return url.isEmpty ? nil : address(url, at: declaration.url.position, &log)
        } catch {
            log.add(error.message, at: declaration.url.position)
            return nil
        }
    }

    private func address(
        _ url: String, at position: SourcePosition, _ log: inout FindingLog
    ) -> UpstreamSpec.Address? {
        do throws(UpstreamURL.Fault) {
            let address = try UpstreamURL.parse(url)
            if address.usesTLS {
                throw UpstreamURL.Fault(
                    problem: "https to an upstream is not supported in this version: use http on a network you trust")
            }
            return address
        } catch {
            log.add(error.problem, at: position)
            return nil
        }
    }
}
