import Domain

/// Reads `as` of a test.
package enum TestCallerReader {
    struct Content {
        var role: Located<String>?
        var caller = TestCaller()
        var features: [Located<String>] = []
    }

    private static let keys = [
        "role", "namespace", "user", "id", "address", "owns", "account", "labels", "members", "gateway-accounts",
        "features", "at",
    ]

    static func read(_ node: SourceNode, _ log: inout FindingLog) -> Content? {
        guard let reader = MappingReader(node, "\"as\"", known: keys, &log) else { return nil }
        var content = Content()
        content.role = reader["role"]?.string("\"role\"", &log)
        var caller = TestCaller()
        if let namespace = reader["namespace"]?.string("\"namespace\"", &log) { caller.namespace = namespace.value }
        if let user = reader["user"]?.string("\"user\"", &log) { caller.user = user.value }
        if let id = reader["id"]?.integer("\"id\"", in: 1...Int.max, &log) { caller.id = Int64(id.value) }
        if let address = reader["address"]?.string("\"address\"", &log) {
            caller.address = IPAddress(parsing: address.value)
            if caller.address == nil { log.add("\"\(address.value)\" is no address", at: address.position) }
        }
        if let at = reader["at"] {
            caller.now = at.scalarText.flatMap(CalendarDate.unixSeconds(dateOrTime:))
            if caller.now == nil {
                log.add("\"at\" is a day or a time such as 2026-05-01 or \"2026-05-01T10:00:00Z\"", at: at.position)
            }
        }
        readFacts(reader, &caller, &log)
        caller.features = [:]
        if let node = reader["features"] {
            (caller.features, content.features) = features(node, &log)
        }
        content.caller = caller
        return content
    }

    /// Unix seconds of a day, or of a time such as `2026-05-01T10:00:00Z`.
    package static func moment(_ text: String) -> Int64? { CalendarDate.unixSeconds(dateOrTime: text) }

    private static func readFacts(_ reader: MappingReader, _ caller: inout TestCaller, _ log: inout FindingLog) {
        if let node = reader["owns"] {
            if case .sequence(let items) = node.content {
                caller.own(items.compactMap(\.scalarText))
            } else {
                log.add("\"owns\" is a list of names and numbers of projects", at: node.position)
            }
        }
        if let node = reader["account"] { account(node, &caller, &log) }
        for member in members(
            reader["labels"], "\"labels\" is a mapping of numbers to project 3, global or absent", &log)
        {
            guard let text = member.value.scalarText, caller.state(label: member.key.value, text) else {
                log.add("a label has a number, and is written project 3, global or absent", at: member.key.position)
                continue
            }
        }
        for member in members(reader["members"], "\"members\" is a mapping such as { app/21: 12 }", &log) {
            guard let text = member.value.scalarText, caller.state(member: member.key.value, text) else {
                log.add(
                    "a member is written app/21: 12, for a project, the member's number and that of the user",
                    at: member.key.position)
                continue
            }
        }
        if let node = reader["gateway-accounts"] {
            for name in node.strings("\"gateway-accounts\"", &log) { caller.facts.gatewayAccounts[name.value] = true }
        }
    }

    private static func account(_ node: SourceNode, _ caller: inout TestCaller, _ log: inout FindingLog) {
        if node.scalarText == "none" {
            caller.facts.account = .none
            return
        }
        guard case .mapping = node.content,
            let reader = MappingReader(node, "\"account\"", known: ["id", "name"], &log)
        else {
            log.add("\"account\" is none, or has an id and maybe a name", at: node.position)
            return
        }
        guard let id = reader.required("id", &log)?.integer("\"id\"", in: 1...Int.max, &log) else { return }
        let name = reader["name"]?.string("\"name\"", &log)?.value
        caller.facts.account = .known(id: Int64(id.value), name: name ?? TestCaller.standardAccountName)
    }

    private static func features(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> (values: [String: Bool], names: [Located<String>]) {
        var values: [String: Bool] = [:]
        var names: [Located<String>] = []
        for member in members(node, "\"features\" is a mapping of names to true or false", &log) {
            guard case .scalar(let text, isPlain: true) = member.value.content, let isOn = Bool(text) else {
                log.add("a feature is true or false", at: member.value.position)
                continue
            }
            values[member.key.value] = isOn
            names.append(member.key)
        }
        return (values, names)
    }

    private static func members(
        _ node: SourceNode?, _ problem: String, _ log: inout FindingLog
    ) -> [SourceNode.Member] {
        guard let node else { return [] }
        if case .mapping(let members) = node.content { return members }
        log.add(problem, at: node.position)
        return []
    }
}
