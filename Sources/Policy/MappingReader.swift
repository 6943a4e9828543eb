import Domain

/// Reads a mapping whose keys are known, and reports every other key.
struct MappingReader {
    let position: SourcePosition
    private let what: String
    private var members: [String: SourceNode] = [:]
    private var positions: [String: SourcePosition] = [:]

    /// - Parameters:
    ///   - what: the mapping's name for messages, with its article.
    ///   - later: keys of the dialect that this version does not carry out. Reading over one would let an operator
    ///     believe that it holds.
    ///   - hidesSource: for a mapping whose lines may hold secrets.
    init?(
        _ node: SourceNode, _ what: String, known: [String], later: [String] = [], hidesSource: Bool = false,
        _ log: inout FindingLog
    ) {
        guard case .mapping(let members) = node.content else {
            log.add("\(what) is a mapping, not \(node.kind)", at: node.position)
            return nil
        }
        position = node.position
        self.what = what
        for member in members {
            let key = member.key.value
            if known.contains(key) {
                self.members[key] = member.value
                positions[key] = member.key.position
            } else if later.contains(key) {
                log.add("\"\(key)\" is not supported in this version", at: member.key.position)
            } else {
                let hint = Suggestion.text(for: key, among: known + later)
                let all = ": known are \(known.joined(separator: ", "))"
                log.add(
                    "unknown key \"\(key)\" in \(what)" + (hint.isEmpty ? all : hint), at: member.key.position,
                    hidesSource: hidesSource)
            }
        }
    }

    subscript(key: String) -> SourceNode? { members[key] }

    /// Where the key itself stands.
    func position(of key: String) -> SourcePosition { positions[key] ?? position }

    func required(_ key: String, _ log: inout FindingLog) -> SourceNode? {
        if let node = members[key] { return node }
        log.add("\(what) needs \"\(key)\"", at: position)
        return nil
    }
}

extension SourceNode {
    /// The members of a mapping whose keys are names; a finding for a name that is none.
    func namedMembers(_ what: String, _ log: inout FindingLog) -> [Member] {
        guard case .mapping(let members) = content else {
            log.add("\(what) is a mapping, not \(kind)", at: position)
            return []
        }
        return members.filter { member in
            guard Self.isName(member.key.value) else {
                log.add(
                    "\"\(member.key.value)\" is no name: lower-case letters, digits and \"-\", beginning with a letter",
                    at: member.key.position)
                return false
            }
            return true
        }
    }

    /// Names of roles, upstreams and routes: they become labels of metrics and words of logs.
    static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 64 else { return false }
        let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
        return letters.contains(first)
            && text.utf8.allSatisfy {
                letters.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "-")
            }
    }
}
