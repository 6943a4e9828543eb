/// A repository with the project it is in, `project/repository`: what `/v1` calls an image.
///
/// The project is what stands before the first slash; the repository may have slashes of its own. Its components follow
/// the OCI distribution specification
/// (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests): lower-case letters and
/// digits, with one `.`, one or two `_`, or any number of `-` between them. At most 255 bytes, which is what Harbor
/// stores. Nothing in a value of this type needs encoding but its slashes.
package struct RepositoryName: Hashable, Sendable, CustomStringConvertible {
    package let project: ProjectName
    /// What stands after the project.
    package let repository: String

    /// The longest whole name, in bytes.
    package static let longest = 255

    package init?(_ value: some StringProtocol) {
        let halves = value.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard value.utf8.count <= Self.longest, halves.count == 2, let project = ProjectName(halves[0]),
            halves[1].utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
                .allSatisfy({ Self.isComponent($0) })
        else { return nil }
        self.project = project
        repository = String(halves[1])
    }

    package var description: String { "\(project)/\(repository)" }

    private static func isComponent(_ component: some Collection<UInt8>) -> Bool {
        var hasStarted = false
        var separators = 0  // since the last letter or digit
        var last: UInt8 = 0
        for byte in component {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
                hasStarted = true
                separators = 0
            case UInt8(ascii: "."):
                guard hasStarted, separators == 0 else { return false }
                separators = 1
            case UInt8(ascii: "_"):
                guard hasStarted, separators == 0 || (separators == 1 && last == byte) else { return false }
                separators += 1
            case UInt8(ascii: "-"):
                guard hasStarted, separators == 0 || last == byte else { return false }
                separators += 1
            default: return false
            }
            last = byte
        }
        return hasStarted && separators == 0
    }
}
