import Domain

/// Finds out, before anything is done to things in several projects, that each project is of the scope or not there.
///
/// What the scope holds is not asked for, and each project outside of it once.
struct OwnershipCheck: Sendable {
    private let scope: HarborScope
    /// Of the request, which named the projects.
    private let field: String
    /// Not known yet, the next one last.
    private var unknown: [ProjectPlace] = []
    /// Those that are not there.
    private(set) var absent: Set<ProjectPlace> = []

    init(of places: [ProjectPlace], in scope: HarborScope, field: String) {
        self.scope = scope
        self.field = field
        var seen: Set<ProjectPlace> = []
        unknown = places.filter { !scope.holds($0) && seen.insert($0).inserted }.reversed()
    }

    /// The next call; `nil` when all is known.
    var call: UpstreamCall? { unknown.last?.question }

    /// Takes the reply to `call`.
    /// - Throws: `.targetRefused` when the project is of others, or what kept Harbor from telling.
    mutating func absorb(_ reply: UpstreamReply) throws(GatewayError) {
        guard let place = unknown.popLast() else { return }
        if try !ProjectExistence.isThere(reply) {
            absent.insert(place)
        } else if try !isOwn(place, reply) {
            throw HarborScope.refusal(field: field)
        }
    }

    /// The scope may be some seconds old, and the project made since. By name Harbor does not say whose it is.
    private func isOwn(_ place: ProjectPlace, _ reply: UpstreamReply) throws(GatewayError) -> Bool {
        guard case .number(let number) = place else { return false }
        let project = try reply.harborValue(HarborProject.self)
        guard project.id == number else {
            throw GatewayError(.upstreamMalformed, detail: "harbor: another project than was asked for")
        }
        return scope.owns(project)
    }
}
