import Domain

/// Reads `limits`.
enum LimitsReader {
    /// - Parameter limits: what holds for a key that is not given.
    static func read(_ node: SourceNode, over limits: RouteLimits, _ log: inout FindingLog) -> RouteLimits {
        guard let reader = MappingReader(node, "\"limits\"", known: ["body", "timeout", "idle"], later: ["rate"], &log)
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
        return limits
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
