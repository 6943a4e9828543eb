import Domain
import Routing

/// Compiles declared routes against the roles and upstreams of the same policy.
struct RouteCompiler {
    /// `nil` when their file could not be read: its finding is enough, and every reference to it would be another.
    let roles: RoleTable?
    let destinations: DestinationCompiler

    /// A route whose pattern could be read.
    private struct Candidate {
        let declaration: RouteDeclaration
        let match: MatchDeclaration
        let pattern: RoutePattern
        let entry: RouteTable.Entry
        let access: AccessCompiler.Access
        let destination: CompiledRoute.Destination?
    }

    /// `nil` when a finding left no table.
    func compile(
        _ declarations: [RouteDeclaration], _ log: inout FindingLog
    ) -> (routes: [CompiledRoute], patterns: [RoutePattern], tables: RouteTables)? {
        checkIdentifiers(declarations, &log)
        let candidates = declarations.compactMap { candidate($0, &log) }
        let enforced = candidates.filter { $0.declaration.mode == .enforce }
        let trials = TrialRoutes(
            candidates.filter { $0.declaration.mode == .shadow }.map { ($0.declaration, $0.entry) })
        var twins = trials.match(enforced.map { ($0.declaration, $0.entry) }, &log)
        var routes: [CompiledRoute] = []
        for (place, candidate) in enforced.enumerated() {
            let twin = twins.removeValue(forKey: place).flatMap { id in
                candidates.first { $0.declaration.id.value == id }
            }
            guard let route = compile(candidate, ordinal: place, twin: twin, &log) else { continue }
            routes.append(route)
        }
        guard let tables = tables(enforced, &log), routes.count == enforced.count else { return nil }
        return (routes, enforced.map(\.pattern), tables)
    }

    private func tables(_ enforced: [Candidate], _ log: inout FindingLog) -> RouteTables? {
        do throws(RouteTables.Fault) {
            return try RouteTables(enforced.map(\.entry))
        } catch {
            guard case .overlaps(let overlaps) = error else {
                log.add(
                    "too many hosts for so many routes: split the policy between gateways",
                    at: enforced[0].match.path.start)
                return nil
            }
            for overlap in overlaps {
                let first = enforced[overlap.first].declaration
                let second = enforced[overlap.second].declaration
                let place = enforced[overlap.second].match.path.start
                log.add(
                    "the routes \"\(first.id.value)\" and \"\(second.id.value)\" overlap: \(overlap.problem); "
                        + "the other is at "
                        + "\(first.id.position.file.name):\(first.id.position.line)", at: place)
            }
            return nil
        }
    }

    /// Everything of a route is looked at, whatever else is wrong with it.
    private func candidate(_ declaration: RouteDeclaration, _ log: inout FindingLog) -> Candidate? {
        checkMethods(declaration, &log)
        let pattern = declaration.match.flatMap { self.pattern(declaration, $0.path, &log) }
        let access = AccessCompiler(roles: roles, features: destinations.environment.features).compile(
            declaration, pattern, &log)
        let destination = declaration.destination.flatMap { destinations.destination($0, &log) }
        checkRate(declaration, access, &log)
        if let folder = destination, case .folder = folder { checkFolder(declaration, pattern, &log) }
        guard var pattern, let match = declaration.match else { return nil }
        if case .folder = destination { pattern.takesEmptyRest = true }
        let entry = RouteTable.Entry(
            pattern, methods: match.methods.map(\.value), conditions: match.conditions,
            isNothing: destination?.isNothing ?? false)
        return Candidate(
            declaration: declaration, match: match, pattern: pattern, entry: entry, access: access,
            destination: destination)
    }

    private func compile(
        _ candidate: Candidate, ordinal: Int, twin: Candidate?, _ log: inout FindingLog
    ) -> CompiledRoute? {
        let declaration = candidate.declaration
        guard let target = declaration.destination else { return nil }
        let template = destinations.template(target, candidate.destination, candidate.pattern, &log)
        let use = destinations.credentialUse(
            target, candidate.destination,
            admitsAnybody: candidate.access.allow.contains(where: \.isForAnybody), &log)
        guard let destination = candidate.destination else { return nil }
        return CompiledRoute(
            ordinal: ordinal, declaration: declaration, match: candidate.match,
            CompiledRoute.Parts(
                layout: candidate.entry.layout, destination: destination, template: template,
                errorShape: ErrorShape(path: Array(candidate.pattern.text.utf8).span), credentialUse: use,
                access: candidate.access, twin: twin.flatMap { compile($0, ordinal: ordinal, twin: nil, &log) }))
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
        for method in declaration.match?.methods ?? [] where !seen.insert(method.value).inserted {
            log.add("\(method.value.name) stands twice", at: method.position)
        }
    }

    /// Who is nobody cannot be counted by name.
    private func checkRate(
        _ declaration: RouteDeclaration, _ access: AccessCompiler.Access, _ log: inout FindingLog
    ) {
        guard let rate = declaration.limits.rate, rate.per == .user || rate.per == .namespace,
            access.allow.contains(where: \.isForAnybody)
        else { return }
        log.add(
            "the route lets anybody in, and nobody is asked for a name: count per address, not per \(rate.per.rawValue)",
            at: declaration.id.position)
    }

    /// What a folder holds is looked up in the folder: the route has nothing to say about parts of the path.
    private func checkFolder(_ declaration: RouteDeclaration, _ pattern: RoutePattern?, _ log: inout FindingLog) {
        for method in declaration.match?.methods ?? [] where method.value != .get && method.value != .head {
            log.add("a static folder is only read: GET and HEAD", at: method.position)
        }
        guard let pattern, let match = declaration.match else { return }
        let hasOther = pattern.parameters.contains { !$0.isRest || $0.type != .any }
        if hasOther || pattern.parameters.count > 1 {
            log.add(
                "the path of a static folder has no parameter but {name...} of type any: what it holds is looked up",
                at: match.path.start)
        }
    }

    private func pattern(
        _ declaration: RouteDeclaration, _ path: LocatedText, _ log: inout FindingLog
    ) -> RoutePattern? {
        var pattern: RoutePattern
        do throws(PatternFault) {
            pattern = try RoutePattern(parsing: path.text)
        } catch {
            log.add(error.problem, at: path.start.advanced(by: error.offset))
            return nil
        }
        let names = pattern.parameters.map(\.name)
        for (name, _) in declaration.parameters where !names.contains(name.value) {
            let hint = Suggestion.text(for: name.value, among: names)
            log.add("unknown parameter \"\(name.value)\": the path does not have it" + hint, at: name.position)
        }
        for (index, parameter) in pattern.parameters.enumerated() {
            let place = path.start.advanced(by: parameter.offset)
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
}

extension CompiledRoute.Destination {
    /// Whether it is the answer that there is nothing.
    fileprivate var isNothing: Bool {
        guard case .answer(let answer) = self else { return false }
        return answer.status == GatewayError.Code.routeUnknown.status
    }
}
