import Domain
import Routing

/// What a sample request has beside method and path.
struct RequestFieldsSample: Hashable {
    var host: String?
    /// By name in lower case.
    var fields: [String: String] = [:]
    /// Encoded, by encoded name.
    var parameters: [String: String] = [:]

    /// The most combinations that other routes than the one in question add to a path: what they differ in is told at
    /// their own paths as well.
    private static let mostOfOthers = 32

    var byName: [String: [String]] {
        var all = fields.mapValues { [$0] }
        if let host { all["host"] = [host] }
        return all
    }

    var query: String {
        parameters.isEmpty
            ? "" : "?" + parameters.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: "&")
    }

    /// Host and fields, as a row names them.
    var text: String {
        let with = fields.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
        return (host.map { " (\($0))" } ?? "") + (with.isEmpty ? "" : " with \(with)")
    }

    /// Those of a route's own conditions, all of them; nothing at all; and, up to a bound, those of `others`, alone and
    /// hosts with fields.
    static func combinations(of own: MatchConditions, _ others: [MatchConditions]) -> [RequestFieldsSample] {
        var found = samples(of: own)
        var seen = Set(found)
        let plain = RequestFieldsSample()
        if seen.insert(plain).inserted { found.append(plain) }
        guard !others.isEmpty else { return found }
        let foreign = others.flatMap(samples)
        let all = found + foreign
        let hosts = Set(all.compactMap(\.host)).sorted()
        var contents: [RequestFieldsSample] = []
        var seenContents: Set<RequestFieldsSample> = []
        for var sample in all {
            sample.host = nil
            if seenContents.insert(sample).inserted { contents.append(sample) }
        }
        var crossed = foreign + contents
        for host in hosts.prefix(mostOfOthers) {
            for var content in contents.prefix(mostOfOthers) {
                content.host = host
                crossed.append(content)
            }
        }
        let bound = found.count + mostOfOthers
        for sample in crossed where found.count < bound && seen.insert(sample).inserted { found.append(sample) }
        return found
    }

    /// What meets the conditions, for each host, and the same with each field that must not be there.
    private static func samples(of conditions: MatchConditions) -> [RequestFieldsSample] {
        var meeting = RequestFieldsSample()
        var absent: [(name: String, isField: Bool)] = []
        for (name, test) in conditions.fields {
            let name = String(decoding: name, as: UTF8.self)
            switch test {
            case .present: meeting.fields[name] = "sample"
            case .equals(let value): meeting.fields[name] = String(decoding: value, as: UTF8.self)
            case .absent: absent.append((name, true))
            }
        }
        for (name, test) in conditions.query {
            let name = encoded(name)
            switch test {
            case .present: meeting.parameters[name] = "sample"
            case .equals(let value): meeting.parameters[name] = encoded(value)
            case .absent: absent.append((name, false))
            }
        }
        var contents = [meeting]
        for (name, isField) in absent.sorted(by: { $0.name < $1.name }) {
            var content = meeting
            if isField { content.fields[name] = "sample" } else { content.parameters[name] = "sample" }
            contents.append(content)
        }
        let hosts = conditions.hosts.isEmpty ? [nil] : conditions.hosts.map(Optional.init)
        return hosts.flatMap { host in
            contents.map { content in
                var sample = content
                if let host { sample.host = host.isSuffix ? "sample-0." + host.name : host.name }
                return sample
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

/// Finds the routes with conditions that a path may concern, without looking at each of them.
struct ConditionIndex {
    private struct Node {
        var literals: [String: Int] = [:]
        var one: Int?
        /// Of patterns that end here.
        var conditions: Set<MatchConditions> = []
        /// Of patterns with a rest parameter here.
        var rests: [(pattern: RoutePattern, conditions: MatchConditions)] = []
    }

    private var nodes = [Node()]

    mutating func insert(_ conditions: MatchConditions, _ pattern: RoutePattern) {
        var node = 0
        for place in pattern.places {
            let known: Int?
            switch place {
            case .literal(let text): known = nodes[node].literals[text]
            case .one: known = nodes[node].one
            case .rest:
                nodes[node].rests.append((pattern, conditions))
                return
            }
            let next = known ?? nodes.count
            if known == nil {
                nodes.append(Node())
                if case .literal(let text) = place { nodes[node].literals[text] = next } else { nodes[node].one = next }
            }
            node = next
        }
        nodes[node].conditions.insert(conditions)
    }

    /// In the order of their weight in text, so that two runs say the same.
    func conditions(on paths: [String]) -> [MatchConditions] {
        guard nodes.count > 1 || !nodes[0].rests.isEmpty || !nodes[0].conditions.isEmpty else { return [] }
        var found: Set<MatchConditions> = []
        for path in paths {
            var target = RequestTarget()
            guard (try? target.read(Array(path.utf8).span)) != nil else { continue }
            collect(0, target.segmentTexts()[...], target, &found)
        }
        return found.count < 2 ? Array(found) : found.sorted { Self.order($0) < Self.order($1) }
    }

    private static func order(_ conditions: MatchConditions) -> String {
        let tests = [conditions.fields, conditions.query].map { tests in
            tests.map { "\(String(decoding: $0.key, as: UTF8.self)) \($0.value)" }.sorted().joined(separator: ",")
        }
        return conditions.hosts.map { "\($0.isSuffix)\($0.name)" }.joined(separator: ",") + tests.joined(separator: ";")
    }

    private func collect(
        _ node: Int, _ rest: ArraySlice<String>, _ target: borrowing RequestTarget,
        _ found: inout Set<MatchConditions>
    ) {
        for (pattern, conditions) in nodes[node].rests where !found.contains(conditions) {
            if pattern.compare(target) == .same { found.insert(conditions) }
        }
        guard let first = rest.first else {
            found.formUnion(nodes[node].conditions)
            return
        }
        if let next = nodes[node].literals[first] { collect(next, rest.dropFirst(), target, &found) }
        if let next = nodes[node].one { collect(next, rest.dropFirst(), target, &found) }
    }
}
