/// Makes policies at random: small enough that their routes and rules come into each other's way.
struct PolicyGenerator {
    var random: SeededGenerator
    private(set) var roles: [ReferenceRole] = []

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    mutating func policy() -> ReferencePolicy {
        roles = makeRoles()
        var routes: [ReferenceRoute] = []
        for _ in 0..<Int.random(in: 3...7, using: &random) {
            // Two routes for the very same requests would be refused; the few that are left are the compiler's to find.
            if let route = route("r\(routes.count)", beside: routes) { routes.append(route) }
        }
        return ReferencePolicy(roles: roles, routes: routes)
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &random) < percent }

    mutating func one<Element>(of elements: [Element]) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    mutating func some<Element>(of elements: [Element], atMost: Int) -> [Element] {
        Array(elements.shuffled(using: &random).prefix(Int.random(in: 1...atMost, using: &random)))
    }

    /// Each role may include what was made before it, so that none includes itself.
    private mutating func makeRoles() -> [ReferenceRole] {
        var made: [ReferenceRole] = []
        var numbers = Array(UInt8(0)...9) + [61, 62]
        numbers.shuffle(using: &random)
        for name in ["readers", "pending", "member", "owner", "auditor", "admin"].prefix(
            Int.random(in: 3...6, using: &random))
        {
            let includes = made.isEmpty || chance(40) ? [] : some(of: made.map(\.name), atMost: 2)
            made.append(
                ReferenceRole(name: name, number: name == "readers" ? nil : numbers.popLast(), includes: includes))
        }
        return made
    }

    /// Roles that a rule may name: somebody can have them.
    var nameable: [String] {
        roles.filter { role in role.number != nil || roles.contains { $0.includes.contains(role.name) } }.map(\.name)
    }

    private mutating func route(_ id: String, beside others: [ReferenceRoute]) -> ReferenceRoute? {
        var path: [ReferenceSegment] = []
        var free: [ReferenceSegment] = [
            .one("id", .int64), .one("name", .any), .one("project", .ociProject), .one("other", .any),
        ]
        var hasRest = false
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            if !hasRest, chance(18) {
                path.append(chance(75) ? .rest("rest", .any) : .rest("repository", .ociRepository))
                hasRest = true
            } else if chance(35) {
                path.append(free.remove(at: Int.random(in: 0..<free.count, using: &random)))
            } else {
                path.append(.literal(one(of: ["a", "b", "app"])))
            }
        }
        let pattern = ReferenceRoute(
            id: id, methods: some(of: ["GET", "PUT", "POST"], atMost: 2), path: path, endsInSlash: chance(10))
        return conditions(chance(25) && !others.isEmpty ? one(of: others) : pattern, id, beside: others)
    }

    /// The route's path and methods, under conditions and with rules of its own.
    private mutating func conditions(
        _ pattern: ReferenceRoute, _ id: String, beside others: [ReferenceRoute]
    ) -> ReferenceRoute? {
        var route = ReferenceRoute(
            id: id, methods: pattern.methods, path: pattern.path, endsInSlash: pattern.endsInSlash)
        let isBesideAnother = others.contains { $0.hasSamePath(as: route) }
        if chance(isBesideAnother ? 50 : 15) {
            route.hosts = some(of: ["x.test", "y.test", "*.test", "*.x.test"], atMost: 2)
        }
        if chance(isBesideAnother ? 75 : 15) { route.fields["x-kind"] = matchTest() }
        if chance(isBesideAnother ? 40 : 10) { route.query["kind"] = matchTest() }
        let isTaken = others.contains { other in
            other.hasSamePath(as: route) && other.fields == route.fields && other.query == route.query
                && Set(other.hosts) == Set(route.hosts)
        }
        if isTaken { return nil }
        route.body = Self.bodyFields
        (route.allow, route.deny) = rules(of: route)
        let used = (route.allow + route.deny).reduce(into: Set<String>()) { $0.formUnion($1.when?.names ?? []) }
        route.body = Self.bodyFields.filter { used.contains($0.name) }
        return route
    }

    private mutating func matchTest() -> ReferenceTest {
        one(of: [.present, .absent, .equals("web"), .equals("cli")])
    }

    static let bodyFields = [
        ReferenceBodyField(path: "scope", steps: ["scope"], type: "text"),
        ReferenceBodyField(path: "count", steps: ["count"], type: "int64"),
        ReferenceBodyField(path: "open", steps: ["open"], type: "boolean"),
        ReferenceBodyField(path: "meta.public", steps: ["meta", "public"], type: "text"),
        ReferenceBodyField(path: "tags[]", steps: ["tags", "[]"], type: "text"),
        ReferenceBodyField(path: "items[].id", steps: ["items", "[]", "id"], type: "int64"),
    ]
}

extension ReferenceRoute {
    /// Whether one request could match both patterns with the same precedence.
    fileprivate func hasSamePath(as other: ReferenceRoute) -> Bool {
        path.count == other.path.count && !Set(methods).isDisjoint(with: other.methods)
            && zip(path, other.path).allSatisfy { one, other in
                if case .literal(let text) = one, case .literal(let theirs) = other { return text == theirs }
                return one.weight == other.weight
            }
    }
}
