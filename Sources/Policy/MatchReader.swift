import Domain
import Routing

/// Reads `match`.
enum MatchReader {
    static func read(_ node: SourceNode, _ log: inout FindingLog) -> MatchDeclaration? {
        guard
            let reader = MappingReader(
                node, "\"match\"", known: ["methods", "host", "path", "headers", "query"], &log)
        else { return nil }
        let methods = reader.required("methods", &log).map { node in
            node.strings("\"methods\"", &log).compactMap { method($0, &log) }
        }
        let path = reader.required("path", &log).flatMap { RoutesReader.text($0, "\"path\"", &log) }
        var isWhole = true
        let hosts = reader["host"].map { node -> [HostPattern] in
            let hosts = self.hosts(node, &log)
            if hosts.isEmpty { isWhole = false }
            return hosts
        }
        func tests(_ key: String, _ name: (Located<String>, inout FindingLog) -> [UInt8]?) -> [[UInt8]: MatchConditions
            .Test]
        {
            guard let node = reader[key] else { return [:] }
            guard let tests = self.tests(node, "\"\(key)\"", name, &log) else {
                isWhole = false
                return [:]
            }
            return tests
        }
        let fields = tests("headers", fieldName)
        let query = tests("query") { name, _ in Array(name.value.utf8) }
        guard let methods, let path, isWhole else { return nil }
        return MatchDeclaration(
            methods: methods, path: path,
            conditions: MatchConditions(hosts: hosts ?? [], fields: fields, query: query))
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

    private static func hosts(_ node: SourceNode, _ log: inout FindingLog) -> [HostPattern] {
        let texts: [LocatedText]
        if case .sequence = node.content {
            texts = node.items("\"host\"", &log).compactMap { RoutesReader.text($0, "an entry of \"host\"", &log) }
        } else {
            texts = [RoutesReader.text(node, "\"host\"", &log)].compactMap(\.self)
        }
        let patterns = texts.compactMap { text -> HostPattern? in
            do throws(PatternFault) {
                return try HostPattern(parsing: text.text)
            } catch {
                log.add(error.problem, at: text.start.advanced(by: error.offset))
                return nil
            }
        }
        return patterns.count == texts.count ? patterns : []
    }

    private static func fieldName(_ name: Located<String>, _ log: inout FindingLog) -> [UInt8]? {
        if let bytes = FieldName.bytes(name.value) {
            guard HeadersReader.isOwnOfRequests(name.value.lowercased()) else { return bytes }
            log.add(
                "the field \"\(name.value)\" does not reach an upstream as the client sent it: no route is chosen by it",
                at: name.position)
            return nil
        }
        log.add("\"\(name.value)\" is no name of a header field: letters, digits and \"-\"", at: name.position)
        return nil
    }

    /// `name: value` (equals), `name: true` (is there) or `name: false` (is not there).
    private static func tests(
        _ node: SourceNode, _ what: String, _ name: (Located<String>, inout FindingLog) -> [UInt8]?,
        _ log: inout FindingLog
    ) -> [[UInt8]: MatchConditions.Test]? {
        guard case .mapping(let members) = node.content, !members.isEmpty else {
            log.add(
                "\(what) is a mapping of names to values, true (is there) or false (is not there)", at: node.position)
            return nil
        }
        var tests: [[UInt8]: MatchConditions.Test] = [:]
        var isWhole = true
        for member in members {
            guard let key = name(member.key, &log) else {
                isWhole = false
                continue
            }
            guard tests[key] == nil else {
                log.add("the name \"\(member.key.value)\" stands twice", at: member.key.position)
                isWhole = false
                continue
            }
            if case .scalar("true", isPlain: true) = member.value.content {
                tests[key] = .present
            } else if case .scalar("false", isPlain: true) = member.value.content {
                tests[key] = .absent
            } else if let text = member.value.string("the value of \"\(member.key.value)\"", &log) {
                tests[key] = .equals(Array(text.value.utf8))
            } else {
                isWhole = false
            }
        }
        return isWhole ? tests : nil
    }
}
