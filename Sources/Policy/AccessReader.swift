/// Reads `access`.
enum AccessReader {
    static func read(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> (allow: [RuleDeclaration], deny: [RuleDeclaration])? {
        guard let reader = MappingReader(node, "\"access\"", known: ["allow", "deny"], &log),
            let allow = reader.required("allow", &log)
        else { return nil }
        return (
            rules(allow, "\"allow\"", &log),
            reader["deny"].map { rules($0, "\"deny\"", &log) } ?? []
        )
    }

    private static func rules(_ node: SourceNode, _ what: String, _ log: inout FindingLog) -> [RuleDeclaration] {
        node.items(what, &log).compactMap { rule($0, "a rule of \(what)", &log) }
    }

    private static func rule(_ node: SourceNode, _ what: String, _ log: inout FindingLog) -> RuleDeclaration? {
        guard
            let reader = MappingReader(
                node, what, known: ["roles", "users", "reason", "until"], later: ["when", "namespaces", "rate"], &log)
        else { return nil }
        let roles = reader["roles"].map { $0.strings("\"roles\"", &log) }
        let users = reader["users"].map { $0.strings("\"users\"", &log) }
        let reason = reader["reason"].flatMap { $0.string("\"reason\"", &log) }
        var until: Int64?
        if let node = reader["until"] {
            until = node.scalarText.flatMap { CalendarDate.unixSeconds($0) }
            if until == nil {
                log.add("\"until\" is a day such as 2027-01-31", at: node.position)
                return nil
            }
        }
        guard roles != nil || users != nil else {
            log.add("\(what) needs \"roles\" or \"users\"", at: reader.position)
            return nil
        }
        // A part that is present and came out empty had findings: without this the rule would hold for everybody.
        if roles?.isEmpty == true || users?.isEmpty == true { return nil }
        return RuleDeclaration(
            position: node.position, roles: roles ?? [], users: users ?? [], reason: reason?.value, until: until)
    }
}
