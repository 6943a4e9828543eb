import CYaml

/// Stands before the YAML library. What it lets through is composed in time and memory of the file's own size, and
/// means what an editor shows of it.
///
/// The library composes by recursion and puts what an alias stands for in its place before anybody sees that there was
/// one: 500 bytes of aliases inside a key keep it busy for hours, and a chain of anchors in one file makes a tree that
/// is too deep for any stack to free. So the file is first gone through as libyaml's events, without a tree. A file
/// that is no YAML is let through: the reader says better why.
struct YAMLGuard {
    /// The deepest rule is eight collections down; the rest is for JSON bodies in tests. libyaml itself stops at 1000,
    /// where the recursion that follows is too deep for a small stack.
    static let maxDepth = 32
    /// Reported of one file; one with more was not written by hand.
    static let maxFindings = 20

    /// What the innermost open collection takes next.
    private enum Place {
        case item, key, value
    }

    private let file: SourceFile
    private var found = 0
    private var open: [Place] = []
    /// The keys of each open collection so far.
    private var keys: [Set<String>] = []

    private init(_ file: SourceFile) {
        self.file = file
    }

    /// False after a finding: then the file must not be composed.
    static func admits(_ text: String, _ file: SourceFile, _ log: inout FindingLog) -> Bool {
        var guardian = YAMLGuard(file)
        guardian.checkLines(&log)
        // Counting lines is sound only when nothing but a line feed ends one.
        guard guardian.found == 0 else { return false }
        guardian.checkEvents(text, &log)
        return guardian.found == 0
    }

    private mutating func report(_ problem: String, _ line: Int, _ column: Int, _ log: inout FindingLog) {
        found += 1
        log.add(problem, at: SourcePosition(file: file, line: line, column: column))
    }
}

// MARK: - Lines

extension YAMLGuard {
    private mutating func checkLines(_ log: inout FindingLog) {
        for (index, line) in file.lines.enumerated() where found < Self.maxFindings {
            // libyaml compares each %TAG with all before it. It knows directives in the first column only.
            if line.utf8.first == UInt8(ascii: "%") {
                report("a line that begins with \"%\" is a directive to YAML: a policy has none", index + 1, 1, &log)
            }
            for (column, scalar) in line.unicodeScalars.enumerated() {
                guard let problem = Self.problem(of: scalar) else { continue }
                report(problem, index + 1, column + 1, &log)
                break
            }
        }
    }

    /// Characters that make a reader see something else than YAML does: a rule behind what looks like a comment, since
    /// libyaml ends lines as YAML 1.1 does, or words in another order (CVE-2021-42574).
    private static func problem(of scalar: Unicode.Scalar) -> String? {
        switch scalar {
        case "\r", "\u{85}", "\u{2028}", "\u{2029}":
            "\(name(of: scalar)) ends a line to YAML and not to an editor: take it out, or write it as "
                + escape(scalar)
        case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
            "\(name(of: scalar)) makes an editor show a line in another order: take it out, or write it as "
                + escape(scalar)
        default: nil
        }
    }

    private static func name(of scalar: Unicode.Scalar) -> String { "U+" + digits(of: scalar) }

    private static func escape(_ scalar: Unicode.Scalar) -> String { "\"\\u\(digits(of: scalar))\"" }

    private static func digits(of scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

// MARK: - Events

extension YAMLGuard {
    private mutating func checkEvents(_ text: String, _ log: inout FindingLog) {
        // On the heap, since libyaml keeps a pointer from the parser to itself.
        let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
        defer { parser.deallocate() }
        guard yaml_parser_initialize(parser) == 1 else { return report("the file cannot be read as YAML", 1, 1, &log) }
        defer { yaml_parser_delete(parser) }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        var text = text
        text.withUTF8 { bytes in
            guard let start = bytes.baseAddress else { return }
            yaml_parser_set_input_string(parser, start, bytes.count)
            var event = yaml_event_t()
            while yaml_parser_parse(parser, &event) == 1 {
                defer { yaml_event_delete(&event) }
                guard take(event, &log), found < Self.maxFindings else { return }
            }
        }
    }

    /// False when nothing further is to be looked at.
    private mutating func take(_ event: yaml_event_t, _ log: inout FindingLog) -> Bool {
        switch event.type {
        case YAML_ALIAS_EVENT:
            _ = takesKey()
            reportAnchor(event, &log)
        case YAML_SCALAR_EVENT:
            if takesKey() { checkKey(event, &log) }
            if event.data.scalar.anchor != nil { reportAnchor(event, &log) }
        case YAML_SEQUENCE_START_EVENT:
            if event.data.sequence_start.anchor != nil { reportAnchor(event, &log) }
            return begin(.item, event, &log)
        case YAML_MAPPING_START_EVENT:
            if event.data.mapping_start.anchor != nil { reportAnchor(event, &log) }
            return begin(.key, event, &log)
        case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT:
            _ = (open.popLast(), keys.popLast())
        case YAML_STREAM_END_EVENT, YAML_NO_EVENT:
            return false
        default:
            break
        }
        return true
    }

    private mutating func begin(_ place: Place, _ event: yaml_event_t, _ log: inout FindingLog) -> Bool {
        // The library hashes every key, so that a key of a key of a key costs its size each time.
        if takesKey() { report("a key is a single word, not a list or a mapping", at: event, &log) }
        guard open.count < Self.maxDepth else {
            report("nested more than \(Self.maxDepth) deep", at: event, &log)
            return false
        }
        open.append(place)
        keys.append([])
        return true
    }

    /// The library reports the first of a file only, and where it stands the first time.
    private mutating func checkKey(_ event: yaml_event_t, _ log: inout FindingLog) {
        guard let start = event.data.scalar.value, let innermost = keys.indices.last else { return }
        let name = String(decoding: UnsafeBufferPointer(start: start, count: event.data.scalar.length), as: UTF8.self)
        if !keys[innermost].insert(name).inserted {
            report("the key \"\(name)\" stands twice in one mapping", at: event, &log)
        }
    }

    /// Goes on in the innermost collection; true when what begins here is a key.
    private mutating func takesKey() -> Bool {
        guard let innermost = open.indices.last else { return false }
        switch open[innermost] {
        case .item: return false
        case .key: open[innermost] = .value
        case .value: open[innermost] = .key
        }
        return open[innermost] == .value
    }

    private mutating func reportAnchor(_ event: yaml_event_t, _ log: inout FindingLog) {
        report("anchors and aliases are not allowed: write the value out", at: event, &log)
    }

    private mutating func report(_ problem: String, at event: yaml_event_t, _ log: inout FindingLog) {
        report(problem, Int(event.start_mark.line) + 1, Int(event.start_mark.column) + 1, &log)
    }
}
