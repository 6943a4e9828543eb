/// The policy as an operator would write it.
extension ReferencePolicy {
    var rolesYAML: String {
        let lines = roles.map { role in
            let number = role.number.map { "number: \($0)" }
            let includes = role.includes.isEmpty ? nil : "includes: [\(role.includes.joined(separator: ", "))]"
            let parts = [number, includes].compactMap(\.self).joined(separator: ", ")
            return "  \(role.name): {\(parts.isEmpty ? "" : " \(parts) ")}"
        }
        return (["version: 1", "roles:", "  anonymous: {}"] + lines).joined(separator: "\n")
    }

    var routesYAML: String {
        (["version: 1", "routes:"] + routes.flatMap(\.yaml)).joined(separator: "\n")
    }
}

extension ReferenceRoute {
    fileprivate var yaml: [String] {
        var lines = ["  - id: \(id)", "    match: { \(match) }"]
        let parameters = path.compactMap { segment in
            switch segment {
            case .literal: nil as String?
            case .one(let name, let type), .rest(let name, let type): "\(name): \(type.rawValue)"
            }
        }
        if !parameters.isEmpty { lines.append("    params: { \(parameters.joined(separator: ", ")) }") }
        if !body.isEmpty {
            lines.append("    body: { \(body.map { "\"\($0.path)\": \($0.type)" }.joined(separator: ", ")) }")
        }
        lines += ["    to: { answer: { status: 204 } }", "    access:", "      allow:"] + allow.map(\.yaml)
        return deny.isEmpty ? lines : lines + ["      deny:"] + deny.map(\.yaml)
    }

    private var match: String {
        let segments = path.map { segment in
            switch segment {
            case .literal(let text): text
            case .one(let name, _): "{\(name)}"
            case .rest(let name, _): "{\(name)...}"
            }
        }
        var parts = ["methods: [\(methods.joined(separator: ", "))]"]
        if !hosts.isEmpty { parts.append("host: [\(hosts.map { "\"\($0)\"" }.joined(separator: ", "))]") }
        parts.append("path: \"/\(segments.joined(separator: "/"))\(endsInSlash ? "/" : "")\"")
        for (key, tests) in [("headers", fields), ("query", query)] where !tests.isEmpty {
            let texts = tests.sorted { $0.key < $1.key }.map { "\($0): \($1.yaml)" }
            parts.append("\(key): { \(texts.joined(separator: ", ")) }")
        }
        return parts.joined(separator: ", ")
    }
}

extension ReferenceTest {
    fileprivate var yaml: String {
        switch self {
        case .present: "true"
        case .absent: "false"
        case .equals(let text): "\"\(text)\""
        }
    }
}

extension ReferenceRule {
    fileprivate var yaml: String {
        var parts: [String] = []
        func list(_ key: String, _ values: [String]) {
            if !values.isEmpty { parts.append("\(key): [\(values.map { "\"\($0)\"" }.joined(separator: ", "))]") }
        }
        list("roles", roles)
        list("users", users)
        list("namespaces", namespaces)
        list("addresses", ranges.map(\.text))
        if let from { parts.append("from: \(from.text)") }
        if let until { parts.append("until: \(until.text)") }
        if let hours {
            parts.append(
                "hours: { days: [\(hours.days.joined(separator: ", "))], time: \"\(hours.timeText)\", "
                    + "zone: \"\(hours.zoneText)\" }")
        }
        if let when { parts.append("when: \"\(when.text)\"") }
        if isShadow { parts.append("mode: shadow") }
        return "        - { \(parts.joined(separator: ", ")) }"
    }
}
