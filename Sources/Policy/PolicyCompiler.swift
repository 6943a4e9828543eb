import Domain
import Routing

/// Makes a ruleset of the files of a policy, or every finding at once.
package struct PolicyCompiler {
    private let environment: PolicyEnvironment

    package init(_ environment: PolicyEnvironment) {
        self.environment = environment
    }

    /// - Parameter runsTests: whether a test that fails refuses the policy. Only who reports the tests one by one says no.
    package func compile(_ source: PolicySource, runsTests: Bool = true) throws(PolicyFindings) -> Ruleset {
        var log = FindingLog()
        var reader = PolicyReader()
        reader.read(source, &log)
        let document = reader.document
        let roles = RoleCompiler.compile(document.roles, &log)
        let upstreamCompiler = UpstreamCompiler(environment: environment)
        let upstreams = upstreamCompiler.compile(document.upstreams, &log)
        let registry = upstreamCompiler.registry(document.registry, among: upstreams, &log)
        let used = Set(document.routes.compactMap(\.namedCredentials))
        let accounts = CredentialsCompiler(environment: environment, upstreams: [:])
        // An account that no route uses is not looked up: its variable need not be set.
        let credentials = document.credentials.filter { used.contains($0.name?.value ?? "") }.map { declaration in
            NamedCredential(
                name: declaration.name?.value ?? "", credentials: accounts.compile(declaration, &log))
        }
        let destinations = DestinationCompiler(
            upstreams: reader.readPaths.contains("upstreams.yaml") ? upstreams : nil, registry: registry,
            declaresRegistry: document.declaresRegistry, credentials: credentials,
            accounts: document.credentials.compactMap { $0.name?.value }, environment: environment)
        let compiler = RouteCompiler(
            roles: reader.readPaths.contains("roles.yaml") ? roles : nil, destinations: destinations)
        let compiled = compiler.compile(document.routes, &log)
        let tests =
            reader.readPaths.contains("roles.yaml")
            ? document.tests.flatMap { PolicyTest.compile($0, roles, &log) } : []
        PolicyTest.checkFeatures(document.tests, environment.features, &log)
        PolicyTest.checkRoutes(tests, Set(document.routes.map(\.id.value)), reader.hasAllRoutes(source), &log)
        let isWhole = source.findings.isEmpty && log.isEmpty
        guard isWhole, let compiled else {
            throw PolicyFindings(source.findings + log.sorted(files: source.files.map(\.name)))
        }
        let ruleset = Ruleset(
            Ruleset.Parts(
                routes: compiled.routes, tables: compiled.tables, patterns: compiled.patterns, tests: tests,
                upstreamSources: document.upstreams.map { .init(position: $0.name.position, accepts: $0.accepts) },
                registry: registry),
            upstreams: upstreams, credentials: credentials, roles: roles,
            identity: Self.hexadecimal(environment.hash(source.canonicalBytes())))
        // Only of a policy that is whole: the failures of a half one would hide why.
        if log.isEmpty, runsTests { ruleset.runTests(&log) }
        guard log.isEmpty else { throw PolicyFindings(log.sorted(files: source.files.map(\.name))) }
        return ruleset
    }

    private static func hexadecimal(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
    }
}

extension RouteDeclaration {
    fileprivate var namedCredentials: String? {
        guard case .relay(_, _, _, .named(let name))? = destination else { return nil }
        return name.value
    }
}
