import Domain
import Routing

extension PolicyDifference {
    /// What changes where one route takes the place of another, whatever the request holds.
    struct Change {
        private let oldRoute: String?
        private let newRoute: String?
        private let oldDestination: String
        private let newDestination: String
        private let leadsElsewhere: Bool
        private let cells: [Cell]
        private var properties: [Property]
        /// Whether parameters may stand elsewhere in the path, so that each path has to be looked at.
        let dependsOnPath: Bool

        var isSome: Bool { leadsElsewhere || !cells.isEmpty || !properties.isEmpty }

        init(_ before: CompiledRoute?, _ old: Ruleset, _ after: CompiledRoute?, _ new: Ruleset) {
            oldRoute = before?.id
            newRoute = after?.id
            let texts = (before.map(old.summary) ?? "none", after.map(new.summary) ?? "none")
            let numbered = (before.map(old.numberedSummary) ?? "none", after.map(new.numberedSummary) ?? "none")
            leadsElsewhere = numbered.0 != numbered.1
            // One text with its parameters at other places says nothing.
            (oldDestination, newDestination) = leadsElsewhere && texts.0 == texts.1 ? numbered : texts
            cells = Self.cells(before, old, after, new)
            properties = []
            guard let before, let after else {
                dependsOnPath = false
                return
            }
            dependsOnPath = before.path != after.path
            for (was, becomes) in zip(old.facts(of: before), new.facts(of: after)) where was != becomes {
                // What must not be told, or is too long to, still is another.
                let note = was.text == becomes.text ? " (another)" : ""
                properties.append(Property(name: was.name, old: was.text, new: becomes.text + note))
            }
            if let was = old.credentials(of: before), let becomes = new.credentials(of: after),
                was.accounts != becomes.accounts, was.text == becomes.text
            {
                properties.append(Property(name: "account", old: was.text, new: "\(becomes.text) (another)"))
            }
        }

        func adding(_ more: [Property]) -> Change {
            var change = self
            change.properties += more
            return change
        }

        func row(_ request: String) -> Row {
            Row(
                request: request, oldRoute: oldRoute, newRoute: newRoute, oldDestination: oldDestination,
                newDestination: newDestination, leadsElsewhere: leadsElsewhere, cells: cells, properties: properties)
        }

        /// By number, since that is what a token carries.
        private static func cells(
            _ before: CompiledRoute?, _ old: Ruleset, _ after: CompiledRoute?, _ new: Ruleset
        ) -> [Cell] {
            let numbers = Set(old.roles.numbered.map(\.number) + new.roles.numbered.map(\.number)).sorted()
            return ([nil] + numbers.map(Optional.init)).compactMap { number in
                let was = before?.access(of: number) ?? .never
                let becomes = after?.access(of: number) ?? .never
                guard let change = was.change(to: becomes) else { return nil }
                return Cell(role: name(of: number, old, new), old: was, new: becomes, change: change)
            }
        }

        private static func name(of number: RoleNumber?, _ old: Ruleset, _ new: Ruleset) -> String {
            guard let number else { return RoleTable.anonymous }
            guard let name = new.roles.name(of: number) else {
                return old.roles.name(of: number) ?? "\(number.rawValue)"
            }
            guard let before = old.roles.name(of: number), before != name else { return name }
            return "\(name) (number \(number.rawValue), before \(before))"
        }
    }
}

/// What depends on where a path has its parameters.
enum PathDependence {
    static func properties(
        _ before: CompiledRoute, _ old: Ruleset, _ after: CompiledRoute, _ new: Ruleset,
        _ target: borrowing RequestTarget
    ) -> [PolicyDifference.Property] {
        var found: [PolicyDifference.Property] = []
        let was = old.rebuilt(before, target)
        let becomes = new.rebuilt(after, target)
        if let was, let becomes, was != becomes, old.numberedSummary(of: before) == new.numberedSummary(of: after) {
            found.append(.init(name: "path", old: was, new: becomes))
        }
        let names = before.parametersInRules.intersection(after.parametersInRules)
        guard !names.isEmpty else { return found }
        let values = before.layout.values(in: target)
        let newValues = after.layout.values(in: target)
        for name in names.sorted() where values[name] != newValues[name] {
            found.append(.init(name: "\(name) in rules", old: values[name] ?? "", new: newValues[name] ?? ""))
        }
        return found
    }
}

/// Something about a route: what is compared, and what may be told of it.
private struct RouteFact: Equatable {
    let name: String
    let text: String
    /// Not told: it is long, or may be a secret.
    var hidden = ""
}

extension CompiledRoute {
    fileprivate var parametersInRules: Set<String> {
        let sources = (allow + deny).flatMap { $0.when?.tests ?? [] }.flatMap(\.sources)
        return Set(
            sources.compactMap { source in
                switch source {
                case .text(.parameter(let slot)), .number(.parameter(let slot)): layout.names[slot]
                default: nil
                }
            })
    }
}

extension Ruleset {
    /// As `summary`, with the places of parameters for their names.
    fileprivate func numberedSummary(of route: CompiledRoute) -> String {
        var text = summary(of: route)
        guard route.template != nil else { return text }
        for (slot, name) in route.layout.names.enumerated() {
            text = text.replacing("{\(name)}", with: "{#\(slot)}").replacing("{\(name)|", with: "{#\(slot)|")
        }
        return text
    }

    /// Without the path of the upstream's URL.
    fileprivate func rebuilt(_ route: CompiledRoute, _ target: borrowing RequestTarget) -> String? {
        guard let template = route.template else { return nil }
        let text = String(decoding: template.target(for: target, route.layout), as: UTF8.self)
        // A route that goes by the registry has no template.
        let base = upstream(of: route)?.address?.basePath ?? ""
        return text.hasPrefix(base) ? String(text.dropFirst(base.count)) : text
    }

