import Domain
import Routing

/// Reads `to`.
enum DestinationReader {
    /// The word that says which kind it is, and what may stand beside it.
    private static let kinds: [(key: String, beside: [String])] = [
        ("local", []), ("translate", ["upstream"]), ("redirect", ["status", "query"]), ("answer", []),
        ("static", ["index", "fallback", "cache"]), ("upstream", ["path", "query", "credentials"]),
    ]

    static func read(_ node: SourceNode, _ log: inout FindingLog) -> DestinationDeclaration? {
        var known: [String] = []
        for key in kinds.flatMap({ [$0.key] + $0.beside }) where !known.contains(key) { known.append(key) }
        guard let reader = MappingReader(node, "\"to\"", known: known, &log) else { return nil }
        guard let kind = kinds.first(where: { reader[$0.key] != nil }), let value = reader[kind.key] else {
            log.add(
                "\"to\" needs one of \"local\", \"upstream\" with \"path\" or \"translate\", \"redirect\", \"answer\" and "
                    + "\"static\"", at: reader.position)
            return nil
        }
        for other in known where other != kind.key && !kind.beside.contains(other) && reader[other] != nil {
            log.add("\"\(other)\" has no meaning beside \"\(kind.key)\"", at: reader.position(of: other))
        }
        switch kind.key {
        case "local": return value.string("\"local\"", &log).map { .local($0) }
        case "translate":
            let call = value.string("\"translate\"", &log)
            guard let node = reader["upstream"] else { return call.map { .translate($0, upstream: nil) } }
            guard let upstream = node.string("\"upstream\"", &log), let call else { return nil }
            return .translate(call, upstream: upstream)
        case "redirect": return redirect(value, reader, &log)
        case "answer": return FixedAnswerReader.read(value, &log).map { .answer($0) }
        case "static": return folder(value, reader, &log)
        default: return relay(value, reader, &log)
        }
    }

    private static func relay(
        _ node: SourceNode, _ reader: MappingReader, _ log: inout FindingLog
    ) -> DestinationDeclaration? {
        let upstream = node.string("\"upstream\"", &log)
        let path = reader.required("path", &log).flatMap { RoutesReader.text($0, "\"path\"", &log) }
        let query = reader["query"].map { Self.query($0, &log) } ?? .pass
        let credentials: DestinationDeclaration.Credentials? =
            if let node = reader["credentials"] { Self.credentials(node, &log) } else { .upstream }
        guard let upstream, let path, let query, let credentials else { return nil }
        return .relay(upstream: upstream, path: path, query: query, credentials: credentials)
    }

    private static func credentials(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> DestinationDeclaration.Credentials? {
        guard let word = node.string("\"credentials\"", &log) else { return nil }
        switch word.value {
        case "upstream": return .upstream
        case "pass": return .pass
        case "strip": return .strip
        default: return .named(word)
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

    /// RFC 9110 §15.4: the ones that carry a Location.
    private static let redirects = [301, 302, 303, 307, 308]

    private static func redirect(
        _ node: SourceNode, _ reader: MappingReader, _ log: inout FindingLog
    ) -> DestinationDeclaration? {
        guard let target = RoutesReader.text(node, "\"redirect\"", &log) else { return nil }
        var status = 308
        if let node = reader["status"] {
            guard let number = node.integer("\"status\"", in: 100...599, &log) else { return nil }
            guard redirects.contains(number.value) else {
                log.add("the status of a redirect is one of 301, 302, 303, 307 and 308", at: number.position)
                return nil
            }
            status = number.value
        }
        guard let query = reader["query"].map({ Self.query($0, &log) }) ?? .pass else { return nil }
        var origin = ""
        var path = target
        if !target.text.hasPrefix("/") {
            guard let parsed = Self.origin(of: target.text) else {
                log.add(
                    "a redirect leads to a path that begins with \"/\" or to http:// or https:// with a host and a path",
                    at: target.start)
                return nil
            }
            origin = parsed
            path = LocatedText(
                text: String(target.text.dropFirst(origin.count)),
                start: target.start.advanced(by: origin.unicodeScalars.count))
        }
        return .redirect(origin: origin, path: path, query: query, status: status)
    }

    /// Scheme, host and maybe a port.
    private static func origin(of text: String) -> String? {
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" }
        guard authority.endIndex < rest.endIndex,
            (try? UpstreamURL.parse(scheme + authority)) != nil
        else { return nil }
        return scheme + authority
    }

    private static func folder(
        _ node: SourceNode, _ reader: MappingReader, _ log: inout FindingLog
    ) -> DestinationDeclaration? {
        let directory = node.string("\"static\"", &log)
        let index = reader["index"].map { fileName($0, "\"index\"", &log) } ?? "index.html"
        var fallback: String?
        if let node = reader["fallback"] {
            fallback = fileName(node, "\"fallback\"", &log)
            if fallback == nil { return nil }
        }
        var cache: Duration?
        if let node = reader["cache"] {
            guard let text = node.scalarText, let duration = Duration(parsing: text), duration >= .zero else {
                log.add("\"cache\" is a duration such as 1h", at: node.position)
                return nil
            }
            cache = duration
        }
        guard let directory, let index else { return nil }
        return .folder(directory, index: index, fallback: fallback, cache: cache)
    }

    private static func fileName(_ node: SourceNode, _ what: String, _ log: inout FindingLog) -> String? {
        guard let name = node.string(what, &log) else { return nil }
        guard !name.value.contains("/"), !name.value.hasPrefix("."), !name.value.contains("\0") else {
            log.add("\(what) is the name of a file directly in the folder", at: name.position)
            return nil
        }
        return name.value
    }
}
