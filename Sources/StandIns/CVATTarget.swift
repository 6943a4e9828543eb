import Foundation

/// A request target as CVAT reads it. Unlike Harbor it takes a path as it stands: a slash more is another path.
struct CVATTarget: Sendable {
    /// Decoded; always starts with a slash.
    let path: String
    /// The parts between slashes, an empty one where the path ends in a slash.
    let segments: [String]
    /// Decoded names and values, in their order.
    let query: [(name: String, value: String)]

    init(_ target: String) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = Self.decoded(halves[0])
        segments = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        let pairs = halves.count > 1 ? halves[1].split(separator: "&") : []
        query = pairs.map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.form(parts[0]), parts.count > 1 ? Self.form(parts[1]) : "")
        }
    }

    /// The last value given, which is the one that counts.
    func value(_ name: String) -> String? {
        query.last { $0.name == name }?.value
    }

    /// The same path and query, but with another page; `nil` takes the parameter out, as for the first page.
    func address(page: Int?) -> String {
        var last: [String: String] = [:]
        for (name, value) in query { last[name] = value }
        last["page"] = page.map(String.init)
        let text = last.sorted { $0.key < $1.key }
            .map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }.joined(separator: "&")
        return text.isEmpty ? path : "\(path)?\(text)"
    }

    private static func form(_ text: Substring) -> String {
        decoded(text.replacing("+", with: " "))
    }

    /// What is no triplet stays.
    private static func decoded(_ text: some StringProtocol) -> String {
        text.removingPercentEncoding ?? String(text)
    }

    private static func encoded(_ text: String) -> String {
        var plain = CharacterSet.alphanumerics.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7F}"))
        plain.insert(charactersIn: "-._~")
        return text.addingPercentEncoding(withAllowedCharacters: plain) ?? text
    }
}
