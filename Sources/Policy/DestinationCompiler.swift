import Domain
import Routing

/// Resolves what `to` names.
struct DestinationCompiler {
    let upstreams: [UpstreamSpec]?
    let registry: RegistryChoice?
    /// Whether the policy says which upstream is the registry, rightly or not.
    let declaresRegistry: Bool
    /// Positions by name.
    let places: [String: Int]
    let credentials: [String: Int]
    /// All that are declared, used or not.
    let accounts: [String]
    let environment: PolicyEnvironment

    init(
        upstreams: [UpstreamSpec]?, registry: RegistryChoice?, declaresRegistry: Bool, credentials: [NamedCredential],
        accounts: [String], environment: PolicyEnvironment
    ) {
        self.upstreams = upstreams
        self.registry = registry
        self.declaresRegistry = declaresRegistry
        self.accounts = accounts
        self.environment = environment
        func positions(_ names: [String]) -> [String: Int] {
            Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        }
        places = positions(upstreams?.map(\.name) ?? [])
        self.credentials = positions(credentials.map(\.name))
    }

    func destination(
        _ declaration: DestinationDeclaration, _ log: inout FindingLog
    ) -> CompiledRoute.Destination? {
        switch declaration {
        case .local(let name):
            guard known(name, "local endpoint", environment.localEndpoints, &log) else { return nil }
            return .local(name.value)
        case .translate(let name, let upstream):
            let isKnown = known(name, "translation", environment.translations, &log)
            guard let upstream else {
                if upstreams != nil, !declaresRegistry {
                    log.add(
                        "\"translate\" goes to the registry, and upstreams.yaml does not say which that is: add "
                            + "\"registry\" there, or \"upstream\" here", at: name.position)
                }
                return isKnown && registry != nil ? .translate(name.value, upstream: nil) : nil
            }
            guard let upstream = index(of: upstream, &log), isKnown else { return nil }
            return .translate(name.value, upstream: upstream)
        case .relay(let upstream, _, _, _):
            return index(of: upstream, &log).map { .relay(upstream: $0) }
        case .redirect(let origin, _, _, let status):
            return .redirect(origin: origin, status: status)
        case .answer(let answer):
            return .answer(answer)
        case .folder(let directory, let index, let fallback, let cache):
            return folder(directory, &log).map {
                .folder(FolderDestination(directory: $0, index: index, fallback: fallback, cache: cache))
            }
        }
    }

    private func folder(_ directory: Located<String>, _ log: inout FindingLog) -> String? {
        do throws(ValueReference.Fault) {
            let path = environment.path(try ValueReference(environment: environment).resolve(directory.value))
            if environment.isDirectory(path) { return path }
            log.add("there is no directory \(directory.value)", at: directory.position)
        } catch {
            log.add(error.message, at: directory.position)
        }
        return nil
    }

    /// - Parameter admitsAnybody: then the upstream's own account stays here, since it would be lent to strangers.
    func credentialUse(
        _ declaration: DestinationDeclaration, _ destination: CompiledRoute.Destination?, admitsAnybody: Bool,
        _ log: inout FindingLog
    ) -> CompiledRoute.CredentialUse {
        let hasOwn = places(of: destination).contains { upstreams?[$0].declaresCredentials ?? false }
        let own: CompiledRoute.CredentialUse = hasOwn && !admitsAnybody ? .upstream : .none
        guard case .relay(_, _, _, let credentials) = declaration else { return own }
        switch credentials {
        case .upstream: return own
        case .pass: return .client
        case .strip: return .none
        case .named(let name):
            if upstreams == nil { return .none }
            if let place = self.credentials[name.value] { return .named(place) }
            let known = ["upstream", "pass", "strip"] + accounts.sorted()
            let hint = Suggestion.text(for: name.value, among: known)
            log.add(
                "unknown credentials \"\(name.value)\""
                    + (hint.isEmpty ? ": known are \(known.joined(separator: ", "))" : hint),
                at: name.position)
            return .none
        }
    }

    private func places(of destination: CompiledRoute.Destination?) -> [Int] {
        if case .translate(_, nil)? = destination { return registry?.places ?? [] }
        return destination?.upstream.map { [$0] } ?? []
    }

    /// The path that goes upstream, or that a redirect leads to.
    func template(
        _ declaration: DestinationDeclaration, _ destination: CompiledRoute.Destination?, _ pattern: RoutePattern,
        _ log: inout FindingLog
    ) -> TargetTemplate? {
        let (path, query, base): (LocatedText, QueryRule, String)
        switch declaration {
        case .relay(_, let text, let rule, _):
            (path, query) = (text, rule)
            base = destination?.upstream.flatMap { upstreams?[$0].address?.basePath } ?? ""
        case .redirect(_, let text, let rule, _): (path, query, base) = (text, rule, "")
        case .local, .translate, .answer, .folder: return nil
        }
        do throws(PatternFault) {
            return try TargetTemplate(parsing: path.text, for: pattern, basePath: base, query: query)
        } catch {
            log.add(error.problem, at: path.start.advanced(by: error.offset))
            return nil
        }
    }

    private func index(of upstream: Located<String>, _ log: inout FindingLog) -> Int? {
        guard upstreams != nil else { return nil }
        if let place = places[upstream.value] { return place }
        _ = known(upstream, "upstream", Set(places.keys), &log)
        return nil
    }

    private func known(
        _ name: Located<String>, _ what: String, _ names: Set<String>, _ log: inout FindingLog
    ) -> Bool {
        if names.contains(name.value) { return true }
        let hint = Suggestion.text(for: name.value, among: names)
        let all = names.isEmpty ? "" : ": known are \(names.sorted().joined(separator: ", "))"
        log.add("unknown \(what) \"\(name.value)\"" + (hint.isEmpty ? all : hint), at: name.position)
        return false
    }
}
