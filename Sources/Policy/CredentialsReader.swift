/// Reads `credentials`: an account at an upstream. Texts stay as written; secrets are references.
enum CredentialsReader {
    private enum Kind: String, CaseIterable, Sendable {
        case basic, token, harbor, huawei

        var keys: [String] {
            switch self {
            case .basic: ["user", "password"]
            case .token: ["scheme", "token"]
            case .harbor: ["auth", "user", "password"]
            case .huawei: ["auth"] + HuaweiAuthentication.allCases.flatMap(\.keys)
            }
        }
    }

    private static let keys = Kind.allCases.flatMap(\.keys).reduce(into: ["kind"]) { keys, key in
        if !keys.contains(key) { keys.append(key) }
    }

    /// - Parameter name: `nil` for the account of one upstream, which alone may be one of Harbor's or Huawei's.
    static func read(
        _ node: SourceNode, named name: Located<String>?, _ log: inout FindingLog
    ) -> CredentialsDeclaration? {
        guard let reader = MappingReader(node, "\"credentials\"", known: keys, hidesSource: true, &log),
            let kind = reader.required("kind", &log)?.word("kind of credentials", Kind.self, &log)
        else { return nil }
        for key in keys where key != "kind" && !kind.value.keys.contains(key) && reader[key] != nil {
            log.add(
                "\"\(key)\" has no meaning for kind \(kind.value.rawValue)", at: reader.position(of: key),
                hidesSource: true)
        }
        if name != nil, kind.value == .harbor || kind.value == .huawei {
            log.add(
                "credentials of kind \(kind.value.rawValue) are those of one upstream: write them there",
                at: kind.position)
            return nil
        }
        let content: CredentialsDeclaration.Content? =
            switch kind.value {
            case .basic: basic(reader, &log)
            case .token: token(reader, kind.position, &log)
            case .harbor: harbor(reader, &log)
            case .huawei: huawei(reader, &log)
            }
        return content.map { CredentialsDeclaration(name: name, content: $0) }
    }

    private static func basic(
        _ reader: MappingReader, _ log: inout FindingLog
    ) -> CredentialsDeclaration.Content? {
        let user = reader.required("user", &log)?.string("\"user\"", &log)
        let password = reader.required("password", &log).flatMap { secret($0, &log) }
        guard let user, let password else { return nil }
        return .basic(user: user, password: password)
    }

    private static func token(
        _ reader: MappingReader, _ position: SourcePosition, _ log: inout FindingLog
    ) -> CredentialsDeclaration.Content? {
        let scheme = reader["scheme"].map { $0.string("\"scheme\"", &log) } ?? Located("Bearer", position)
        let secret = reader.required("token", &log).flatMap { Self.secret($0, &log) }
        guard let scheme, let secret else { return nil }
        guard FieldName.bytes(scheme.value) != nil else {
            log.add("a scheme is a word such as Bearer or Token", at: scheme.position)
            return nil
        }
        return .token(scheme: scheme, secret: secret)
    }

    private static func harbor(
        _ reader: MappingReader, _ log: inout FindingLog
    ) -> CredentialsDeclaration.Content? {
        let auth = reader.required("auth", &log).flatMap {
            wordOrReference($0, "auth", HarborAuthentication.self, &log)
        }
        let user = reader.required("user", &log)?.string("\"user\"", &log)
        let password = reader.required("password", &log).flatMap { secret($0, &log) }
        guard let auth, let user, let password else { return nil }
        return .harbor(auth: auth, user: user, password: password)
    }

    /// `auth` may be known only where the gateway runs, so that nothing else is required here.
    private static func huawei(
        _ reader: MappingReader, _ log: inout FindingLog
    ) -> CredentialsDeclaration.Content? {
        var values: [String: Located<String>] = [:]
        for key in HuaweiAuthentication.allCases.flatMap(\.keys) {
            guard let node = reader[key] else { continue }
            let isSecret = key == "secret-key" || key == "password"
            guard let text = isSecret ? secret(node, &log) : node.string("\"\(key)\"", &log) else { return nil }
            values[key] = text
        }
        let auth = reader.required("auth", &log).flatMap {
            wordOrReference($0, "auth", HuaweiAuthentication.self, &log)
        }
        guard let auth else { return nil }
        return .huawei(HuaweiDeclaration(position: reader.position, auth: auth, values: values))
    }

    /// A word, or a reference to one.
    static func wordOrReference<Word: RawRepresentable & CaseIterable & Sendable>(
        _ node: SourceNode, _ key: String, _ type: Word.Type, _ log: inout FindingLog
    ) -> Located<String>? where Word.RawValue == String {
        guard let text = node.string("\"\(key)\"", &log) else { return nil }
        if ValueReference.isReference(text.value) { return text }
        return node.word(key, type, &log).map { Located($0.value.rawValue, $0.position) }
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
