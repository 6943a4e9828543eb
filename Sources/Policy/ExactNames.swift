/// A set of texts that are compared byte by byte. `Set<String>` takes texts for one that are canonically equivalent, such as
/// the two spellings of `é`; to whoever made the names they are two.
struct ExactNames: Sendable {
    private var groups: [String: [String]] = [:]

    init(_ names: some Sequence<String>) {
        for name in names where !contains(name) { groups[name, default: []].append(name) }
    }

    var isEmpty: Bool { groups.isEmpty }

    func contains(_ name: String) -> Bool {
        groups[name]?.contains { $0.utf8.elementsEqual(name.utf8) } ?? false
    }
}
