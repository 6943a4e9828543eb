/// Makes requests and callers that have something to do with a policy: most of them match a route of it, or nearly.
struct RequestGenerator {
    let policy: ReferencePolicy
    private var generator: PolicyGenerator

    init(_ policy: ReferencePolicy, seed: UInt64) {
        self.policy = policy
        generator = PolicyGenerator(seed: seed)
    }

    private mutating func one<Element>(of elements: [Element]) -> Element { generator.one(of: elements) }
    private mutating func chance(_ percent: Int) -> Bool { generator.chance(percent) }

    mutating func request() -> ReferenceRequest {
        let route = one(of: policy.routes)
        var request = ReferenceRequest()
        request.method = chance(90) ? one(of: route.methods) : one(of: ["GET", "PUT", "POST", "DELETE"])
        for segment in route.path { append(segment, to: &request) }
        if chance(8) { request.segments.append("b") }
        if chance(8), request.segments.count > 1 { request.segments.removeLast() }
        if chance(8) { request.segments[0] = one(of: ["a", "b", "app"]) }
        request.encodedSlashes = request.encodedSlashes.filter { $0 > 0 && $0 < request.segments.count }
        request.endsInSlash = chance(8) ? !route.endsInSlash : route.endsInSlash
        addFields(of: route, to: &request)
        for name in ["q", "r"] where chance(60) {
            request.query.append((name, one(of: Self.words + [""])))
            if chance(6) { request.query.append((name, one(of: Self.words))) }
        }
        request.query.shuffle(using: &generator.random)
        if chance(85) { request.body = body() }
        request.target = target(of: request)
        return request
    }

    /// `nil` for somebody without a token.
    mutating func caller() -> ReferenceCaller? {
        if chance(15) { return nil }
        // 40 is nobody's number: a token of an older policy.
        let numbers = policy.roles.compactMap(\.number) + (chance(10) ? [40] : [])
        return ReferenceCaller(
            number: one(of: numbers), user: one(of: ["ann", "bob", "cho"]),
            id: Int64.random(in: 1...3, using: &generator.random),
            namespace: one(of: ["", "ns1", "ns2"]))
    }

    mutating func moment() -> ReferenceMoment {
        let day = one(of: ReferenceDay.some).start
        let second = one(of: [-1, 0, 43_200, Int64.random(in: 0..<604_800, using: &generator.random)])
        var moment = ReferenceMoment(now: day + second)
        if chance(90) { moment.address = one(of: ReferenceAddress.some) }
        if chance(65) {
            moment.owned = ReferenceOwned(
                names: Set(generator.some(of: ["a", "app", "g", "ns1"], atMost: 3)),
                numbers: Set(generator.some(of: [1, 2, 3], atMost: 2)),
                id: Int64.random(in: 1...3, using: &generator.random), user: one(of: ["ann", "bob", "app"]))
        }
        for label in Int64(1)...3 where chance(60) {
            moment.labels[label] = Int64.random(in: 1...4, using: &generator.random)
        }
        return moment
    }

    /// Values that conditions compare with, that break a type, or that need encoding.
    private static let words = [
        "a", "app", "b", "ann", "bob", "ns1", "ns2", "g", "1", "3", "07", "x y", "é", "App", "a/b",
    ]

    private mutating func append(_ segment: ReferenceSegment, to request: inout ReferenceRequest) {
        switch segment {
        case .literal(let text): request.segments.append(text)
        case .one(_, .int64): request.segments.append(one(of: ["0", "1", "2", "3", "1", "2", "3", "07", "a"]))
        case .one(_, .ociProject): request.segments.append(one(of: ["a", "app", "ns1", "g", "1", "3", "App"]))
        case .one: request.segments.append(one(of: Self.words.filter { $0 != "a/b" }))
        case .rest:
            for place in 0..<Int.random(in: 1...3, using: &generator.random) {
                if place > 0, chance(15) { request.encodedSlashes.insert(request.segments.count) }
                request.segments.append(one(of: ["a", "b", "app", "ann", "g", "1", "a", "app", "x y"]))
            }
        }
        // An encoded slash where none belongs.
        if request.segments.count > 1, chance(2) { request.encodedSlashes.insert(request.segments.count - 1) }
    }

    private mutating func addFields(of route: ReferenceRoute, to request: inout ReferenceRequest) {
        let hosts = route.hosts.map { $0.hasPrefix("*.") ? "sub\($0.dropFirst())" : $0 }
        if chance(85) {
            request.fields["host"] = one(
                of: chance(70) && !hosts.isEmpty ? hosts : ["x.test", "z.x.test", "other.org"])
        }
        request.fields["x-kind"] = value(for: route.fields["x-kind"])
        if let kind = value(for: route.query["kind"]) { request.query.append(("kind", kind)) }
    }

    /// Mostly one that passes.
    private mutating func value(for test: ReferenceTest?) -> String? {
        if case .equals(let text)? = test, chance(70) { return text }
        if case .absent? = test, chance(70) { return nil }
        return chance(test == nil ? 20 : 70) ? one(of: ["web", "cli", "tv"]) : nil
    }

    private mutating func body() -> ReferenceJSON {
        var members: [(name: String, value: ReferenceJSON)] = []
        let word = ReferenceJSON.text(one(of: Self.words))
        let number = ReferenceJSON.number(one(of: ["0", "1", "2", "3", "-1", "1"]))
        let words = (0..<Int.random(in: 0...2, using: &generator.random)).map { _ in
            ReferenceJSON.text(one(of: ["a", "g", "app"]))
        }
        if chance(70) { members.append(("scope", wrong(word))) }
        if chance(50) { members.append(("count", wrong(number))) }
        if chance(50) { members.append(("open", wrong(.flag(chance(50))))) }
        if chance(50) { members.append(("meta", wrong(.object([("public", wrong(word))])))) }
        if chance(50) { members.append(("tags", wrong(.list(words)))) }
        if chance(50) {
            members.append(("items", .list([.object([("id", number)]), wrong(.object([("id", wrong(number))]))])))
        }
        if chance(2) { members.append(("Scope", word)) }
        if chance(2) { members.append(("scope", word)) }
        members.shuffle(using: &generator.random)
        return chance(2) ? .list([.object(members)]) : .object(members)
    }

    /// Now and then something else than what is declared.
    private mutating func wrong(_ value: ReferenceJSON) -> ReferenceJSON {
        chance(5)
            ? one(of: [.null, .text("a"), .number("1"), .number("1.5"), .flag(true), .list([]), .object([])]) : value
    }

    /// The target with every byte encoded that has to be, and some that have not.
    private mutating func target(of request: ReferenceRequest) -> String {
        var text = ""
        for (place, segment) in request.segments.enumerated() {
            text += request.encodedSlashes.contains(place) ? one(of: ["%2F", "%2f", "%252F"]) : "/"
            text += encoded(segment, layers: chance(10) ? 2 : 1)
        }
        if request.endsInSlash { text += "/" }
        let pairs = request.query.map { "\(encoded($0.name, layers: 1))=\(encoded($0.value, layers: 1))" }
        return pairs.isEmpty ? text : text + "?" + pairs.joined(separator: "&")
    }

    private mutating func encoded(_ text: String, layers: Int) -> String {
        var out = ""
        for byte in text.utf8 {
            let isPlain = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (0x30...0x39).contains(byte)
            if isPlain, !chance(4) {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16)
                out += (layers == 2 ? "%25" : "%") + (digits.count < 2 ? "0" : "") + digits
            }
        }
        return out
    }
}
