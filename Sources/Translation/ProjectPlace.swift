import Domain

/// A project of Harbor as a request names it.
enum ProjectPlace: Hashable, Sendable {
    case name(ProjectName)
    case number(Int64)

    /// Asks whether it is there, for `ProjectExistence.isThere`.
    ///
    /// By number only the upstream's own account can tell: any other gets 403 for one that nobody has as well.
    var question: UpstreamCall {
        switch self {
        case .name(let name): ProjectExistence.question(name)
        case .number(let number): .harbor("/projects/\(number)", byName: false).asked(.administration)
        }
    }
}
