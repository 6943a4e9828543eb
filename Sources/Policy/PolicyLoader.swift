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
        guard case .names(let names) = contents(ofDirectory: directory) else {
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
            } else if !folders.contains(name), !name.hasPrefix("."), let near = folder(like: name, in: directory) {
                source.findings.append(
                    finding("\(directory)/\(name)", "the directory is not read: did you mean \"\(near)\"?"))
            }
        }
        for folder in folders { addFiles(of: folder, in: directory, to: &source) }
        return source
    }

    private static let folders = ["routes", "tests"]

    private static func addFiles(of folder: String, in directory: String, to source: inout PolicySource) {
        let place = "\(directory)/\(folder)"
        switch contents(ofDirectory: place) {
        case .missing: return
        case .unreadable:
            source.findings.append(finding(place, "this is no directory that can be read"))
        case .names(let names):
            for name in names where !name.hasPrefix(".") {
                let path = "\(folder)/\(name)"
                if name.hasSuffix(".yaml") {
                    add(path, in: directory, to: &source)
                } else if looksLikeYAML(name) {
                    source.findings.append(finding("\(place)/\(name)", "the file is not read: name it .yaml"))
                } else if holdsYAML("\(place)/\(name)") {
                    source.findings.append(
                        finding(
                            "\(place)/\(name)", "directories below \"\(folder)\" are not read: put its files beside it")
                    )
                }
            }
        }
    }

    private enum Contents {
        case names([String])
        case missing
        case unreadable
    }

    /// Only what is not there is no mistake: what cannot be read would be passed over in silence.
    private static func contents(ofDirectory path: String) -> Contents {
        if let names = try? FileManager.default.contentsOfDirectory(atPath: path) { return .names(names.sorted()) }
        return FileManager.default.fileExists(atPath: path) ? .unreadable : .missing
    }

    /// The directory that was probably meant by one that has YAML files and another name.
    private static func folder(like name: String, in directory: String) -> String? {
        guard holdsYAML("\(directory)/\(name)") else { return nil }
        return Suggestion.nearest(to: name, among: folders)
    }

    private static func holdsYAML(_ path: String) -> Bool {
        guard case .names(let names) = contents(ofDirectory: path) else { return false }
        return names.contains(where: looksLikeYAML)
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

    /// Editors leave hidden files beside the one that is edited; they are passed over.
    private static func looksLikeYAML(_ name: String) -> Bool {
        let folded = name.lowercased()
        return !name.hasPrefix(".") && (folded.hasSuffix(".yaml") || folded.hasSuffix(".yml"))
    }

    private static func hint(_ name: String) -> String {
        Suggestion.text(for: name, among: ["roles.yaml", "upstreams.yaml"])
    }

    private static func finding(_ file: String, _ message: String) -> Finding {
        Finding(file: file, line: 0, column: 0, message: message, source: "")
    }
}
