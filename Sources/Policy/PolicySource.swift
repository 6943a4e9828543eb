/// The files of a policy in memory, and what is wrong with how they are laid out.
package struct PolicySource: Sendable {
    package struct File: Sendable {
        /// Inside the policy directory, such as `routes/harbor.yaml`: part of the ruleset's identity.
        package let path: String
        /// What findings show, such as `policies/routes/harbor.yaml`.
        package let name: String
        package let bytes: [UInt8]

        package init(path: String, name: String, bytes: [UInt8]) {
            self.path = path
            self.name = name
            self.bytes = bytes
        }
    }

    /// A policy is written by hand; a bigger file is a mistake, and reading it would delay everything else.
    package static let maxFileBytes = 1 << 20

    /// What findings put before the path of a file that is not there; empty for a policy in memory.
    package let directory: String
    package var files: [File]
    /// What was found while the files were collected.
    package var findings: [Finding]

    package init(directory: String = "", files: [File], findings: [Finding] = []) {
        self.directory = directory
        self.files = files
        self.findings = findings
    }

    func name(of path: String) -> String {
        directory.isEmpty ? path : "\(directory)/\(path)"
    }

    /// What the identity is the hash of: every file by path, each length before its bytes, so that no two sets of files
    /// give the same bytes.
    func canonicalBytes() -> [UInt8] {
        var out: [UInt8] = []
        for file in files.sorted(by: { $0.path < $1.path }) {
            for part in [Array(file.path.utf8), file.bytes] {
                out += Array("\(part.count):".utf8)
                out += part
            }
        }
        return out
    }
}
