/// Reads `upstreams.yaml`.
enum UpstreamsReader {
    static func read(
        _ root: SourceNode, _ log: inout FindingLog
    ) -> (upstreams: [UpstreamDeclaration], credentials: [CredentialsDeclaration]) {
        guard let top = MappingReader(root, "the file", known: ["version", "upstreams", "credentials"], &log) else {
            return ([], [])
        }
        VersionKey.check(top, &log)
        let named = top["credentials"].map { node in
            node.namedMembers("\"credentials\"", &log).compactMap { member -> CredentialsDeclaration? in
                if ["upstream", "pass", "strip"].contains(member.key.value) {
                    log.add(
                        "\"\(member.key.value)\" has a meaning of its own: choose another name", at: member.key.position
                    )
                    return nil
                }
                return credentials(member.value, named: member.key, &log)
            }
        }
        guard let upstreams = top.required("upstreams", &log) else { return ([], named ?? []) }
        return (upstreams.namedMembers("\"upstreams\"", &log).compactMap { upstream($0, &log) }, named ?? [])
    }

    private static func upstream(_ member: SourceNode.Member, _ log: inout FindingLog) -> UpstreamDeclaration? {
        guard
            let upstream = MappingReader(
                member.value, "the upstream \"\(member.key.value)\"", known: ["url", "credentials", "accepts"],
                later: ["host", "tls", "health", "balance", "kind"], &log)
        else { return nil }
        let credentials = upstream["credentials"].flatMap { Self.credentials($0, named: nil, &log) }
        guard let url = upstream.required("url", &log)?.string("\"url\"", &log) else { return nil }
        return UpstreamDeclaration(
            name: member.key, url: url, credentials: credentials,
            accepts: upstream["accepts"].map { $0.strings("\"accepts\"", &log) } ?? [])
    }

    private static func credentials(
        _ node: SourceNode, named name: Located<String>?, _ log: inout FindingLog
    ) -> CredentialsDeclaration? {
        guard
            let reader = MappingReader(
                node, "\"credentials\"", known: ["kind", "user", "password", "scheme", "token"], hidesSource: true, &log
            )
        else { return nil }
        guard let kind = reader.required("kind", &log)?.word("kind of credentials", CredentialKind.self, &log) else {
            return nil
        }
        let foreign = kind.value == .basic ? ["scheme", "token"] : ["user", "password"]
        for key in foreign where reader[key] != nil {
            log.add(
                "\"\(key)\" has no meaning for kind \(kind.value.rawValue)", at: reader.position(of: key),
                hidesSource: true)
        }
        switch kind.value {
        case .basic:
            let user = reader.required("user", &log)?.string("\"user\"", &log)
            let password = reader.required("password", &log).flatMap { Self.secret($0, &log) }
            guard let user, let password else { return nil }
            return CredentialsDeclaration(name: name, content: .basic(user: user, password: password))
        case .token:
            let scheme = reader["scheme"].map { $0.string("\"scheme\"", &log) } ?? Located("Bearer", kind.position)
            let secret = reader.required("token", &log).flatMap { Self.secret($0, &log) }
            guard let scheme, let secret else { return nil }
            guard FieldName.bytes(scheme.value) != nil else {
                log.add("a scheme is a word such as Bearer or Token", at: scheme.position)
                return nil
            }
            return CredentialsDeclaration(name: name, content: .token(scheme: scheme, secret: secret))
        }
    }

    /// A secret is never in the file itself, and so neither in a repository nor in a message.
    private static func secret(_ node: SourceNode, _ log: inout FindingLog) -> Located<String>? {
        guard let text = node.scalarText, ValueReference.isReference(text) else {
            log.add(
                "a secret does not stand in the file: write \"env:NAME\" or \"file:PATH\"",
                at: node.position, hidesSource: true)
            return nil
        }
        guard !ValueReference.hasDefault(text) else {
            log.add(
                "a secret has no default: write \"env:NAME\" alone",
                at: node.position, hidesSource: true)
            return nil
        }
        return Located(text, node.position)
    }
}

private enum CredentialKind: String, CaseIterable, Sendable {
    case basic, token
}
