extension CredentialsCompiler {
    /// Where an upstream's accounts come from, where they are bound; `nil` where there are none, or after a finding.
    /// - Parameter credentials: the upstream's own, as they were compiled.
    func userBinding(
        of declaration: UpstreamDeclaration, _ credentials: UpstreamSpec.Credentials, _ log: inout FindingLog
    ) -> UpstreamSpec.UserBinding? {
        guard let accounts = declaration.accounts,
            word(accounts, "accounts", AccountSource.self, &log) == .bind
        else { return nil }
        guard case .huawei(let huawei)? = declaration.credentials?.content else {
            log.add(
                "\"accounts\" that are bound need \"credentials\" of kind huawei: they say at which IAM, and of which "
                    + "domain", at: accounts.position)
            return nil
        }
        switch credentials {
        case .iam(let account):
            return UpstreamSpec.UserBinding(
                identityService: account.upstream, domain: account.domain, ownUser: account.user)
        case .signature: return userBinding(of: huawei, &log)
        // Of these it is told already what is wrong.
        case .none, .basic, .token, .session: return nil
        }
    }

    /// Where requests are signed, what a login needs is looked up for this alone.
    private func userBinding(
        of declaration: HuaweiDeclaration, _ log: inout FindingLog
    ) -> UpstreamSpec.UserBinding? {
        var values: [String: Located<String>] = [:]
        for key in ["iam", "domain"] {
            values[key] = declaration.values[key]
            if values[key] == nil {
                log.add("\"credentials\" beside accounts that are bound need \"\(key)\"", at: declaration.position)
            }
        }
        guard let iam = values["iam"], let domain = values["domain"].flatMap({ resolve($0, &log) }) else { return nil }
        // That there is none of this name is told by `checkNames`.
        guard let service = upstreams[iam.value] else { return nil }
        if service.address == nil {
            log.add("the upstream \(iam.value) is switched off, and accounts are bound there", at: iam.position)
        }
        return UpstreamSpec.UserBinding(identityService: service, domain: domain, ownUser: nil)
    }
}
