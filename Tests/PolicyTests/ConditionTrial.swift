import Domain

@testable import Policy
@testable import Routing

/// One condition, compiled for one route and asked about one request.
struct ConditionTrial {
    var target = "/p/app/7/x/y?q=one&empty=&flag&plus=a+b"
    /// `nil`: somebody without a name.
    var principal: Principal? = caller(.member)
    var body = #"{"scope": "g", "count": 3, "on": true, "off": false}"#
    var facts = RegistryFacts()
    /// `nil`: as they were when the condition was compiled.
    var features: [String: Bool]?
    /// Of `rest`, the last parameter of the path.
    var restType = ParameterType.any

    private static let fields: [(path: String, type: BodyField.Kind)] = [
        ("scope", .text), ("count", .int64), ("on", .boolean), ("off", .boolean), ("gone", .text), ("goneToo", .text),
        ("goneCount", .int64), ("goneFlag", .boolean), ("meta.public", .text), ("tags[]", .text), ("ids[]", .int64),
        ("items[].id", .int64), ("goneList[]", .text),
    ]

    /// What it comes to now, and what has to be asked about it.
    func weigh(_ text: String) throws -> (holds: Bool, truth: ConditionTruth, questions: [FactQuestion]) {
        var pattern = try RoutePattern(parsing: "/p/{project}/{id}/{rest...}")
        try pattern.assign(.int64, to: 1)
        try pattern.assign(restType, to: 2)
        let fields = Self.fields.compactMap { BodyField(path: $0.path, type: $0.type) }
        let roles = try PolicyFiles().compile().roles
        let scope = ConditionScope(
            pattern: pattern, body: fields, roles: roles,
            features: ["privateProject": true, "harborConfiguration": false])
        let condition = try ConditionParser.parse(text, scope)
        var request = RequestTarget()
        try request.read(Array(target.utf8).span)
        let known = ConditionFacts(
            principal: principal, layout: RouteLayout(pattern),
            circumstances: Circumstances(
                address: nil, now: 0, body: try BodyFields.read(Array(body.utf8), fields), facts: facts,
                features: features))
        var questions: [FactQuestion] = []
        let truth = condition.truth(known, request, .unanswered, &questions)
        return (condition.holds(known, request), truth, questions)
    }

    /// What it comes to when nothing more can be asked.
    func holds(_ text: String) throws -> Bool { try weigh(text).holds }
}
