import Domain

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

    /// Parts that say whom or what the rule is about; one of them at least.
    private static let selecting = ["roles", "users", "namespaces", "addresses", "when"]

    private static func rule(_ node: SourceNode, _ what: String, _ log: inout FindingLog) -> RuleDeclaration? {
        guard
            let reader = MappingReader(
                node, what, known: selecting + ["hours", "from", "until", "reason", "mode"], later: ["rate"], &log)
        else { return nil }
        var rule = RuleDeclaration(position: node.position)
        var isWhole = true
        /// A part that is present and came out empty had findings: without this the rule would hold for everybody.
        func take<Value>(_ key: String, _ read: (SourceNode) -> [Value]) -> [Value] {
            guard let node = reader[key] else { return [] }
            let values = read(node)
            if values.isEmpty { isWhole = false }
            return values
        }
        rule.roles = take("roles") { $0.strings("\"roles\"", &log) }
        rule.users = take("users") { $0.strings("\"users\"", &log) }
        rule.namespaces = take("namespaces") { $0.strings("\"namespaces\"", &log) }
        rule.addresses = take("addresses") { addresses($0, &log) }
        if case .sequence(let items)? = reader["addresses"]?.content {
            rule.addressTexts = items.compactMap(\.scalarText)
        }
        rule.hours = take("hours") { [hours($0, &log)].compactMap(\.self) }.first
        rule.when = take("when") { [RoutesReader.text($0, "\"when\"", &log)].compactMap(\.self) }.first
        rule.from = take("from") { [day($0, "from", &log)].compactMap(\.self) }.first
        rule.until = take("until") { [day($0, "until", &log)].compactMap(\.self) }.first
        rule.mode = take("mode") { [$0.word("mode", RuleMode.self, &log)?.value].compactMap(\.self) }.first ?? .enforce
        rule.reason = reader["reason"].flatMap { $0.string("\"reason\"", &log) }?.value
        if let from = rule.from, let until = rule.until, from >= until {
            log.add("\"from\" is not before \"until\": the rule would never hold", at: reader.position(of: "until"))
            isWhole = false
        }
        guard selecting.contains(where: { reader[$0] != nil }) else {
            log.add(
                "\(what) needs \"roles\", \"users\", \"namespaces\", \"addresses\" or \"when\"", at: reader.position)
            return nil
        }
        return isWhole ? rule : nil
    }

    private static func addresses(_ node: SourceNode, _ log: inout FindingLog) -> [AddressRange] {
        let texts = node.strings("\"addresses\"", &log)
        let ranges = texts.compactMap { text -> AddressRange? in
            do throws(AddressRange.Fault) {
                return try AddressRange(parsing: text.value)
            } catch {
                log.add(
                    error == .syntax
                        ? "\"\(text.value)\" is no address and no range such as 10.0.0.0/8 or 2001:db8::/32"
                        : "\"\(text.value)\" has bits behind its prefix: write the first address of the range",
                    at: text.position)
                return nil
            }
        }
        return ranges.count == texts.count ? ranges : []
    }

    private static func day(_ node: SourceNode, _ key: String, _ log: inout FindingLog) -> Int64? {
        if let seconds = node.scalarText.flatMap({ CalendarDate.unixSeconds($0) }) { return seconds }
        log.add("\"\(key)\" is a day such as 2027-01-31", at: node.position)
        return nil
    }

    private static func hours(_ node: SourceNode, _ log: inout FindingLog) -> WeeklyHours? {
        guard let reader = MappingReader(node, "\"hours\"", known: ["days", "time", "zone"], &log) else { return nil }
        var days: UInt8 = 0x7F
        if let node = reader["days"] {
            days = 0
            for text in node.strings("\"days\"", &log) {
                guard let day = WeeklyHours.Day.allCases.firstIndex(where: { $0.rawValue == text.value }) else {
                    log.add(
                        "a day is one of mon, tue, wed, thu, fri, sat and sun, not \"\(text.value)\"", at: text.position
                    )
                    return nil
                }
                days |= 1 << UInt8(day)
            }
        }
        var time: (start: Int64, end: Int64) = (0, 1_440)
        if let node = reader["time"] {
            guard let text = node.string("\"time\"", &log) else { return nil }
            guard let minutes = WeeklyHours.minutes(text.value) else {
                log.add("\"time\" is written \"08:00-18:00\", not \"\(text.value)\"", at: text.position)
                return nil
            }
            time = minutes
        }
        var zone: Int64 = 0
        if let node = reader["zone"] {
            guard let text = node.string("\"zone\"", &log) else { return nil }
            guard let offset = WeeklyHours.offset(text.value) else {
                log.add(
                    "\"zone\" is \"Z\" or a distance from UTC such as \"+01:00\", not \"\(text.value)\"",
                    at: text.position)
                return nil
            }
            zone = offset
        }
        guard days != 0, reader["days"] != nil || reader["time"] != nil else {
            log.add("\"hours\" needs \"days\" or \"time\"", at: reader.position)
            return nil
        }
        return WeeklyHours(days: days, start: time.start, end: time.end, zone: zone)
    }
}
