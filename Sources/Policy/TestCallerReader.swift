import Domain

/// Reads `as` of a test.
package enum TestCallerReader {
    static func read(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> (role: Located<String>?, caller: TestCaller)? {
        guard
            let reader = MappingReader(
                node, "\"as\"", known: ["role", "namespace", "user", "id", "address", "owns", "at"], &log)
        else { return nil }
        var caller = TestCaller()
        let role = reader["role"]?.string("\"role\"", &log)
        if let namespace = reader["namespace"]?.string("\"namespace\"", &log) { caller.namespace = namespace.value }
        if let user = reader["user"]?.string("\"user\"", &log) { caller.user = user.value }
        if let id = reader["id"]?.integer("\"id\"", in: 1...Int.max, &log) { caller.id = Int64(id.value) }
        if let address = reader["address"]?.string("\"address\"", &log) {
            caller.address = IPAddress(parsing: address.value)
            if caller.address == nil { log.add("\"\(address.value)\" is no address", at: address.position) }
        }
        if let owns = reader["owns"] { caller.owned = owned(owns, &log) }
        if let at = reader["at"] {
            caller.now = at.scalarText.flatMap(CalendarDate.unixSeconds(dateOrTime:))
            if caller.now == nil {
                log.add("\"at\" is a day or a time such as 2026-05-01 or \"2026-05-01T10:00:00Z\"", at: at.position)
            }
        }
        return (role, caller)
    }

    /// Names and numbers; `[]` for an account without projects.
    private static func owned(_ node: SourceNode, _ log: inout FindingLog) -> OwnedProjects {
        guard case .sequence(let items) = node.content else {
            log.add("\"owns\" is a list of names and numbers of projects", at: node.position)
            return .noAccount
        }
        return owned(items.compactMap(\.scalarText))
    }

    /// Unix seconds of a day, or of a time such as `2026-05-01T10:00:00Z`.
    package static func moment(_ text: String) -> Int64? { CalendarDate.unixSeconds(dateOrTime: text) }

    package static func owned(_ projects: [String]) -> OwnedProjects {
        let numbers = Set(projects.compactMap { Int64($0) })
        return .known(names: Set(projects.filter { Int64($0) == nil }), numbers: numbers)
    }
}

/// Writes a YAML value as the JSON that it means.
enum TestBody {
    static func json(_ node: SourceNode, _ log: inout FindingLog) -> String {
        switch node.content {
        case .scalar(let text, let isPlain):
            guard isPlain else { return quoted(text) }
            if ["true", "false", "null"].contains(text) { return text }
            if let number = Int64(text), String(number) == text { return text }
            if let meaning = PlainScalar.meaning(of: text) {
                log.add("YAML reads \(text) as \(meaning): write it in quotes", at: node.position)
            }
            return quoted(text)
        case .sequence(let items):
            return "[" + items.map { json($0, &log) }.joined(separator: ",") + "]"
        case .mapping(let members):
            let pairs = members.map { "\(quoted($0.key.value)):\(json($0.value, &log))" }
            return "{" + pairs.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\0"..<" ":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
