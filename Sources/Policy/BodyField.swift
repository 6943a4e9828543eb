import Domain

/// A member of a JSON body that rules look at, or that has to have certain values, as the route declares it.
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
    /// One of these it has to be, in a list each element and one at least. Empty: anything of its type, or nothing.
    let values: [BodyValue]
    /// As who writes a body knows it: `metadata.public`, `[].auth`.
    var path: Substring { name.dropFirst(name.hasPrefix("body.") ? 5 : 4) }
    /// Several values: an array is on the way.
    var isList: Bool { steps.contains(.each) }
    /// One less than what is read of a body at all (`JSONReader.deepest`).
    static let deepest = 7

    /// - Parameter path: names of members joined with dots, `[]` for each element: `scope`, `metadata.public`, `[].auth`.
    /// - Returns: `nil` when it is no such path.
    init?(path: String, type: Kind, values: [BodyValue] = []) {
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
        self.values = values
        name = path.hasPrefix("[]") ? "body" + path : "body." + path
    }
}

/// The value of a declared field in one request's body.
package enum BodyValue: Hashable, Sendable {
    case absent
    /// It is there, and says nothing: equal to nothing, but present, since upstreams take it for "set to nothing".
    case null
    case text(String)
    case number(Int64)
    case flag(Bool)
    case list([BodyValue])
}

extension BodyValue {
    /// As it would stand in JSON, for explanations.
    var text: String {
        switch self {
        case .absent: "(absent)"
        case .null: "null"
        case .text(let text): "\"\(text)\""
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        case .list(let values): "[\(values.map(\.text).joined(separator: ", "))]"
        }
    }
}
