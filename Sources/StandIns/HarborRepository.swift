package struct HarborRepository: Sendable, Equatable {
    package var id: Int
    package var projectID: Int
    /// Without the project.
    package var name: String
    package var description = ""
    package var created: HarborMoment
    package var updated: HarborMoment
}

package struct HarborArtifact: Sendable, Equatable {
    package var id: Int
    package var repositoryID: Int
    /// `sha256:` and 64 hexadecimal digits.
    package var digest: String
    package var size: Int
    package var pushed: HarborMoment
    package var tags: [HarborTag]
    /// The artifacts that it is an index of, by id.
    package var children: [Int] = []

    /// Whether a tag or a digest names it.
    func isNamed(_ reference: String) -> Bool {
        digest == reference || tags.contains { $0.name == reference }
    }
}

package struct HarborTag: Sendable, Equatable {
    package var id: Int
    package var name: String
    package var pushed: HarborMoment
}
