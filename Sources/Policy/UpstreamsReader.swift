/// Reads `upstreams.yaml`.
enum UpstreamsReader {
    struct Content {
        var upstreams: [UpstreamDeclaration] = []
        var credentials: [CredentialsDeclaration] = []
        var registry: RegistryDeclaration?
        /// Whether there is one at all, rightly written or not.
        var declaresRegistry = false
    }

    static func read(_ root: SourceNode, _ log: inout FindingLog) -> Content {
        guard
            let top = MappingReader(
                root, "the file", known: ["version", "upstreams", "credentials", "registry"], &log)
        else { return Content() }
        VersionKey.check(top, &log)
        var content = Content()
        if let node = top["credentials"] {
            for member in node.namedMembers("\"credentials\"", &log) {
                if ["upstream", "pass", "strip"].contains(member.key.value) {
                    log.add(
                        "\"\(member.key.value)\" has a meaning of its own: choose another name", at: member.key.position
                    )
                } else if let read = CredentialsReader.read(member.value, named: member.key, &log) {
                    content.credentials.append(read)
                }
            }
        }
        if let node = top["registry"] {
            content.declaresRegistry = true
            content.registry = registry(node, &log)
        }
        if let node = top.required("upstreams", &log) {
            content.upstreams = node.namedMembers("\"upstreams\"", &log).compactMap { upstream($0, &log) }
        }
        return content
    }

    private static func upstream(_ member: SourceNode.Member, _ log: inout FindingLog) -> UpstreamDeclaration? {
        guard
            let upstream = MappingReader(
                member.value, "the upstream \"\(member.key.value)\"",
                known: ["url", "kind", "accounts", "credentials", "accepts"],
                later: ["host", "tls", "health", "balance"], &log)
        else { return nil }
        let credentials = upstream["credentials"].flatMap { CredentialsReader.read($0, named: nil, &log) }
        let kind = upstream["kind"]?.word("kind of upstream", UpstreamSpec.Kind.self, &log)
        guard let url = upstream.required("url", &log)?.string("\"url\"", &log) else { return nil }
        if let credentials, let needed = credentials.neededKind, kind?.value != needed,
            upstream["kind"] == nil || kind != nil
        {
            log.add(
                "these credentials are for an upstream of kind \(needed.rawValue): "
                    + (kind == nil ? "add \"kind\"" : "this one is of kind \(kind?.value.rawValue ?? "")"),
                at: upstream.position(of: "credentials"))
        }
        if upstream["accounts"] != nil, kind?.value != .swr, upstream["kind"] == nil || kind != nil {
            log.add(
                "\"accounts\" has a meaning for an upstream of kind swr alone", at: upstream.position(of: "accounts"))
        }
        let accounts = upstream["accounts"].flatMap {
            CredentialsReader.wordOrReference($0, "accounts", AccountSource.self, &log)
        }
        return UpstreamDeclaration(
            name: member.key, url: url, credentials: credentials, kind: kind?.value, accounts: accounts,
            accepts: upstream["accepts"].map { $0.strings("\"accepts\"", &log) } ?? [])
    }

    private static func registry(_ node: SourceNode, _ log: inout FindingLog) -> RegistryDeclaration? {
        guard let reader = MappingReader(node, "\"registry\"", known: ["kind", "namespaces"], &log) else { return nil }
        var namespaces: [(Located<String>, Located<String>)] = []
        if let node = reader["namespaces"] {
            if case .mapping(let members) = node.content {
                for member in members {
                    guard let kind = member.value.string("the registry of \"\(member.key.value)\"", &log) else {
                        continue
                    }
                    guard !member.key.value.isEmpty else {
                        log.add("a namespace has a name", at: member.key.position)
                        continue
                    }
                    namespaces.append((member.key, kind))
                }
            } else {
                log.add("\"namespaces\" is a mapping of namespaces to upstreams, not \(node.kind)", at: node.position)
            }
        }
        guard let kind = reader.required("kind", &log)?.string("\"kind\"", &log) else { return nil }
        return RegistryDeclaration(kind: kind, namespaces: namespaces)
    }
}

extension CredentialsDeclaration {
    /// The only kind of upstream that takes them.
    fileprivate var neededKind: UpstreamSpec.Kind? {
        switch content {
        case .basic, .token: nil
        case .harbor: .harbor
        case .huawei: .swr
        }
    }
}
