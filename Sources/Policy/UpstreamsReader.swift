/// Reads `upstreams.yaml`.
enum UpstreamsReader {
    static func read(_ root: SourceNode, _ log: inout FindingLog) -> [UpstreamDeclaration] {
        guard let top = MappingReader(root, "the file", known: ["version", "upstreams"], &log) else { return [] }
        VersionKey.check(top, &log)
        guard let upstreams = top.required("upstreams", &log) else { return [] }
        return upstreams.namedMembers("\"upstreams\"", &log).compactMap { upstream($0, &log) }
    }

    private static func upstream(_ member: SourceNode.Member, _ log: inout FindingLog) -> UpstreamDeclaration? {
        guard
            let upstream = MappingReader(
                member.value, "the upstream \"\(member.key.value)\"", known: ["url", "credentials"],
                later: ["host", "tls", "health", "balance", "kind"], &log)
        else { return nil }
        let credentials = upstream["credentials"].flatMap { Self.credentials($0, &log) }
        guard let url = upstream.required("url", &log)?.string("\"url\"", &log) else { return nil }
        return UpstreamDeclaration(name: member.key, url: url, credentials: credentials)
    }

    private static func credentials(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> UpstreamDeclaration.Credentials? {
        guard
            let reader = MappingReader(
                node, "\"credentials\"", known: ["kind", "user", "password"], hidesSource: true, &log)
        else {
            return nil
        }
        let kind = reader.required("kind", &log)?.word("kind of credentials", CredentialKind.self, &log)
        let user = reader.required("user", &log)?.string("\"user\"", &log)
        let password = reader.required("password", &log).flatMap { Self.secret($0, &log) }
        guard kind != nil, let user, let password else { return nil }
        return UpstreamDeclaration.Credentials(user: user, password: password)
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
    case basic
}
