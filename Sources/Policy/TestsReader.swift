import Domain

/// Reads the tests of a policy: a file of `tests/`, or `tests` beside the routes.
enum TestsReader {
    static func read(_ root: SourceNode, _ log: inout FindingLog) -> [TestDeclaration] {
        guard let top = MappingReader(root, "the file", known: ["version", "tests"], &log) else { return [] }
        VersionKey.check(top, &log)
        return top.required("tests", &log).map { tests($0, &log) } ?? []
    }

    static func tests(_ node: SourceNode, _ log: inout FindingLog) -> [TestDeclaration] {
        node.items("\"tests\"", &log).compactMap { test($0, &log) }
    }

    private static func test(_ node: SourceNode, _ log: inout FindingLog) -> TestDeclaration? {
        guard
            let reader = MappingReader(
                node, "a test", known: ["name", "as", "request", "headers", "body", "expect", "roles"], &log)
        else { return nil }
        let name = reader.required("name", &log)?.string("\"name\"", &log)
        var request = reader.required("request", &log).flatMap { Self.request($0, &log) }
        var role: Located<String>?
        var features: [Located<String>] = []
        // A test says the same wherever it runs: what it does not switch on is off.
        request?.caller.features = [:]
        if let node = reader["as"] {
            guard let read = TestCallerReader.read(node, &log) else { return nil }
            request?.caller = read.caller
            (role, features) = (read.role, read.features)
        }
        if let node = reader["headers"] { request?.fields = fields(node, &log) }
        if let node = reader["body"] { request?.body = body(node, &log) }
        var expected = TestDeclaration.Expectation()
        if let node = reader["expect"] {
            guard let read = expectation(node, &log) else { return nil }
            expected = read
        }
        guard let cases = cases(reader, role, expected, &log), let name, let request else { return nil }
        return TestDeclaration(name: name, request: request, features: features, cases: cases)
    }

    private static func cases(
        _ reader: MappingReader, _ role: Located<String>?, _ expected: TestDeclaration.Expectation,
        _ log: inout FindingLog
    ) -> [TestDeclaration.Case]? {
        guard let table = reader["roles"] else {
            guard let role else {
                log.add("a test needs \"roles\", or \"as\" with a role", at: reader.position)
                return nil
            }
            guard expected.isAllowed != nil || expected.reason != nil || expected.route != nil else {
                log.add("\"expect\" needs \"decision\", \"reason\" or \"route\"", at: reader.position)
                return nil
            }
            return [.init(role: role, expected: expected)]
        }
        if let role {
            log.add("\"roles\" already says who asks: leave the role out of \"as\"", at: role.position)
            return nil
        }
        guard expected.isAllowed == nil, expected.reason == nil else {
            log.add(
                "\"roles\" already says what is expected: leave decision and reason out",
                at: reader.position(of: "expect"))
            return nil
        }
        guard case .mapping(let members) = table.content, !members.isEmpty else {
            log.add("\"roles\" is a mapping of roles to \"allow\" or the reason of the refusal", at: table.position)
            return nil
        }
        return members.compactMap { member in
            guard let outcome = member.value.string("the outcome for \"\(member.key.value)\"", &log) else { return nil }
            var one = expected
            one.isAllowed = outcome.value == "allow"
            if outcome.value != "allow" {
                one.reason = reason(outcome, &log)
                // Said of those who are let in.
                (one.rule, one.upstream) = (nil, nil)
            }
            return .init(role: member.key, expected: one)
        }
    }

    private static func reason(_ text: Located<String>, _ log: inout FindingLog) -> Located<String>? {
        guard GatewayError.Code(rawValue: text.value) == nil else { return text }
        let known = GatewayError.Code.allCases.map(\.rawValue)
        let hint = Suggestion.text(for: text.value, among: known + ["allow"])
        log.add("unknown reason \"\(text.value)\"" + hint, at: text.position)
        return nil
    }

    private static func expectation(_ node: SourceNode, _ log: inout FindingLog) -> TestDeclaration.Expectation? {
        guard
            let reader = MappingReader(
                node, "\"expect\"", known: ["decision", "reason", "route", "rule", "upstream"], &log)
        else { return nil }
        var expected = TestDeclaration.Expectation()
        if let decision = reader["decision"]?.string("\"decision\"", &log) {
            guard ["allow", "deny"].contains(decision.value) else {
                log.add("\"decision\" is allow or deny, not \"\(decision.value)\"", at: decision.position)
                return nil
            }
            expected.isAllowed = decision.value == "allow"
        }
        expected.reason = reader["reason"]?.string("\"reason\"", &log).flatMap { reason($0, &log) }
        expected.route = reader["route"]?.string("\"route\"", &log)
        expected.rule = reader["rule"]?.string("\"rule\"", &log)?.value
        expected.upstream = reader["upstream"]?.string("\"upstream\"", &log)?.value
        return expected
    }

    private static func request(_ node: SourceNode, _ log: inout FindingLog) -> TestRequest? {
        guard let text = node.string("\"request\"", &log) else { return nil }
        let parts = text.value.split(separator: " ", omittingEmptySubsequences: false)
        guard parts.count == 2, let method = RequestMethod(name: String(parts[0])), parts[1].hasPrefix("/") else {
            log.add("\"request\" is a method and a path, such as GET /v1/user", at: text.position)
            return nil
        }
        return TestRequest(method: method, target: String(parts[1]))
    }

    private static func fields(_ node: SourceNode, _ log: inout FindingLog) -> [String: [String]] {
        guard case .mapping(let members) = node.content else {
            log.add("\"headers\" is a mapping of names to values", at: node.position)
            return [:]
        }
        var fields: [String: [String]] = [:]
        for member in members {
            guard let value = member.value.string("the value of \"\(member.key.value)\"", &log) else { continue }
            fields[member.key.value.lowercased()] = [value.value]
        }
        return fields
    }

    /// A quoted text as it is; anything else as the JSON that it means.
    private static func body(_ node: SourceNode, _ log: inout FindingLog) -> [UInt8] {
        if case .scalar(let text, isPlain: false) = node.content { return Array(text.utf8) }
        return Array(TestBody.json(node, &log).utf8)
    }
}
