import Domain
import Routing

/// Compiles declared routes against the roles and upstreams of the same policy.
struct RouteCompiler {
    /// `nil` when their file could not be read: its finding is enough, and every reference to it would be another.
    let roles: RoleTable?
    let upstreams: [UpstreamSpec]?
    let environment: PolicyEnvironment

    /// `nil` when a finding left no table.
    func compile(
        _ declarations: [RouteDeclaration], _ log: inout FindingLog
    ) -> (routes: [CompiledRoute], table: RouteTable)? {
        checkIdentifiers(declarations, &log)
        var entries: [RouteTable.Entry] = []
        var sources: [RouteDeclaration] = []
        var routes: [CompiledRoute] = []
        for declaration in declarations {
            checkMethods(declaration, &log)
            // Everything of a route is looked at, whatever else is wrong with it.
            let pattern = self.pattern(declaration, &log)
            let access = AccessCompiler(roles: roles).compile(declaration, &log)
            let destination = self.destination(declaration.destination, &log)
            guard let pattern else { continue }
            let template = self.template(declaration.destination, destination, pattern, &log)
            let entry = RouteTable.Entry(pattern, methods: declaration.methods.map(\.value))
            entries.append(entry)
            sources.append(declaration)
            guard let destination else { continue }
            routes.append(
                CompiledRoute(
                    ordinal: routes.count, declaration: declaration, layout: entry.layout, destination: destination,
                    template: template, errorShape: ErrorShape(path: Array(pattern.text.utf8).span),
                    anonymousRule: access.anonymousRule,
                    usesUpstreamCredential: access.anonymousRule == nil
                        && destination.upstream.map { upstreams?[$0].hasCredentials } == true,
                    allow: access.allow, deny: access.deny))
        }
        do throws(RouteOverlaps) {
            return (routes, try RouteTable.build(entries))
        } catch {
            for overlap in error.overlaps {
                let first = sources[overlap.first]
                let second = sources[overlap.second]
                log.add(
                    "the routes \"\(first.id.value)\" and \"\(second.id.value)\" overlap: \(overlap.problem); "
                        + "the other is at "
                        + "\(first.id.position.file.name):\(first.id.position.line)", at: second.path.start)
            }
            return nil
        }
    }

    private func checkIdentifiers(_ declarations: [RouteDeclaration], _ log: inout FindingLog) {
        var seen: [String: SourcePosition] = [:]
        for declaration in declarations {
            let id = declaration.id
            if let other = seen[id.value] {
                log.add(
                    "the id \"\(id.value)\" is taken by the route at \(other.file.name):\(other.line)", at: id.position)
            } else {
                seen[id.value] = id.position
            }
        }
    }

    private func checkMethods(_ declaration: RouteDeclaration, _ log: inout FindingLog) {
        var seen: Set<RequestMethod> = []
        for method in declaration.methods where !seen.insert(method.value).inserted {
            log.add("\(method.value.name) stands twice", at: method.position)
        }
    }

    private func pattern(_ declaration: RouteDeclaration, _ log: inout FindingLog) -> RoutePattern? {
        var pattern: RoutePattern
        do throws(PatternFault) {
            pattern = try RoutePattern(parsing: declaration.path.text)
        } catch {
            log.add(error.problem, at: declaration.path.start.advanced(by: error.offset))
            return nil
        }
        let names = pattern.parameters.map(\.name)
        for (name, _) in declaration.parameters where !names.contains(name.value) {
            let hint = Suggestion.text(for: name.value, among: names)
            log.add("unknown parameter \"\(name.value)\": the path does not have it" + hint, at: name.position)
        }
        for (index, parameter) in pattern.parameters.enumerated() {
            let place = declaration.path.start.advanced(by: parameter.offset)
            guard let type = declaration.parameters.first(where: { $0.name.value == parameter.name })?.type else {
                log.add("the parameter \"\(parameter.name)\" has no type: add it to \"params\"", at: place)
                continue
            }
            do throws(PatternFault) {
                try pattern.assign(type.value, to: index)
            } catch {
                log.add(error.problem, at: type.position)
            }
        }
        return pattern
    }

    private func template(
        _ declaration: DestinationDeclaration, _ destination: CompiledRoute.Destination?, _ pattern: RoutePattern,
        _ log: inout FindingLog
    ) -> TargetTemplate? {
        guard case .relay(_, let path, let query) = declaration else { return nil }
        let base = destination?.upstream.flatMap { upstreams?[$0].address?.basePath } ?? ""
        do throws(PatternFault) {
            return try TargetTemplate(parsing: path.text, for: pattern, basePath: base, query: query)
        } catch {
            log.add(error.problem, at: path.start.advanced(by: error.offset))
            return nil
        }
    }

    private func destination(
        _ declaration: DestinationDeclaration, _ log: inout FindingLog
    ) -> CompiledRoute.Destination? {
        switch declaration {
        case .local(let name):
            guard known(name, "local endpoint", environment.localEndpoints, &log) else { return nil }
            return .local(name.value)
        case .translate(let name, let upstream):
            let isKnown = known(name, "translation", environment.translations, &log)
            guard let upstream = index(of: upstream, &log), isKnown else { return nil }
            return .translate(name.value, upstream: upstream)
        case .relay(let upstream, _, _):
            return index(of: upstream, &log).map { .relay(upstream: $0) }
        }
    }

    private func index(of upstream: Located<String>, _ log: inout FindingLog) -> Int? {
        guard let upstreams else { return nil }
        guard known(upstream, "upstream", Set(upstreams.map(\.name)), &log) else { return nil }
        return upstreams.firstIndex { $0.name == upstream.value }
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
