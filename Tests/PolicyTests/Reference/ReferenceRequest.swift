/// A request in its parts, so that nothing has to be parsed to judge it.
struct ReferenceRequest {
    var method = "GET"
    /// Decoded.
    var segments: [String] = []
    /// Places of the segments whose slash in front came percent-encoded.
    var encodedSlashes: Set<Int> = []
    var endsInSlash = false
    var query: [(name: String, value: String)] = []
    /// By name in lower case; `host` among them.
    var fields: [String: String] = [:]
    /// `nil`: none.
    var body: ReferenceJSON?
    /// The same as it goes over the wire, with whatever encoding its author liked.
    var target = "/"

    /// `nil` when the name is not there exactly once.
    func queryValue(_ name: String) -> String? {
        let values = query.filter { $0.name == name }
        return values.count == 1 ? values[0].value : nil
    }

    func isTwice(_ name: String) -> Bool { query.count { $0.name == name } > 1 }
}

struct ReferenceCaller {
    /// What the token has; a policy may have no role of this number.
    let number: UInt8
    let user: String
    let id: Int64
    /// Empty: none.
    let namespace: String
}

/// Where and when, and what the registry knows.
struct ReferenceMoment {
    var address: ReferenceAddress?
    /// Unix seconds.
    var now: Int64
    var owned: ReferenceOwned?
    /// The project that a label is of.
    var labels: [Int64: Int64] = [:]
}

/// A JSON value as it is written; an object may have a member twice.
indirect enum ReferenceJSON {
    case null
    case flag(Bool)
    /// The digits.
    case number(String)
    case text(String)
    case list([ReferenceJSON])
    case object([(name: String, value: ReferenceJSON)])

    var text: String {
        switch self {
        case .null: "null"
        case .flag(let flag): flag ? "true" : "false"
        case .number(let digits): digits
        // The generator uses neither quotes nor backslashes.
        case .text(let text): "\"\(text)\""
        case .list(let items): "[" + items.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\"\($0.name)\": \($0.value.text)" }.joined(separator: ", ") + "}"
        }
    }

    /// Whether some object in it has a member twice.
    var hasTwins: Bool {
        switch self {
        case .list(let items): items.contains(where: \.hasTwins)
        case .object(let members):
            Set(members.map(\.name)).count < members.count || members.contains { $0.value.hasTwins }
        default: false
        }
    }
}

/// A member that the policy declares: `metadata.public` has the steps `metadata` and `public`, `[].auth` the steps `[]`
/// and `auth`.
struct ReferenceBodyField {
    /// As it is declared, and behind `body.` or `body` as conditions name it.
    let path: String
    let steps: [String]
    let type: String

    var name: String { (path.hasPrefix("[]") ? "body" : "body.") + path }
    var isList: Bool { steps.contains("[]") }

    struct Refused: Error {}

    /// The value in a body; `nil` when it is absent.
    func read(_ body: ReferenceJSON) throws(Refused) -> ReferenceValue? { try Self.read(body, steps, type) }

    private static func read(
        _ json: ReferenceJSON, _ steps: [String], _ type: String
    ) throws(Refused) -> ReferenceValue? {
        guard let step = steps.first else { return try leaf(json, type) }
        if case .null = json { return nil }
        let others = Array(steps.dropFirst())
        switch json {
        case .list(let items) where step == "[]":
            var values: [ReferenceValue?] = []
            for item in items { values.append(try read(item, others, type)) }
            return .list(values)
        case .object(let members) where step != "[]":
            if members.contains(where: { $0.name != step && $0.name.lowercased() == step.lowercased() }) {
                throw Refused()
            }
            guard let member = members.first(where: { $0.name == step }) else { return nil }
            return try read(member.value, others, type)
        default: throw Refused()
        }
    }

    private static func leaf(_ json: ReferenceJSON, _ type: String) throws(Refused) -> ReferenceValue {
        switch (json, type) {
        case (.text(let text), "text"): return .text(text)
        case (.null, _): return .null
        case (.flag(let flag), "boolean"): return .flag(flag)
        case (.number(let digits), "int64"):
            if let number = Int64(digits) { return .number(number) }
            throw Refused()
        default: throw Refused()
        }
    }
}
