import Domain

/// The refusals that operations have in common: each is written once, and operations refer to it.
struct SharedResponses {
    private var known: [(name: String, tree: JSONTree)] = []

    /// A reference to the response.
    mutating func reference(to tree: JSONTree, status: Int) -> JSONTree {
        let name: String
        if let same = known.first(where: { $0.tree == tree }) {
            name = same.name
        } else {
            let number = known.count { $0.name.hasPrefix("status-\(status)-") } + 1
            name = "status-\(status)-\(number)"
            known.append((name, tree))
        }
        return ["$ref": .text("#/components/responses/\(name)")]
    }

    var tree: JSONTree { .object(known.map { .init($0.name, $0.tree) }) }
}
