import Domain
import Routing

/// What changes for callers from one policy to another: for every kind of request that either of them knows, which route
/// takes it, and what each role may do.
package struct PolicyDifference: Sendable {
    package struct Cell: Sendable {
        package let role: String
        package let old: RoleAccess
        package let new: RoleAccess
        package let change: RoleAccess.Change
    }

    package struct Row: Sendable {
        /// Such as `DELETE /v1/repository/image`.
        package let request: String
        /// `nil` where the request leads to no route.
        package let oldRoute: String?
        package let newRoute: String?
        package let oldDestination: String
        package let newDestination: String
        package let cells: [Cell]

        package var leadsElsewhere: Bool { oldDestination != newDestination }
    }

    package let rows: [Row]

    package init(from old: Ruleset, to new: Ruleset) {
        var seen: Set<String> = []
        var rows: [Row] = []
        for (route, pattern) in Array(zip(old.routes, old.patterns)) + Array(zip(new.routes, new.patterns)) {
            for request in route.samples(pattern) {
                let text = request.text(path: pattern.text)
                guard seen.insert(text + "\n" + request.target).inserted else { continue }
                guard let row = Self.row(text, request, old, new) else { continue }
                rows.append(row)
            }
        }
        self.rows = rows
    }

    /// `nil` when nothing changes.
    private static func row(_ text: String, _ request: TestRequest, _ old: Ruleset, _ new: Ruleset) -> Row? {
        let before = old.route(of: request)
        let after = new.route(of: request)
        var cells: [Cell] = []
        let numbers = Set(old.roles.numbered.map(\.number) + new.roles.numbered.map(\.number)).sorted()
        for number in [nil] + numbers.map(Optional.init) {
            let was = before?.access(of: number) ?? .never
            let becomes = after?.access(of: number) ?? .never
            guard let change = was.change(to: becomes) else { continue }
            let name = number.map { new.roles.name(of: $0) ?? old.roles.name(of: $0) ?? "\($0.rawValue)" }
            cells.append(Cell(role: name ?? RoleTable.anonymous, old: was, new: becomes, change: change))
        }
        let row = Row(
            request: text, oldRoute: before?.id, newRoute: after?.id,
            oldDestination: before.map(old.summary) ?? "none", newDestination: after.map(new.summary) ?? "none",
            cells: cells)
        return row.cells.isEmpty && !row.leadsElsewhere ? nil : row
    }
}

extension CompiledRoute {
    /// A request for each method and host that leads here.
    fileprivate func samples(_ pattern: RoutePattern) -> [TestRequest] {
        var target = pattern.sample
        var pairs: [String] = []
        for (name, test) in conditions.query.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
            guard test != .absent else { continue }
            let value: [UInt8] = if case .equals(let value) = test { value } else { [] }
            pairs.append("\(Self.encoded(name))=\(Self.encoded(value))")
        }
        if !pairs.isEmpty { target += "?" + pairs.joined(separator: "&") }
        var fields: [String: [String]] = [:]
        for (name, test) in conditions.fields where test != .absent {
            let value: [UInt8] = if case .equals(let value) = test { value } else { [] }
            fields[String(decoding: name, as: UTF8.self)] = [String(decoding: value, as: UTF8.self)]
        }
        let hosts = conditions.hosts.isEmpty ? [nil] : conditions.hosts.map(Optional.init)
        return hosts.flatMap { host in
            methods.map { method in
                var request = TestRequest(method: method, target: target)
                request.fields = fields
                if let host { request.fields["host"] = [host.isSuffix ? "sample-0." + host.name : host.name] }
                return request
            }
        }
    }

    private static func encoded(_ bytes: [UInt8]) -> String {
        bytes.map { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
        }.joined()
    }
}

extension TestRequest {
    fileprivate func text(path: String) -> String {
        let host = fields["host"]?.first.map { " (\($0))" } ?? ""
        let query = target.firstIndex(of: "?").map { String(target[$0...]) } ?? ""
        let others = fields.filter { $0.key != "host" }.keys.sorted()
        let with = others.isEmpty ? "" : " with \(others.joined(separator: ", "))"
        return "\(method.name) \(path)\(query)\(host)\(with)"
    }
}

extension Ruleset {
    fileprivate func route(of request: TestRequest) -> CompiledRoute? {
        var target = RequestTarget()
        guard (try? target.read(Array(request.target.utf8).span)) != nil,
            case .route(let route) = route(for: target, method: request.method, TestFields(request.fields))
        else { return nil }
        return route
    }

    /// Where a route leads, in words that two policies have in common.
    package func summary(of route: CompiledRoute) -> String {
        switch route.destination {
        case .local(let name): "local \(name)"
        case .translate(let name, let upstream): "\(name) on \(upstreams[upstream].name)"
        case .relay(let upstream): upstreams[upstream].name + (route.template.map { " \($0.text)" } ?? "")
        case .redirect(let origin, let status): "redirect \(status) \(origin)\(route.template.map(\.text) ?? "")"
        case .answer(let answer): "answer \(answer.status)"
        case .folder(let folder): "folder \(folder.directory)"
        }
    }
}
