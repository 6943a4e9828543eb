import Domain
import Routing

/// Makes a ruleset of the files of a policy, or every finding at once.
package struct PolicyCompiler {
    private let environment: PolicyEnvironment

    package init(_ environment: PolicyEnvironment) {
        self.environment = environment
    }

    package func compile(_ source: PolicySource) throws(PolicyFindings) -> Ruleset {
        var log = FindingLog()
        var reader = PolicyReader()
        reader.read(source, &log)
        let document = reader.document
        let roles = RoleCompiler.compile(document.roles, &log)
        let upstreams = document.upstreams.map { upstream($0, &log) }
        let compiler = RouteCompiler(
            roles: reader.readPaths.contains("roles.yaml") ? roles : nil,
            upstreams: reader.readPaths.contains("upstreams.yaml") ? upstreams : nil, environment: environment)
        let compiled = compiler.compile(document.routes, &log)
        let findings = source.findings + log.sorted(files: source.files.map(\.name))
        guard findings.isEmpty, let compiled, compiled.routes.count == document.routes.count else {
            throw PolicyFindings(findings)
        }
        return Ruleset(
            routes: compiled.routes, upstreams: upstreams, roles: roles,
            identity: Self.hexadecimal(environment.hash(source.canonicalBytes())), table: compiled.table)
    }

    private func upstream(_ declaration: UpstreamDeclaration, _ log: inout FindingLog) -> UpstreamSpec {
        let name = declaration.name.value
        let off = UpstreamSpec(name: name, address: nil, credentials: .none)
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
        _ declaration: UpstreamDeclaration.Credentials, _ log: inout FindingLog
    ) -> UpstreamSpec.Credentials {
        let user = resolve(declaration.user, &log)
        let password = resolve(declaration.password, &log)
        guard let user, let password else { return .none }
        // RFC 7617 §2: a colon would end the user name, and controls are not allowed in either.
        guard !user.contains(":"),
            !(user + password).unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F })
        else {
            log.add(
                "the user or the password holds a character that Basic credentials cannot carry",
                at: declaration.user.position, hidesSource: true)
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
