/// A compiled `when`: total, without loops over anything but what the policy wrote down and the elements of a declared
/// list, so that its cost is linear in both.
package indirect enum Condition: Sendable {
    case all([Condition])
    case any([Condition])
    case not(Condition)
    case test(ConditionTest)
}

/// One comparison.
package final class ConditionTest: Sendable {
    enum Operation: Sendable {
        case textEquals(TextSource, TextSource)
        case textIsOneOf(TextSource, [[UInt8]])
        case hasPrefix(TextSource, [UInt8])
        case numberEquals(NumberSource, NumberSource)
        case numberIsOneOf(NumberSource, [Int64])
        /// A declared boolean of the body.
        case flagEquals(Int, Bool)
        /// Every element of a declared list is among these, and there is at least one.
        case eachTextIsOneOf(Int, ExactNames)
        case eachNumberIsOneOf(Int, Set<Int64>)
        /// The caller's own role is one of these bits.
        case roleIsOneOf(UInt64)
        case isPresent(ValueSource)
        case owns(ValueSource)
        /// The same where the upstream takes a name only: digits are a name too.
        case ownsByName(TextSource)
        /// The label of this number belongs to a project of the caller's namespace.
        case ownsLabel(NumberSource)
        /// The member of the project, by the number of the membership, is the account of the caller's namespace.
        case isOwnMembership(project: ValueSource, NumberSource)
        /// The gateway made the account of this name.
        case isGatewayAccount(TextSource)
        /// A feature, and whether it was on when the policy was compiled.
        case feature(String, Bool)
    }

    let operation: Operation
    /// As it was written, for `explain`.
    let text: String
    /// Whether it asks what only the registry knows, or the gateway of its accounts there.
    let readsFacts: Bool

    init(_ operation: Operation, text: String) {
        self.operation = operation
        self.text = text
        readsFacts = operation.asksRegistry || operation.sources.contains(where: \.isAccount)
    }
}

/// Where a text comes from.
enum TextSource: Hashable, Sendable {
    case literal([UInt8])
    /// A slot of the route's layout.
    case parameter(Int)
    /// A name in the query.
    case query([UInt8])
    case principalName, principalNamespace
    /// The name of the registry account of the caller's namespace.
    case accountName
    /// A position in the route's body fields.
    case body(Int)
}

/// Where a number comes from.
enum NumberSource: Hashable, Sendable {
    case literal(Int64)
    case parameter(Int)
    case principalID
    /// The registry's number of that account.
    case accountID
    case body(Int)
}

/// Where any value comes from.
enum ValueSource: Hashable, Sendable {
    case text(TextSource)
    case number(NumberSource)
    /// A boolean or a list of the body.
    case bodyField(Int)
}

extension Condition {
    var tests: [ConditionTest] {
        switch self {
        case .all(let parts), .any(let parts): parts.flatMap(\.tests)
        case .not(let part): part.tests
        case .test(let test): [test]
        }
    }

    var readsBody: Bool { tests.contains { $0.sources.contains(where: \.isBody) } }

    /// Whether it asks who is calling.
    var readsPrincipal: Bool {
        tests.contains { test in
            if case .roleIsOneOf = test.operation { return true }
            // What is asked of the registry is asked about the caller's namespace.
            return test.readsFacts || test.sources.contains { $0.isPrincipal }
        }
    }

    /// The names in the query that it looks at.
    var queryNames: [[UInt8]] { tests.flatMap { $0.sources.compactMap(\.queryName) } }

    var readsFacts: Bool { tests.contains(where: \.readsFacts) }
}

extension ConditionTest {
    var sources: [ValueSource] { operation.sources }
}

extension ConditionTest.Operation {
    fileprivate var asksRegistry: Bool {
        switch self {
        case .owns, .ownsByName, .ownsLabel, .isOwnMembership, .isGatewayAccount: true
        default: false
        }
    }

    /// Whether it asks what the caller's namespace owns.
    var asksForProjects: Bool {
        switch self {
        case .owns, .ownsByName, .ownsLabel: true
        default: false
        }
    }

    var sources: [ValueSource] {
        switch self {
        case .textEquals(let one, let other): [.text(one), .text(other)]
        case .textIsOneOf(let source, _), .hasPrefix(let source, _), .ownsByName(let source),
            .isGatewayAccount(let source):
            [.text(source)]
        case .numberEquals(let one, let other): [.number(one), .number(other)]
        case .numberIsOneOf(let source, _), .ownsLabel(let source): [.number(source)]
        case .flagEquals(let field, _), .eachTextIsOneOf(let field, _), .eachNumberIsOneOf(let field, _):
            [.bodyField(field)]
        case .isOwnMembership(let project, let number): [project, .number(number)]
        case .roleIsOneOf, .feature: []
        case .isPresent(let source), .owns(let source): [source]
        }
    }
}

extension ValueSource {
    var isBody: Bool {
        switch self {
        case .text(.body), .number(.body), .bodyField: true
        default: false
        }
    }

    var isPrincipal: Bool {
        switch self {
        case .text(.principalName), .text(.principalNamespace), .number(.principalID): true
        default: false
        }
    }

    var isAccount: Bool {
        switch self {
        case .text(.accountName), .number(.accountID): true
        default: false
        }
    }

    var queryName: [UInt8]? {
        if case .text(.query(let name)) = self { return name }
        return nil
    }
}
