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
        let upstreams = document.upstreams.map { upstream($0, &log) }
        let used = Set(document.routes.compactMap(\.namedCredentials))
        // An account that no route uses is not looked up: its variable need not be set.
        let credentials = document.credentials.filter { used.contains($0.name?.value ?? "") }.map { declaration in
            NamedCredential(name: declaration.name?.value ?? "", credentials: self.credentials(declaration, &log))
        }
        let destinations = DestinationCompiler(
            upstreams: reader.readPaths.contains("upstreams.yaml") ? upstreams : nil, credentials: credentials,
            accounts: document.credentials.compactMap { $0.name?.value }, environment: environment)
        let compiler = RouteCompiler(
            roles: reader.readPaths.contains("roles.yaml") ? roles : nil, destinations: destinations)
        let compiled = compiler.compile(document.routes, &log)
        let tests =
            reader.readPaths.contains("roles.yaml")
            ? document.tests.flatMap { PolicyTest.compile($0, roles, &log) } : []
        PolicyTest.checkRoutes(tests, Set(document.routes.map(\.id.value)), reader.hasAllRoutes(source), &log)
        let isWhole = source.findings.isEmpty && log.isEmpty
        guard isWhole, let compiled else {
            throw PolicyFindings(source.findings + log.sorted(files: source.files.map(\.name)))
        }
        let ruleset = Ruleset(
            Ruleset.Parts(
                routes: compiled.routes, tables: compiled.tables, patterns: compiled.patterns, tests: tests,
                upstreamSources: document.upstreams.map { .init(position: $0.name.position, accepts: $0.accepts) }),
            upstreams: upstreams, credentials: credentials, roles: roles,
            identity: Self.hexadecimal(environment.hash(source.canonicalBytes())))
        // Only of a policy that is whole: the failures of a half one would hide why.
        if log.isEmpty, runsTests { ruleset.runTests(&log) }
        guard log.isEmpty else { throw PolicyFindings(log.sorted(files: source.files.map(\.name))) }
        return ruleset
    }

    private func upstream(_ declaration: UpstreamDeclaration, _ log: inout FindingLog) -> UpstreamSpec {
        let name = declaration.name.value
        let off = UpstreamSpec(
            name: name, address: nil, credentials: .none, declaresCredentials: declaration.credentials != nil)
        do throws(ValueReference.Fault) {
            let url = try ValueReference(environment: environment).resolve(declaration.url.value)
            // The credentials of an upstream that is off are not asked for.
            guard !url.isEmpty, let address = self.address(url, at: declaration.url.position, &log) else { return off }
            return UpstreamSpec(
                name: name, address: address,
                credentials: declaration.credentials.map { self.credentials($0, &log) } ?? .none)
        } catch {
            log.add(error.message, at: declaration.url.position)
            return off
        }
    }

    private func address(
        _ url: String, at position: SourcePosition, _ log: inout FindingLog
    ) -> UpstreamSpec.Address? {
        do throws(UpstreamURL.Fault) {
            let address = try UpstreamURL.parse(url)
            if address.usesTLS {
                throw UpstreamURL.Fault(
                    problem: "https to an upstream is not supported in this version: use http on a network you trust")
            }
            return address
        } catch {
            log.add(error.problem, at: position)
            return nil
        }
    }

    private func credentials(
        _ declaration: CredentialsDeclaration, _ log: inout FindingLog
    ) -> UpstreamSpec.Credentials {
        switch declaration.content {
        case .basic(let user, let password): return basic(user, password, &log)
        case .token(let scheme, let secret):
            guard let token = resolve(secret, &log) else { return .none }
            // RFC 9110 §11.2, token68: what a field carries as it is.
            guard token.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                log.add("the token holds a character that a field cannot carry", at: secret.position, hidesSource: true)
                return .none
            }
            return .token(scheme: scheme.value, token: Secret(token))
        }
    }

    private func basic(
        _ name: Located<String>, _ secret: Located<String>, _ log: inout FindingLog
    ) -> UpstreamSpec.Credentials {
        let user = resolve(name, &log)
        let password = resolve(secret, &log)
        guard let user, let password else { return .none }
        // RFC 7617 §2: a colon would end the user name, and controls are not allowed in either.
        guard !user.contains(":"),
            !(user + password).unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            log.add(
                "the user or the password holds a character that Basic credentials cannot carry",
                at: name.position, hidesSource: true)
            return .none
        }
        return .basic(user: user, password: Secret(password))
    }

    private func resolve(_ text: Located<String>, _ log: inout FindingLog) -> String? {
        do throws(ValueReference.Fault) {
            let value = try ValueReference(environment: environment).resolve(text.value)
            if !value.isEmpty { return value }
            log.add("the value is empty", at: text.position)
        } catch {
            log.add(error.message, at: text.position)
        }
        return nil
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
