import Domain
import Routing

/// Reads one file of `routes/`.
enum RoutesReader {
    /// Parts of the dialect that belong to a later version of the gateway.
    private static let laterRouteKeys = ["mode", "tests", "redirect", "static", "headers", "rate", "when"]

    static func read(_ root: SourceNode, _ log: inout FindingLog) -> [RouteDeclaration] {
        guard
            let top = MappingReader(
                root, "the file", known: ["version", "defaults", "routes"], later: ["tests", "mode"], &log)
        else { return [] }
        VersionKey.check(top, &log)
        let limits = top["defaults"].map { defaults($0, &log) } ?? .standard
        guard let routes = top.required("routes", &log) else { return [] }
        return routes.items("\"routes\"", &log).compactMap { route($0, limits, &log) }
    }

    /// Hold for their file only.
    private static func defaults(_ node: SourceNode, _ log: inout FindingLog) -> RouteLimits {
        guard
            let reader = MappingReader(
                node, "\"defaults\"", known: ["decision", "limits"], later: ["mode", "headers", "rate"], &log)
        else { return .standard }
        if let decision = reader["decision"]?.string("\"decision\"", &log), decision.value != "deny" {
            log.add("the default decision is always deny: allow in the routes", at: decision.position)
        }
        return reader["limits"].map { LimitsReader.read($0, over: .standard, &log) } ?? .standard
    }

    private static func route(
        _ node: SourceNode, _ defaults: RouteLimits, _ log: inout FindingLog
    ) -> RouteDeclaration? {
        guard
            let reader = MappingReader(
                node, "a route", known: ["id", "description", "match", "params", "to", "access", "limits"],
                later: laterRouteKeys, &log)
        else { return nil }
        let id = reader.required("id", &log).flatMap { identifier($0, &log) }
        let description = reader["description"]?.string("\"description\"", &log)?.value
        let match = reader.required("match", &log).flatMap { Self.match($0, &log) }
        let parameters = reader["params"].map { Self.parameters($0, &log) } ?? []
        let destination = reader.required("to", &log).flatMap { DestinationReader.read($0, &log) }
        let access = reader.required("access", &log).flatMap { AccessReader.read($0, &log) }
        let limits = reader["limits"].map { LimitsReader.read($0, over: defaults, &log) } ?? defaults
        guard let id, let match, let destination, let access else { return nil }
        return RouteDeclaration(
            id: id, description: description, methods: match.methods, path: match.path, parameters: parameters,
            destination: destination, allow: access.allow, deny: access.deny, limits: limits)
    }

    private static func identifier(_ node: SourceNode, _ log: inout FindingLog) -> Located<String>? {
        guard let id = node.string("\"id\"", &log) else { return nil }
        // The label that metrics give to requests without a route.
        guard SourceNode.isName(id.value), id.value != "none" else {
            log.add(
                id.value == "none"
                    ? "\"none\" is what metrics call a request without a route: choose another id"
                    : "an id is lower-case letters, digits and \"-\", beginning with a letter, at most 64",
                at: id.position)
            return nil
        }
        return id
    }

    private static func match(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> (methods: [Located<RequestMethod>], path: LocatedText)? {
        guard
            let reader = MappingReader(
                node, "\"match\"", known: ["methods", "path"], later: ["host", "headers", "query"], &log)
        else { return nil }
        let methods = reader.required("methods", &log).map { node in
            node.strings("\"methods\"", &log).compactMap { method($0, &log) }
        }
        let path = reader.required("path", &log).flatMap { text($0, "\"path\"", &log) }
        guard let methods, let path else { return nil }
        return (methods, path)
    }

    private static func method(_ name: Located<String>, _ log: inout FindingLog) -> Located<RequestMethod>? {
        guard let method = RequestMethod(name: name.value) else {
            let known = RequestMethod.routable.map(\.name)
            let hint = Suggestion.text(for: name.value.uppercased(), among: known)
            log.add(
                "unknown method \"\(name.value)\""
                    + (hint.isEmpty ? ": one of \(known.joined(separator: ", "))" : hint),
                at: name.position)
            return nil
        }
        return Located(method, name.position)
    }

    private static func parameters(
        _ node: SourceNode, _ log: inout FindingLog
    ) -> [(name: Located<String>, type: Located<ParameterType>)] {
        guard case .mapping(let members) = node.content else {
            log.add("\"params\" is a mapping, not \(node.kind)", at: node.position)
            return []
        }
        return members.compactMap { member in
            member.value.word("parameter type", ParameterType.self, &log).map { (member.key, $0) }
        }
    }

    static func text(_ node: SourceNode, _ what: String, _ log: inout FindingLog) -> LocatedText? {
        node.string(what, &log).map { LocatedText(text: $0.value, start: node.position(inside: 0)) }
    }
}
