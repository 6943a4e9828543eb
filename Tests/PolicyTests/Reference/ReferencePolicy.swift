/// A policy as plain values, read by `ReferenceEvaluator` and written as YAML for the engine.
///
/// Nothing in these files names a type of the engine or shares a line with it: where both say the same about thousands
/// of requests, a mistake would have to have been made twice, in two different ways.
struct ReferencePolicy {
    var roles: [ReferenceRole]
    var routes: [ReferenceRoute]
}

struct ReferenceRole {
    let name: String
    /// `nil` for a group, which nobody's own role can be.
    let number: UInt8?
    let includes: [String]
}

struct ReferenceRoute {
    let id: String
    let methods: [String]
    let path: [ReferenceSegment]
    let endsInSlash: Bool
    /// Empty: any host. `*.` in front: every name below.
    var hosts: [String] = []
    var fields: [String: ReferenceTest] = [:]
    var query: [String: ReferenceTest] = [:]
    var body: [ReferenceBodyField] = []
    var allow: [ReferenceRule] = []
    var deny: [ReferenceRule] = []

    var hasRepository: Bool {
        path.contains { if case .rest(_, .ociRepository) = $0 { true } else { false } }
    }

    /// `/a/` beside `/a`: behind a rest of type any both are one.
    var takesEitherEnding: Bool {
        guard case .rest(_, .any) = path.last else { return false }
        return !endsInSlash
    }
}

enum ReferenceSegment {
    case literal(String)
    case one(String, ReferenceType)
    case rest(String, ReferenceType)

    /// 2 for a literal, 1 for a parameter, 0 for a rest: the higher goes before.
    var weight: Int {
        switch self {
        case .literal: 2
        case .one: 1
        case .rest: 0
        }
    }
}

enum ReferenceType: String {
    case any, int64
    case ociProject = "oci-project"
    case ociRepository = "oci-repository"

    /// - Parameter text: of a repository, with the slashes.
    func takes(_ text: String) -> Bool {
        switch self {
        case .any: true
        case .int64: Int64(text).map { $0 >= 0 && String($0) == text } ?? false
        case .ociProject: text.wholeMatch(of: /[a-z0-9]+([._-][a-z0-9]+)*/) != nil
        case .ociRepository:
            text.wholeMatch(of: /[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*/) != nil
        }
    }
}

/// What a match asks of a header field or of a parameter of the query.
enum ReferenceTest: Equatable {
    case present, absent
    case equals(String)

    func passes(_ value: String?) -> Bool {
        switch self {
        case .present: value != nil
        case .absent: value == nil
        case .equals(let expected): value == expected
        }
    }
}

struct ReferenceRule {
    /// The route, the list and the place in it, shadow rules counted.
    let label: String
    var roles: [String] = []
    var users: [String] = []
    var namespaces: [String] = []
    var ranges: [ReferenceRange] = []
    var from: ReferenceDay?
    var until: ReferenceDay?
    var hours: ReferenceHours?
    var when: ReferenceCondition?
    var isShadow = false

    var isForAnybody: Bool { roles == ["anonymous"] }
    /// Whether somebody's name has to be known.
    var asksWho: Bool {
        !roles.isEmpty || !users.isEmpty || !namespaces.isEmpty || when?.asksWho == true
    }
}

/// A condition as text, and as what it means.
struct ReferenceCondition {
    let text: String
    /// As the text has them: `principal.name`, `query.q`, `body.scope`, `id`.
    let names: Set<String>
    /// Of what only the registry knows.
    let asksOwnership: Bool
    let holds: (ReferenceFacts) -> Bool

    var asksWho: Bool { asksOwnership || names.contains { $0.hasPrefix("principal.") } }
    var readsBody: Bool { names.contains { $0.hasPrefix("body") } }
    var queryNames: [String] { names.filter { $0.hasPrefix("query.") }.map { String($0.dropFirst(6)) } }
}

/// What names stand for in one request. A name that is not among the values equals nothing.
struct ReferenceFacts {
    var values: [String: ReferenceValue]
    /// Members of the body that are there and are null.
    var nulls: Set<String> = []
    /// `nil`: the caller's namespace has no account in the registry.
    var owned: ReferenceOwned?
    /// The project that a label is of.
    var labels: [Int64: Int64] = [:]
    /// Stands for what the registry would say, wherever it would be asked.
    var supposed: Bool?

    func supposing(_ answer: Bool) -> ReferenceFacts {
        var facts = self
        facts.supposed = answer
        return facts
    }

    /// Below a "not" the best case is the worst.
    var turned: ReferenceFacts { supposed.map { supposing(!$0) } ?? self }
}

enum ReferenceValue: Equatable {
    /// Bytes, since two spellings of one letter are two texts.
    case text([UInt8])
    case number(Int64)
    case flag(Bool)
    /// With `nil` for an element that lacks the member.
    case list([ReferenceValue?])
    /// There, and equal to nothing.
    case null

    static func text(_ text: String) -> ReferenceValue { .text(Array(text.utf8)) }
}

struct ReferenceOwned {
    var names: Set<String>
    var numbers: Set<Int64>
    /// The account's number and name.
    var id: Int64
    var user: String
}
