import Routing

/// Reads `to`: a local endpoint, a translation, or a relay to an upstream.
enum DestinationReader {
    static func read(_ node: SourceNode, _ log: inout FindingLog) -> DestinationDeclaration? {
        guard
            let reader = MappingReader(
                node, "\"to\"", known: ["local", "translate", "upstream", "path", "query"],
                later: ["credentials", "static", "redirect", "host"], &log)
        else { return nil }
        if let local = reader["local"] {
            refuse(["translate", "upstream", "path", "query"], beside: "local", reader, &log)
            return local.string("\"local\"", &log).map { .local($0) }
        }
        guard let upstream = reader["upstream"] else {
            log.add("\"to\" needs \"local\", or \"upstream\" with \"path\" or \"translate\"", at: reader.position)
            return nil
        }
        let name = upstream.string("\"upstream\"", &log)
        if let translate = reader["translate"] {
            refuse(["path", "query"], beside: "translate", reader, &log)
            guard let call = translate.string("\"translate\"", &log), let name else { return nil }
            return .translate(call, upstream: name)
        }
        let path = reader.required("path", &log).flatMap { RoutesReader.text($0, "\"path\"", &log) }
        let query = reader["query"].map { Self.query($0, &log) } ?? .pass
        guard let name, let path, let query else { return nil }
        return .relay(upstream: name, path: path, query: query)
    }

    private static func refuse(
        _ keys: [String], beside key: String, _ reader: MappingReader, _ log: inout FindingLog
    ) {
        for other in keys where reader[other] != nil {
            log.add("\"\(other)\" has no meaning beside \"\(key)\"", at: reader.position(of: other))
        }
    }

    private static func query(_ node: SourceNode, _ log: inout FindingLog) -> QueryRule? {
        if case .sequence = node.content {
            return .only(node.strings("\"query\"", &log).map { Array($0.value.utf8) })
        }
        guard let word = node.string("\"query\"", &log) else { return nil }
        switch word.value {
        case "pass": return .pass
        case "none": return .drop
        default:
            log.add("\"query\" is pass, none or a list of names, not \"\(word.value)\"", at: word.position)
            return nil
        }
    }
}
