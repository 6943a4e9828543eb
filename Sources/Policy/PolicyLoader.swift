import Domain
import FoundationEssentials

/// Reads a policy directory: `roles.yaml`, `upstreams.yaml`, `routes/*.yaml` and `tests/*.yaml`.
package enum PolicyLoader {
    /// Reads and compiles. Reads files, so never on an event loop.
    ///
    /// `file:` references that are not absolute are looked up from the policy directory; the environment's own `file`
    /// gets the whole path.
    package static func load(
        directory: String, environment: PolicyEnvironment, runsTests: Bool = true
    ) throws(PolicyFindings) -> Ruleset {
        let source = read(directory: directory)
        // Without a single file, what every file lacks would only hide why.
        if source.files.isEmpty, !source.findings.isEmpty { throw PolicyFindings(source.findings) }
        return try PolicyCompiler(environment.relative(to: directory)).compile(source, runsTests: runsTests)
    }

    /// The files of a directory, sorted by path, with findings for what cannot be read or would be passed over.
    package static func read(directory: String) -> PolicySource {
        var source = PolicySource(directory: directory, files: [])
        guard let names = names(in: directory) else {
            source.findings.append(finding(directory, "the policy directory cannot be read"))
            return source
        }
        for name in names {
            if name == "roles.yaml" || name == "upstreams.yaml" {
                add(name, in: directory, to: &source)
            } else if looksLikeYAML(name) {
                source.findings.append(
                    finding(
                        "\(directory)/\(name)",
                        "the file is not read: roles.yaml, upstreams.yaml, routes/*.yaml and tests/*.yaml are"
                            + hint(name)))
            }
        }
        for folder in ["routes", "tests"] {
            for name in self.names(in: "\(directory)/\(folder)") ?? [] where looksLikeYAML(name) {
                if name.hasSuffix(".yaml") {
                    add("\(folder)/\(name)", in: directory, to: &source)
                } else {
                    source.findings.append(
                        finding("\(directory)/\(folder)/\(name)", "the file is not read: name it .yaml"))
                }
            }
        }
        return source
    }

    private static func add(_ path: String, in directory: String, to source: inout PolicySource) {
        let name = directory + "/" + path
        guard let bytes = contents(of: name) else {
            source.findings.append(
                finding(name, "the file cannot be read, or is larger than \(PolicySource.maxFileBytes >> 20) MiB"))
            return
        }
        source.files.append(PolicySource.File(path: path, name: name, bytes: bytes))
    }

    /// `nil` for what is no regular file of at most `PolicySource.maxFileBytes`.
    private static func contents(of path: String) -> [UInt8]? {
        let resolved = URL(filePath: path).resolvingSymlinksInPath().path
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved),
            attributes[.type] as? FileAttributeType == .typeRegular,
            let size = attributes[.size] as? Int, size <= PolicySource.maxFileBytes,
            let data = FileManager.default.contents(atPath: path), data.count <= PolicySource.maxFileBytes
        else { return nil }
        return Array(data)
    }

    private static func names(in directory: String) -> [String]? {
        (try? FileManager.default.contentsOfDirectory(atPath: directory))?.sorted()
    }

    /// Editors leave hidden files beside the one that is edited; they are passed over.
    private static func looksLikeYAML(_ name: String) -> Bool {
        !name.hasPrefix(".") && (name.hasSuffix(".yaml") || name.hasSuffix(".yml"))
    }

    private static func hint(_ name: String) -> String {
        Suggestion.text(for: name, among: ["roles.yaml", "upstreams.yaml"])
    }

    private static func finding(_ file: String, _ message: String) -> Finding {
        Finding(file: file, line: 0, column: 0, message: message, source: "")
    }
}
