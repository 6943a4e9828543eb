import Domain

/// A member of a JSON body that rules look at, as the route declares it.
package struct BodyField: Hashable, Sendable {
    package enum Kind: String, CaseIterable, Sendable {
        case text, int64, boolean
    }

    enum Step: Hashable, Sendable {
        case member(String)
        /// Each element of an array.
        case each
    }

    /// As conditions name it: `body.metadata.public`, `body[].auth`.
    let name: String
    let steps: [Step]
    let type: Kind
    /// Several values: an array is on the way.
    var isList: Bool { steps.contains(.each) }
    /// Deeper bodies than this are not what the APIs behind the gateway take.
    static let deepest = 8

    /// - Parameter path: names of members joined with dots, `[]` for each element: `scope`, `metadata.public`, `[].auth`.
    /// - Returns: `nil` when it is no such path.
    init?(path: String, type: Kind) {
        var steps: [Step] = []
        var rest = path[...]
        while !rest.isEmpty {
            if rest.hasPrefix("[]") {
                steps.append(.each)
                rest = rest.dropFirst(2)
                if rest.first == "." { rest = rest.dropFirst() } else if !rest.isEmpty { return nil }
                continue
            }
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty,
                name.unicodeScalars.allSatisfy({
                    ("a"..."z").contains($0) || ("A"..."Z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
                        || $0 == "-"
                })
            else { return nil }
            steps.append(.member(String(name)))
            rest = rest.dropFirst(name.count)
            if rest.first == "." {
                rest = rest.dropFirst()
                guard !rest.isEmpty, !rest.hasPrefix("[") else { return nil }
            }
        }
        guard !steps.isEmpty, steps.count <= Self.deepest, !path.hasSuffix(".") else { return nil }
        self.steps = steps
        self.type = type
        name = path.hasPrefix("[]") ? "body" + path : "body." + path
    }
}

/// The value of a declared field in one request's body.
package enum BodyValue: Hashable, Sendable {
    case absent
    case text(String)
    case number(Int64)
    case flag(Bool)
    case list([BodyValue])
}
