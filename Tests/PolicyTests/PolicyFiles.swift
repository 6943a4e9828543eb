import Domain
import Policy
import Routing

/// A policy written in a test, with as little around it as a file needs.
struct PolicyFiles {
    var roles = """
        version: 1
        roles:
          anonymous: {}
          pending: { number: 0 }
          member: { number: 2 }
          business-admin: { number: 3, includes: [member] }
          system-admin: { number: 4, includes: [business-admin] }
        """
    var upstreams = """
        version: 1
        upstreams:
          harbor:
            url: "http://harbor.test:8080/base"
            credentials: { kind: basic, user: "gateway", password: "env:PASSWORD" }
          origin: { url: "http://127.0.0.1:9000" }
          off: { url: "env:NOTHING:-" }
        """
    var routes: String
    var variables = ["PASSWORD": "s3cret"]
    var references: [String: String] = [:]

    /// The text of a routes file.
    init(routes: String) {
        self.routes = routes
    }

    /// A file with one route that varies in what a test is about.
    init(
        id: String = "r", match: String = #"{ methods: [GET], path: "/a" }"#, params: String? = nil,
        to: String = "{ local: whoami }", access: String = "{ allow: [{ roles: [member] }] }", more: String? = nil
    ) {
        var lines = ["version: 1", "routes:", "  - id: \(id)", "    match: \(match)"]
        if let params { lines.append("    params: \(params)") }
        lines += ["    to: \(to)", "    access: \(access)"]
        if let more { lines.append("    \(more)") }
        routes = lines.joined(separator: "\n")
    }

    var source: PolicySource {
        PolicySource(files: [
            Self.file("roles.yaml", roles), Self.file("upstreams.yaml", upstreams), Self.file("routes/r.yaml", routes),
        ])
    }

    static func file(_ path: String, _ text: String) -> PolicySource.File {
        PolicySource.File(path: path, name: path, bytes: Array(text.utf8))
    }

    /// What a rule may name besides; the shipped files name more.
    var localEndpoints: Set<String> = ["login", "whoami"]
    var translations: Set<String> = ["project-list", "image-list"]
    var features = ["privateProject": true, "harborConfiguration": false]

    var environment: PolicyEnvironment {
        PolicyEnvironment(
            variable: { [variables] in variables[$0] },
            file: { [references] in references[$0].map { Array($0.utf8) } },
            localEndpoints: localEndpoints,
            translations: translations,
            features: features,
            // Not SHA-256, which is not this module's: it only has to differ when the files do.
            hash: { bytes in
                var state: UInt64 = 14_695_981_039_346_656_037
                for byte in bytes { state = (state ^ UInt64(byte)) &* 1_099_511_628_211 }
                return (0..<8).map { UInt8(truncatingIfNeeded: state >> ($0 * 8)) }
            })
    }

    func compile() throws(PolicyFindings) -> Ruleset {
        try PolicyCompiler(environment).compile(source)
    }

    /// `line:column message` of every finding, with the file before it where it is not the routes file.
    func findings() -> [String] {
        do throws(PolicyFindings) {
            _ = try compile()
            return []
        } catch {
            return error.findings.map { finding in
                let file = finding.file == "routes/r.yaml" ? "" : finding.file + ":"
                return "\(file)\(finding.line):\(finding.column) \(finding.message)"
            }
        }
    }
}

/// What a request comes to.
enum Outcome: Equatable {
    case permit(rule: String, target: String)
    case refuse(GatewayError.Code, rule: String)
    case notRouted(GatewayError.Code, allow: String?)
    case asks([FactQuestion])
}

extension Ruleset {
    /// - Parameter facts: what the registry was asked already.
    func judge(
        _ method: String, _ path: String, as principal: Principal? = nil, now: Int64 = 0,
        facts: RegistryFacts = RegistryFacts()
    ) throws -> Outcome {
        var target = RequestTarget()
        try target.read(Array(path.utf8).span)
        switch route(for: target, method: RequestMethod(Array(method.utf8).span), NoFields()) {
        case .refused(let code, let allow):
            return .notRouted(code, allow: allow)
        case .route(let route):
            let circumstances = Circumstances(address: nil, now: now, facts: facts)
            // As a gateway asks: the rules for anybody first.
            if route.admitsAnybody,
                case .permit(let permit) = decide(route, principal: nil, target: target, circumstances)
            {
                return .permit(rule: permit.rule, target: String(decoding: permit.upstreamTarget, as: UTF8.self))
            }
            switch decide(route, principal: principal, target: target, circumstances) {
            case .needsBody: return .refuse(.internal, rule: "body")
            case .needsFacts(let questions): return .asks(questions)
            case .permit(let permit):
                return .permit(rule: permit.rule, target: String(decoding: permit.upstreamTarget, as: UTF8.self))
            case .refuse(let refusal):
                return .refuse(refusal.code, rule: refusal.rule)
            }
        }
    }
}

func caller(_ role: RoleNumber, name: String = "ann") -> Principal {
    Principal(userID: 7, name: name, role: role, namespace: "ns1", session: "s")
}
