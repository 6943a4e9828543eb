import Domain

/// Reads `limits`.
enum LimitsReader {
    /// - Parameter limits: what holds for a key that is not given.
    static func read(_ node: SourceNode, over limits: RouteLimits, _ log: inout FindingLog) -> RouteLimits {
        guard let reader = MappingReader(node, "\"limits\"", known: ["body", "timeout", "idle", "rate"], &log)
        else { return limits }
        var limits = limits
        if let body = reader["body"] {
            limits.body = self.body(body, &log) ?? limits.body
            if body.scalarText == "unlimited" {
                limits.body = nil
            }
        }
        limits.timeout = duration(reader["timeout"], "\"timeout\"", &log) ?? limits.timeout
        limits.idle = duration(reader["idle"], "\"idle\"", &log) ?? limits.idle
        limits.rate = reader["rate"].flatMap { rate($0, &log) } ?? limits.rate
        return limits
    }

    private static func rate(_ node: SourceNode, _ log: inout FindingLog) -> RateLimit? {
        guard let reader = MappingReader(node, "\"rate\"", known: ["per", "limit", "burst"], &log) else { return nil }
        let per = reader.required("per", &log)?.word("subject of a rate", RateLimit.Subject.self, &log)
        guard let limit = reader.required("limit", &log), let per else { return nil }
        guard let text = limit.scalarText, let rate = frequency(text) else {
            log.add("\"limit\" is a number of requests such as 50/s, 600/m or 100/h", at: limit.position)
            return nil
        }
        var burst = max(1, rate.count)
        if let node = reader["burst"] {
            guard let number = node.integer("\"burst\"", in: 1...1_000_000, &log) else { return nil }
            burst = number.value
        }
        return RateLimit(per: per.value, interval: rate.period / rate.count, burst: burst)
    }

    private static func frequency(_ text: String) -> (count: Int, period: Duration)? {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].allSatisfy({ $0.isASCII && $0.isNumber }), parts[0].first != "0",
            let count = Int(parts[0]), (1...1_000_000).contains(count)
        else { return nil }
        switch parts[1] {
        case "s": return (count, .seconds(1))
        case "m": return (count, .seconds(60))
        case "h": return (count, .seconds(3_600))
        default: return nil
        }
    }

    private static func body(_ node: SourceNode, _ log: inout FindingLog) -> ByteCount? {
        guard let text = node.scalarText else {
            log.add("\"body\" is a size, not \(node.kind)", at: node.position)
            return nil
        }
        if text == "unlimited" { return nil }
        // `010` is eight to some readers of YAML and ten to others.
        let isOctal = text.hasPrefix("0") && text.count > 1
        guard !isOctal, let size = ByteCount(parsing: text) else {
            log.add("\"body\" is a size such as 64KiB, 1MiB or 2GiB, or unlimited, not \"\(text)\"", at: node.position)
            return nil
        }
        return size
    }

    private static func duration(_ node: SourceNode?, _ what: String, _ log: inout FindingLog) -> Duration? {
        guard let node else { return nil }
        guard let text = node.scalarText, let duration = DurationText.parse(text) else {
            log.add(
                "\(what) is a duration such as 500ms, 5s or 2m, at most 24h, not "
                    + (node.scalarText.map { "\"\($0)\"" } ?? node.kind), at: node.position)
            return nil
        }
        return duration
    }
}
