import Yams

/// Turns a YAML file into a `SourceNode`; the only place that knows the YAML library.
enum YAMLReader {
    /// `nil` after a finding that leaves nothing to read on with.
    static func read(_ text: String, _ file: SourceFile, _ log: inout FindingLog) -> SourceNode? {
        guard YAMLGuard.admits(text, file, &log) else { return nil }
        do {
            // The basic resolver takes every plain scalar for a string: which of them is a number or a boolean is
            // decided where the value is used, not by YAML 1.1's rules.
            let parser = try Parser(yaml: text, resolver: .basic, encoding: .utf8)
            guard let root = try parser.singleRoot() else {
                log.add("the file is empty", file: file.name)
                return nil
            }
            // Nodes refer to their anchors weakly; the parser owns them.
            return withExtendedLifetime(parser) { node(root, file, &log) }
        } catch {
            report(error, file, &log)
            return nil
        }
    }

    private static func node(
        _ node: Node, isKey: Bool = false, _ file: SourceFile, _ log: inout FindingLog
    ) -> SourceNode? {
        let position = Self.position(of: node, file)
        guard node.anchor == nil else {
            log.add("anchors and aliases are not allowed: write the value out", at: position)
            return nil
        }
        let tag = node.rawTag
        // The library gives quoted text its tag itself, and keys too when it compares them.
        guard tag.isEmpty || (tag == Tag.Name.str.rawValue && (isKey || !node.isPlain)) else {
            log.add("tags such as \"\(tag)\" are not allowed", at: position)
            return nil
        }
        switch node {
        case .scalar(let scalar):
            return SourceNode(
                content: .scalar(scalar.string, isPlain: scalar.style == .plain), position: position)
        case .sequence(let items):
            return SourceNode(
                content: .sequence(items.compactMap { Self.node($0, file, &log) }), position: position)
        case .mapping(let pairs):
            return SourceNode(content: .mapping(members(pairs, file, &log)), position: position)
        case .alias:
            log.add("anchors and aliases are not allowed: write the value out", at: position)
            return nil
        }
    }

    private static func position(of node: Node, _ file: SourceFile) -> SourcePosition {
        SourcePosition(file: file, line: node.mark?.line ?? 1, column: node.mark?.column ?? 1)
    }

    private static func members(
        _ pairs: Node.Mapping, _ file: SourceFile, _ log: inout FindingLog
    ) -> [SourceNode.Member] {
        var members: [SourceNode.Member] = []
        for (key, value) in pairs {
            guard case .scalar(let scalar) = key else {
                log.add("a key is a single word, not a list or a mapping", at: position(of: key, file))
                continue
            }
            let text = scalar.string
            guard let name = node(key, isKey: true, file, &log) else { continue }
            guard let value = node(value, file, &log) else { continue }
            members.append(SourceNode.Member(key: Located(text, name.position), value: value))
        }
        return members
    }

    private static func report(_ error: any Error, _ file: SourceFile, _ log: inout FindingLog) {
        guard let error = error as? YamlError else {
            log.add("the file cannot be read as YAML", file: file.name)
            return
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _):
            log.add("not valid YAML: \(problem)", at: place(mark, file))
        case .composer(_, let problem, let mark, _):
            let message =
                problem.contains("another document")
                ? "a second document begins here: a policy file is one document" : "not valid YAML: \(problem)"
            log.add(message, at: place(mark, file))
        case .reader(let problem, _, _, _):
            log.add("not valid YAML: \(problem)", file: file.name)
        default:
            log.add("the file cannot be read as YAML", file: file.name)
        }
    }

    /// The library puts the end of a file on a line of its own; that is the end of the last line.
    private static func place(_ mark: Mark, _ file: SourceFile) -> SourcePosition {
        guard mark.line <= file.lines.count else {
            let length = file.line(file.lines.count).unicodeScalars.count
            return SourcePosition(file: file, line: file.lines.count, column: length + 1)
        }
        return SourcePosition(file: file, line: max(mark.line, 1), column: max(mark.column, 1))
    }
}

extension Node {
    /// The tag as written, or what the basic resolver made of none.
    fileprivate var rawTag: String {
        switch self {
        case .scalar(let scalar): scalar.tag.rawValue
        case .sequence(let sequence): sequence.tag.rawValue
        case .mapping(let mapping): mapping.tag.rawValue
        case .alias: ""
        }
    }

    fileprivate var isPlain: Bool {
        guard case .scalar(let scalar) = self else { return true }
        return scalar.style == .plain
    }
}
