import Domain

@testable import Policy
@testable import Routing

/// One condition, compiled for one route and asked about one request.
struct ConditionTrial {
    var target = "/p/app/7/x/y?q=one&empty=&flag&plus=a+b"
    /// `nil`: somebody without a name.
    var principal: Principal? = caller(.member)
    var body = #"{"scope": "g", "count": 3, "on": true, "off": false}"#
    var owned = OwnedProjects.noAccount
    /// Of `rest`, the last parameter of the path.
    var restType = ParameterType.any

    private static let fields: [(path: String, type: BodyField.Kind)] = [
        ("scope", .text), ("count", .int64), ("on", .boolean), ("off", .boolean), ("gone", .text), ("goneToo", .text),
        ("goneCount", .int64), ("goneFlag", .boolean), ("meta.public", .text), ("tags[]", .text), ("ids[]", .int64),
        ("items[].id", .int64), ("goneList[]", .text),
    ]

    func holds(_ text: String) throws -> Bool {
        var pattern = try RoutePattern(parsing: "/p/{project}/{id}/{rest...}")
        try pattern.assign(.int64, to: 1)
        try pattern.assign(restType, to: 2)
        let fields = Self.fields.compactMap { BodyField(path: $0.path, type: $0.type) }
        let roles = try PolicyFiles().compile().roles
        let condition = try ConditionParser.parse(text, ConditionScope(pattern: pattern, body: fields, roles: roles))
        var request = RequestTarget()
        try request.read(Array(target.utf8).span)
        let facts = ConditionFacts(
            principal: principal, layout: RouteLayout(pattern),
            circumstances: Circumstances(
                address: nil, now: 0, body: try BodyFields.read(Array(body.utf8), fields), owned: owned))
        return condition.holds(facts, request)
    }
}
