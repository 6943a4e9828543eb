import Domain

/// Looks up what `credentials` refers to.
struct CredentialsCompiler {
    let environment: PolicyEnvironment
    /// Every upstream, by its name.
    let upstreams: [String: UpstreamSpec.Site]

    /// `.none` after a finding.
    func compile(_ declaration: CredentialsDeclaration, _ log: inout FindingLog) -> UpstreamSpec.Credentials {
        switch declaration.content {
        case .basic(let user, let password): return basic(user, password, &log)
        case .token(let scheme, let secret): return token(scheme, secret, &log)
        case .harbor(let auth, let user, let password):
            let way = word(auth, "auth", HarborAuthentication.self, &log)
            let pair = basic(user, password, &log)
            guard case .basic(let user, let password) = pair else { return .none }
            switch way {
            case .session: return .session(user: user, password: password)
            case .basic: return pair
            case nil: return .none
            }
        case .huawei(let declaration): return huawei(declaration, &log)
        }
    }

    /// Names that must be there whether they are looked up or not.
    func checkNames(_ declaration: CredentialsDeclaration, _ log: inout FindingLog) {
        guard case .huawei(let huawei) = declaration.content, let iam = huawei.values["iam"],
            upstreams[iam.value] == nil
        else { return }
        let hint = Suggestion.text(for: iam.value, among: upstreams.keys)
        log.add(
            "unknown upstream \"\(iam.value)\""
                + (hint.isEmpty ? ": known are \(upstreams.keys.sorted().joined(separator: ", "))" : hint),
            at: iam.position)
    }

    private func token(
        _ scheme: Located<String>, _ secret: Located<String>, _ log: inout FindingLog
    ) -> UpstreamSpec.Credentials {
        guard let token = resolve(secret, &log) else { return .none }
        guard isFieldText(token) else {
            log.add("the token holds a character that a field cannot carry", at: secret.position, hidesSource: true)
            return .none
        }
        return .token(scheme: scheme.value, token: Secret(token))
    }

    private func basic(
        _ name: Located<String>, _ secret: Located<String>, _ log: inout FindingLog
    ) -> UpstreamSpec.Credentials {
        let user = resolve(name, &log)
        let password = resolve(secret, &log)
        guard let user, let password else { return .none }
        // RFC 7617 §2: a colon would end the user name, and controls are not allowed in either.
        guard !user.contains(":"),
            !(user + password).unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            log.add(
                "the user or the password holds a character that Basic credentials cannot carry",
                at: name.position, hidesSource: true)
            return .none
        }
        return .basic(user: user, password: Secret(password))
    }

    /// Of what the other way needs nothing is looked up.
    private func huawei(_ declaration: HuaweiDeclaration, _ log: inout FindingLog) -> UpstreamSpec.Credentials {
        guard let way = word(declaration.auth, "auth", HuaweiAuthentication.self, &log) else { return .none }
        var values: [String: String] = [:]
        for key in way.keys {
            guard let text = declaration.values[key] else {
                log.add("\"credentials\" with auth \(way.rawValue) needs \"\(key)\"", at: declaration.position)
                continue
            }
            values[key] = key == "iam" ? text.value : resolve(text, &log)
        }
        switch way {
        case .aksk:
            guard let accessKey = values["access-key"], let secretKey = values["secret-key"] else { return .none }
            // It stands in a field as it is.
            guard isFieldText(accessKey), !accessKey.contains(",") else {
                log.add(
                    "the access key holds a character that a field cannot carry",
                    at: declaration.values["access-key"]?.position ?? declaration.position, hidesSource: true)
                return .none
            }
            return .signature(accessKey: accessKey, secretKey: Secret(secretKey))
        case .token:
            guard let iam = values["iam"], let user = values["user"], let password = values["password"],
                let domain = values["domain"], let project = values["project"]
            else { return .none }
            // That there is none of this name is told by `checkNames`.
            guard let service = upstreams[iam] else { return .none }
            if service.address == nil {
                log.add(
                    "the upstream \(iam) is switched off, and this account's tokens come from there",
                    at: declaration.values["iam"]?.position ?? declaration.position)
            }
            return .iam(
                UpstreamSpec.IAMAccount(
                    upstream: service, user: user, password: Secret(password), domain: domain, project: project))
        }
    }

    /// RFC 9110 §11.2, token68, and what else a field carries as it is.
    private func isFieldText(_ text: String) -> Bool { text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F } }

    func word<Word: RawRepresentable & CaseIterable>(
        _ text: Located<String>, _ key: String, _ type: Word.Type, _ log: inout FindingLog
    ) -> Word? where Word.RawValue == String {
        guard let value = resolve(text, &log) else { return nil }
        if let word = Word(rawValue: value) { return word }
        // A secret that got into the wrong variable is not shown.
        let known = Word.allCases.map(\.rawValue).joined(separator: " or ")
        log.add("\"\(key)\" is \(known), and the variable or file has something else", at: text.position)
        return nil
    }

    func resolve(_ text: Located<String>, _ log: inout FindingLog) -> String? {
        do throws(ValueReference.Fault) {
            let value = try ValueReference(environment: environment).resolve(text.value)
            if !value.isEmpty { return value }
            log.add("the value is empty", at: text.position)
        } catch {
            log.add(error.message, at: text.position)
        }
        return nil
    }
}
