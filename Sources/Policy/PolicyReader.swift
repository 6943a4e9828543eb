/// Reads the files of a policy into a document.
struct PolicyReader {
    private(set) var document = PolicyDocument()
    /// Paths that gave a document. What refers to another file is not judged when that file has findings of its own.
    private(set) var readPaths: Set<String> = []

    /// Whether every file of routes gave a document, so that an id that none has is a mistake.
    func hasAllRoutes(_ source: PolicySource) -> Bool {
        source.files.allSatisfy { !$0.path.hasPrefix("routes/") || readPaths.contains($0.path) }
    }

    mutating func read(_ source: PolicySource, _ log: inout FindingLog) {
        for required in ["roles.yaml", "upstreams.yaml"] where !source.files.contains(where: { $0.path == required }) {
            let name = source.name(of: required)
            // A file that is there and cannot be read is not missing as well.
            guard !source.findings.contains(where: { $0.file == name }) else { continue }
            log.add("the file is missing", file: name)
        }
        var hasRoutes = source.findings.contains { $0.file.hasPrefix(source.name(of: "routes/")) }
        for file in source.files.sorted(by: { $0.path < $1.path }) {
            hasRoutes = hasRoutes || file.path.hasPrefix("routes/")
            guard let root = Self.parse(file, &log) else { continue }
            readPaths.insert(file.path)
            switch file.path {
            case "roles.yaml": document.roles += RolesReader.read(root, &log)
            case "upstreams.yaml":
                let read = UpstreamsReader.read(root, &log)
                document.upstreams += read.upstreams
                document.credentials += read.credentials
                document.registry = read.registry
                document.declaresRegistry = read.declaresRegistry
            case let path where path.hasPrefix("tests/"):
                document.tests += TestsReader.read(root, &log)
            default:
                let read = RoutesReader.read(root, &log)
                document.routes += read.routes
                document.tests += read.tests
            }
        }
        if !hasRoutes {
            log.add("there is no file with routes here", file: source.name(of: "routes/"))
        }
    }

    private static func parse(_ file: PolicySource.File, _ log: inout FindingLog) -> SourceNode? {
        guard file.bytes.count <= PolicySource.maxFileBytes else {
            log.add("the file is larger than \(PolicySource.maxFileBytes >> 20) MiB", file: file.name)
            return nil
        }
        guard let text = String(validating: file.bytes, as: UTF8.self) else {
            log.add("the file is not UTF-8", file: file.name)
            return nil
        }
        return YAMLReader.read(text, SourceFile(name: file.name, text: text), &log)
    }
}
