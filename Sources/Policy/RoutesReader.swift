import Domain
import Routing

/// Reads one file of `routes/`.
enum RoutesReader {
    /// What a file says for all its routes.
    private struct Defaults {
        var limits = RouteLimits.standard
        /// Whether the file says how large a body may be.
        var givesBody = false
        var mode = RuleMode.enforce
        var authentication = AuthenticationSchemes.bearer
    }

    static func read(
        _ root: SourceNode, _ log: inout FindingLog
    ) -> (routes: [RouteDeclaration], tests: [TestDeclaration]) {
        guard
            let top = MappingReader(root, "the file", known: ["version", "defaults", "routes", "tests"], &log)
        else { return ([], []) }
        VersionKey.check(top, &log)
        let defaults = top["defaults"].map { Self.defaults($0, &log) } ?? Defaults()
        let tests = top["tests"].map { TestsReader.tests($0, &log) } ?? []
        guard let routes = top.required("routes", &log) else { return ([], tests) }
        return (routes.items("\"routes\"", &log).compactMap { route($0, defaults, &log) }, tests)
    }

    /// Hold for their file only.
    private static func defaults(_ node: SourceNode, _ log: inout FindingLog) -> Defaults {
        var defaults = Defaults()
        guard
            let reader = MappingReader(
                node, "\"defaults\"", known: ["decision", "limits", "mode", "authenticate"], &log)
        else {
            return defaults
        }
        if let decision = reader["decision"]?.string("\"decision\"", &log), decision.value != "deny" {
            log.add("the default decision is always deny: allow in the routes", at: decision.position)
        }
        if let limits = reader["limits"] {
            defaults.limits = LimitsReader.read(limits, over: .standard, &log)
            if case .mapping(let members) = limits.content {
                defaults.givesBody = members.contains { $0.key.value == "body" }
            }
        }
        if let mode = reader["mode"] { defaults.mode = mode.word("mode", RuleMode.self, &log)?.value ?? .enforce }
        if let node = reader["authenticate"] { defaults.authentication = authentication(node, &log) }
        return defaults
    }

    private static let keys = [
        "id", "description", "match", "params", "body", "to", "headers", "authenticate", "access", "limits", "mode",
        "accepts",
    ]

    private static func route(
        _ node: SourceNode, _ defaults: Defaults, _ log: inout FindingLog
    ) -> RouteDeclaration? {
        guard let reader = MappingReader(node, "a route", known: keys, &log) else { return nil }
        let id = reader.required("id", &log).flatMap { identifier($0, &log) }
        let description = reader["description"]?.string("\"description\"", &log)?.value
        let match = reader.required("match", &log).flatMap { MatchReader.read($0, &log) }
        let parameters = reader["params"].map { Self.parameters($0, &log) } ?? []
        let body = reader["body"].map { BodyFieldsReader.read($0, &log) } ?? []
        let destination = reader.required("to", &log).flatMap { DestinationReader.read($0, &log) }
        let headers = reader["headers"].map { HeadersReader.read($0, &log) } ?? HeaderEdits()
        let authentication = reader["authenticate"].map { Self.authentication($0, &log) } ?? defaults.authentication
        let access = reader.required("access", &log).flatMap { AccessReader.read($0, &log) }
        var inherited = defaults.limits
        if !body.isEmpty, !defaults.givesBody { inherited.body = RouteLimits.judgedBody }
        let limits = reader["limits"].map { LimitsReader.read($0, over: inherited, &log) } ?? inherited
        let mode = reader["mode"].map { $0.word("mode", RuleMode.self, &log)?.value } ?? defaults.mode
        let accepts = reader["accepts"].map { $0.strings("\"accepts\"", &log) } ?? []
        if !body.isEmpty, limits.body == nil {
            log.add(
                "a route that looks into the body has a bound for it: \"body\" under \"limits\"",
                at: reader.position(of: "body"))
        }
        // A part with a finding is missing below; the others may have findings of their own.
        guard let id else { return nil }
        return RouteDeclaration(
            id: id, description: description, match: match, parameters: parameters, body: body,
            destination: destination, headers: headers, authentication: authentication, allow: access?.allow ?? [],
            deny: access?.deny ?? [],
            limits: limits, mode: mode ?? .enforce, accepts: accepts)
    }

    /// How callers may say who they are.
    private static func authentication(_ node: SourceNode, _ log: inout FindingLog) -> AuthenticationSchemes {
        var schemes: AuthenticationSchemes = []
        for item in node.items("\"authenticate\"", &log) {
            guard let word = item.word("scheme", AuthenticationSchemes.Word.self, &log) else { continue }
            guard schemes.insert(word.value.scheme).inserted else {
                log.add("\(word.value.rawValue) stands twice", at: word.position)
                continue
            }
        }
        return schemes
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
