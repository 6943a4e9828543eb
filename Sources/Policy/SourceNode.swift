/// A YAML value with its place, free of what the dialect refuses: no anchors, aliases, tags or repeated keys.
struct SourceNode {
    struct Member {
        let key: Located<String>
        let value: SourceNode
    }

    enum Content {
        /// `isPlain` is false for a quoted or block scalar, whose text means itself.
        case scalar(String, isPlain: Bool)
        case sequence([SourceNode])
        case mapping([Member])
    }

    let content: Content
    let position: SourcePosition

    /// For messages.
    var kind: String {
        switch content {
        case .scalar: "a single value"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The place `offset` scalars into a scalar that stands on one line without escapes.
    func position(inside offset: Int) -> SourcePosition {
        guard case .scalar(_, isPlain: false) = content else { return position.advanced(by: offset) }
        return position.advanced(by: offset + 1)
    }
}