    /// By name only; the account itself is for comparing.
    fileprivate func credentials(of route: CompiledRoute) -> (text: String, accounts: [UpstreamSpec.Credentials])? {
        switch route.credentialUse {
        case .none, .client: nil
        case .upstream: ("upstream", upstreamPlaces(of: route).map { upstreams[$0].credentials })
        case .named(let place): (credentials[place].name, [credentials[place].credentials])
        }
    }

    /// Of every route the same facts in the same order.
    fileprivate func facts(of route: CompiledRoute) -> [RouteFact] {
        let (type, body, folder) = Self.content(of: route.destination)
        return [
            RouteFact(name: "upstream", text: upstreamText(of: route)),
            accounts(of: route),
            RouteFact(name: "authenticate", text: route.authentication.text),
            RouteFact(
                name: "credentials",
                text: credentials(of: route)?.text ?? (route.credentialUse == .client ? "pass" : "strip")),
            RouteFact(name: "query", text: route.template.map { Self.text($0.queryRule) } ?? "none"),
            RouteFact(name: "rate", text: route.limits.rate.map(Self.text) ?? "unlimited"),
            RouteFact(name: "body limit", text: route.limits.body.map(\.description) ?? "unlimited"),
            RouteFact(
                name: "body fields",
                text: route.bodyFields.map { "\($0.name) \($0.declaration)" }.sorted().joined(separator: ", ")),
            Self.fact("request headers", route.headers.request),
            Self.fact("response headers", route.headers.response),
            RouteFact(name: "type", text: type),
            RouteFact(name: "body", text: body.isEmpty ? "none" : "\(body.utf8.count) bytes", hidden: body),
            RouteFact(name: "files", text: folder),
        ]
    }

    private func upstreamText(of route: CompiledRoute) -> String {
        guard route.goesByRegistry, let registry else { return upstream(of: route).map(Self.text) ?? "none" }
        let others = registry.namespaces.sorted { $0.key < $1.key }.map {
            "\($0.key) \(Self.text(upstreams[$0.value]))"
        }
        return ([Self.text(upstreams[registry.standard])] + others).joined(separator: ", ")
    }

    /// Which service keeps users that an upstream does not keep itself, whose passwords go there, and whether they become
    /// accounts of namespaces.
    private func accounts(of route: CompiledRoute) -> RouteFact {
        var texts: [String] = []
        var domains: [String] = []
        for place in upstreamPlaces(of: route) {
            let upstream = upstreams[place]
            guard !upstream.isOff, let name = upstream.identityService else { continue }
            let service = upstreams.first { $0.name == name }.map(Self.text) ?? name
            texts.append("\(upstream.userBinding == nil ? "none" : "bind") at \(service)")
            domains.append(upstream.userBinding?.domain ?? "")
        }
        return RouteFact(
            name: "accounts", text: texts.isEmpty ? "none" : texts.joined(separator: ", "),
            hidden: domains.joined(separator: "\n"))
    }

    /// Its kind says who acts there.
    private static func text(_ upstream: UpstreamSpec) -> String {
        let kind = upstream.kind.map { " (\($0.rawValue))" } ?? ""
        guard let address = upstream.address else { return "off" + kind }
        return "\(address.usesTLS ? "https" : "http")://\(address.authority)\(address.basePath)" + kind
    }

    private static func text(_ query: QueryRule) -> String {
        switch query {
        case .pass: "pass"
        case .drop: "none"
        case .only(let names): names.map { String(decoding: $0, as: UTF8.self) }.sorted().joined(separator: ", ")
        }
    }

    private static func text(_ rate: RateLimit) -> String {
        "per \(rate.per.rawValue), one each \(rate.interval), burst \(rate.burst)"
    }

    /// Values are not told: a key for a service may be among them.
    private static func fact(_ name: String, _ edit: HeaderEdits.Edit) -> RouteFact {
        let lines = edit.set.sorted { $0.name.lexicographicallyPrecedes($1.name) }
        let set = lines.map { "set " + String(decoding: $0.name, as: UTF8.self) }
        let names = Set(lines.map(\.name))
        let removed = edit.removed.filter { !names.contains($0) }.map {
            "remove " + String(decoding: $0, as: UTF8.self)
        }
        let all = set + removed.sorted()
        return RouteFact(
            name: name, text: all.isEmpty ? "as they are" : all.joined(separator: ", "),
            hidden: lines.map { String(decoding: $0.bytes, as: UTF8.self).lowercasedName }.joined())
    }

    private static func content(
        of destination: CompiledRoute.Destination
    ) -> (type: String, body: String, folder: String) {
        switch destination {
        case .answer(let answer):
            switch answer.content {
            case .body(let text, let type): (type, text, "none")
            case .refusal(let code, let message): ("of the route's errors", "\(code.rawValue): \(message)", "none")
            }
        case .folder(let folder):
            (
                "none", "",
                "index \(folder.index), fallback \(folder.fallback ?? "none"), "
                    + "cache \(folder.cache.map { "\($0)" } ?? "none")"
            )
        case .local, .translate, .relay, .redirect: ("none", "", "none")
        }
    }
}

extension String {
    /// A header line with its name in lower case: `X-A: b` and `x-a: b` say the same.
    fileprivate var lowercasedName: String {
        guard let colon = firstIndex(of: ":") else { return self }
        return self[..<colon].lowercased() + self[colon...]
    }
}
