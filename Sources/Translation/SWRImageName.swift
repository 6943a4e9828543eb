import Domain

/// A repository of SWR with the organization it is in, `organization/repository`: what `/v1` calls an image.
///
/// The repository has 1 to 128 of `a-z 0-9 . _ - /`, by the same rule as organizations, but may begin with a digit. A
/// value of this type can be put into a path without further checks.
struct SWRImageName: Hashable, Sendable, CustomStringConvertible {
    static let longestRepository = 128

    let organization: SWROrganizationName
    let repository: String

    init?(_ value: some StringProtocol) {
        let halves = value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard halves.count == 2, let organization = SWROrganizationName(halves[0]),
            halves[1].utf8.count <= Self.longestRepository, SWRNameRule.holds(for: halves[1].utf8, slashes: true)
        else { return nil }
        self.organization = organization
        repository = String(halves[1])
    }

    init(_ text: String, field: String) throws(GatewayError) {
        guard let name = SWRImageName(text) else {
            throw GatewayError(
                .fieldInvalid,
                message: "\(field): must be project/repository, of at most \(SWROrganizationName.longest) and "
                    + "\(Self.longestRepository) of a to z and 0 to 9, with single . - / or one or two _ between them")
        }
        self = name
    }

    var description: String { "\(organization)/\(repository)" }

    /// The repository's path below `/v2/manage`. SWR wants `$` for every slash inside the repository, which it could
    /// not tell from those of the path.
    var path: String {
        "/namespaces/\(organization)/repos/\(repository.split(separator: "/").joined(separator: "$"))"
    }
}
